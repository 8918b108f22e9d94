/** The memory budget as a Markdown table: a bar, all terms with their provenance, and facts that would narrow it. */

import type { Budget, Term } from '../memory/budget';
import { type Fact, factValue } from '../model/fact';
import type { StatedKey } from '../model/stated';
import {
  budgetSentences,
  conditionText,
  rangeText,
  rateSentence,
  sourceText,
  verdictText,
} from '../server/budget-sentences';
import type { RedisInstance } from '../server/instance';
import { formatBytes } from '../units/bytes';
import { forecastLine, measuredLine } from './measured';

/** Names the facts that would narrow the budget, even if there is none yet. */
export function budgetMarkdown(instance: RedisInstance): string {
  const line = measuredLine(instance);
  const forecast = forecastLine(instance);
  const next = forecast === undefined ? '' : ` ${forecast}`;
  const measured = line === undefined ? '' : `**${instance.live?.connection}**, ${line}.${next}\n\n`;
  return measured + offlineMarkdown(instance);
}

function offlineMarkdown(instance: RedisInstance): string {
  const { budget } = instance;
  const hint = narrowingText(instance);
  if (!budget) return `**Memory budget**: unknown, because nothing bounds the data.${hint}`;
  const rows = budget.terms.map((term) => row(term));
  const total =
    budget.worst === undefined
      ? `| **together** | ${rangeText(budget.expected)} | **no bound** | ${budget.unbounded} |`
      : `| **together** | ${rangeText(budget.expected)} | **${formatBytes(budget.worst)}** | sum |`;
  const sentences = [...budgetSentences(instance), ...rateSentence(budget)].join(' ');
  return (
    [
      `**Memory budget of ${budget.duration ? 'one fork' : 'this server, which does not fork'}**`,
      '',
      ...barLines(budget),
      '| | expected | at worst | from |',
      '|---|--:|--:|---|',
      ...rows,
      total,
      ...limitRow(budget, instance.limit),
      '',
      sentences,
    ].join('\n') + hint
  );
}

const row = ({ name, expected, bytes, reason, provenance }: Term): string =>
  `| ${name} | ${rangeText(expected)} | ${bytes === undefined ? 'no bound' : formatBytes(bytes)} | ${[reason, ...provenance.flatMap(sourceText)].join('; ')} |`;

const WIDTH = 32;

/**
 * A bar in which each character is a share of the worst case, or of the limit if that is larger: `█` resident set, `▒`
 * copied pages, `░` the rest, and `|` the limit.
 */
export function budgetBar({ terms, limit, worst }: Budget): string {
  const total = terms.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const scale = Math.max(total, limit ?? 0) / WIDTH;
  if (scale <= 0) return '';
  const ends = [bytesOf(terms, 'resident-set'), bytesOf(terms, 'copied-pages')];
  const [resident, copied] = [ends[0] ?? 0, (ends[0] ?? 0) + (ends[1] ?? 0)];
  const cells = Array.from({ length: WIDTH }, (_, index): string => {
    const at = (index + 0.5) * scale;
    return at < resident ? '█' : at < copied ? '▒' : at < total ? '░' : ' ';
  });
  if (limit !== undefined) cells.splice(Math.min(WIDTH, Math.round(limit / scale)), 0, '|');
  return cells.join('').trimEnd() + (worst === undefined ? '…' : '');
}

const bytesOf = (terms: readonly Term[], key: Term['key']): number =>
  terms.find((term) => term.key === key)?.bytes ?? 0;

function barLines(budget: Budget): string[] {
  const legend = ['█ resident set', '▒ copied pages', '░ the rest'];
  if (budget.limit !== undefined) legend.push('| limit');
  return ['```text', budgetBar(budget), legend.join('   '), '```', ''];
}

function limitRow(budget: Budget, limit: Fact<number>): string[] {
  const bytes = factValue(limit);
  if (bytes === undefined) return [];
  const layer = limit.kind === 'known' || limit.kind === 'default' ? limit.origin.layer : '';
  return [`| limit | | ${formatBytes(bytes)} | ${layer}: ${verdictText(budget)}${conditionText(budget)} |`];
}

function narrowingText(instance: RedisInstance): string {
  const keys = missingFacts(instance);
  if (keys.length === 0) return '';
  return `\n\nTo narrow this, state ${keys.join(', ')} in a comment: \`# forkguard: ${keys.map((key) => `${key}=…`).join(' ')}\`.`;
}

type Known = Pick<RedisInstance, 'budget' | 'limit' | 'dataset'>;

/** Facts that the budget would use but that are not stated. */
export function missingFacts({ budget, limit, dataset }: Known): StatedKey[] {
  const missing = new Set<StatedKey>();
  if (factValue(dataset) === undefined) missing.add('dataset');
  if (factValue(limit) === undefined) missing.add('limit');
  if (!budget) missing.add('value').add('writes');
  for (const { narrowedBy } of budget?.terms ?? []) for (const key of narrowedBy) missing.add(key);
  // Fragmentation is left out: its usual range is narrow, so stating it rarely helps.
  missing.delete('fragmentation');
  return [...missing];
}
