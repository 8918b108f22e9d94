/** A verdict for people and for programs. */

import type { Disagreement, RuleScore, Verdict } from './judge';

/** Those that count. */
export const certainOf = ({ disagreements }: Verdict): readonly Disagreement[] =>
  disagreements.filter(({ doubtful }) => !doubtful);

export function printJson(verdict: Verdict): string {
  return JSON.stringify(verdict, undefined, 2);
}

/** @param verbose with everything that was found */
export function printText(verdict: Verdict, verbose = false): string {
  const { items, scores, disagreements, negatives } = verdict;
  const doubtful = disagreements.filter((one) => one.doubtful);
  return [
    ...(verbose ? verdict.transcript.flatMap(({ item, lines }) => [item, ...indent(lines), '']) : []),
    table(scores),
    '',
    ...section('Disagreements', certainOf(verdict)),
    ...section('Doubtful labels, not counted', doubtful),
    `${items} labelled folders; ${negatives.silent} of ${negatives.folders} negative folders are silent.`,
  ].join('\n');
}

function table(scores: readonly RuleScore[]): string {
  const rows = scores.map(({ rule, expected, found, falseAlarms }) => {
    const recall = expected === 0 ? '-' : `${Math.round((found / expected) * 100)} %`;
    return [rule, String(expected), String(found), recall, String(falseAlarms)];
  });
  return [['rule', 'expected', 'found', 'recall', 'false alarms'], ...rows]
    .map(([rule = '', ...numbers]) => [rule.padEnd(24), ...numbers.map((text) => text.padStart(13))].join(''))
    .join('\n');
}

function section(title: string, disagreements: readonly Disagreement[]): string[] {
  const lines = disagreements.flatMap(({ item, what, detail, reason }) => [
    `${item}: ${what}: ${detail}`,
    `  the label says: ${reason}`,
  ]);
  return [`${title}: ${disagreements.length}`, ...indent(lines), ''];
}

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
