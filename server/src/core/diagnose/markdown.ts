/** A diagnosis as a Markdown document: for a terminal that shows it, an issue, or the editor. */

import { printableLine } from '../text/printable';
import type { Advice, Diagnosis, Evidence, Step, Verdict } from './diagnosis';

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  good: 'good',
  attention: 'look at this',
  bad: 'bad',
  unknown: 'unknown',
};

export function diagnosisMarkdown({ address, server, measured, steps, gaps }: Diagnosis): string {
  const overview = [
    '| | question | verdict |',
    '|--:|---|---|',
    ...steps.map(
      ({ title, verdict }, index) => `| ${index + 1} | ${title} | **${VERDICT_WORDS[verdict]}** |`,
    ),
  ];
  const missing =
    gaps.length === 0 ? [] : ['## Not answered', gaps.map((gap) => `- ${plain(gap)}`).join('\n')];
  const parts = [
    `# ${plain(server)} at ${plain(address)}`,
    `*${measured}*`,
    overview.join('\n'),
    ...steps.map((step, index) => stepMarkdown(step, index + 1)),
    ...missing,
  ];
  return `${parts.join('\n\n')}\n`;
}

function stepMarkdown({ title, verdict, message, evidence, advice }: Step, number: number): string {
  const parts = [`## ${number}. ${title}`, `**${capital(VERDICT_WORDS[verdict])}.** ${plain(message)}`];
  if (evidence.length > 0) parts.push(table(evidence));
  parts.push(...advice.map(adviceMarkdown));
  return parts.join('\n\n');
}

function table(evidence: readonly Evidence[]): string {
  const rows = evidence.map(
    ({ field, value, threshold, verdict }) =>
      `| \`${printableLine(field).replace(/[`|]/g, ' ')}\` | ${cell(value)} | ${cell(threshold ?? '')} | ${VERDICT_WORDS[verdict]} |`,
  );
  return ['| field | value | threshold | verdict |', '|---|---|---|---|', ...rows].join('\n');
}

const adviceMarkdown = ({ message, commands }: Advice): string =>
  commands.length === 0
    ? plain(message)
    : `${plain(message)}\n\n\`\`\`sh\n${commands.map(code).join('\n')}\n\`\`\``;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What a server says could be anything. */
const plain = (text: string): string => printableLine(text).replace(/[\\`*_[\]<>]/g, '\\$&');
/** No line of it ends the block of code. */
const code = (text: string): string => printableLine(text).replaceAll('```', '` ` `');
const cell = (text: string): string => plain(text).replace(/\|/g, '\\|').replace(/\s+/g, ' ');
