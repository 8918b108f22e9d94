/** A diagnosis for people at a terminal. */

import pc from 'picocolors';
import type { Diagnosis, Evidence, Step, Verdict } from '../../core/diagnose/diagnosis';
import { VERDICT_WORDS } from '../../core/diagnose/markdown';
import { printableLine } from '../formats/terminal';

type Colors = ReturnType<typeof pc.createColors>;

const MARKS: Readonly<Record<Verdict, string>> = { good: '✓', attention: '!', bad: '✗', unknown: '?' };

export function diagnosisText({ server, address, measured, steps, gaps }: Diagnosis, color: boolean): string {
  const colors = pc.createColors(color);
  const head = `${colors.bold(printableLine(`${server} at ${address}`))}, ${measured}\n`;
  const missing = gaps.map((gap) => colors.dim(`  ${printableLine(gap)}\n`));
  return [
    head,
    ...steps.map((step, index) => stepText(step, index + 1, colors)),
    ...(gaps.length === 0 ? [] : [`Not answered\n${missing.join('')}`]),
  ].join('\n');
}

function stepText(
  { title, verdict, message, evidence, advice }: Step,
  number: number,
  colors: Colors,
): string {
  const paint = paintOf(verdict, colors);
  const lines = [
    `${paint(MARKS[verdict])} ${number} ${colors.bold(title)} ${paint(VERDICT_WORDS[verdict])}`,
    `    ${printableLine(message)}`,
    ...evidenceLines(evidence, colors),
  ];
  for (const { message: advised, commands } of advice) {
    lines.push(
      `    ${colors.dim('→')} ${printableLine(advised)}`,
      ...commands.map((command) => `        ${printableLine(command)}`),
    );
  }
  return `${lines.join('\n')}\n`;
}

function evidenceLines(evidence: readonly Evidence[], colors: Colors): string[] {
  const width = Math.max(0, ...evidence.map(({ field }) => field.length));
  return evidence.map(({ field, value, threshold, verdict }) => {
    const held = threshold === undefined ? '' : colors.dim(` · ${threshold}`);
    return `    ${colors.dim(field.padEnd(width))}  ${paintOf(verdict, colors)(printableLine(value))}${held}`;
  });
}

function paintOf(verdict: Verdict, { green, yellow, red, gray }: Colors): (text: string) => string {
  return { good: green, attention: yellow, bad: red, unknown: gray }[verdict];
}
