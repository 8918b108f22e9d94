/** The memory budget as a Markdown table: every number with where it comes from. */

import type { Budget } from '../memory/budget';
import { worstCase } from '../memory/sentences';
import { type Fact, factValue } from '../model/fact';
import type { RedisInstance } from '../model/instance';
import { formatBytes } from '../units/bytes';

/** Says what would narrow it, also where there is nothing to count from yet. */
export function budgetMarkdown(instance: RedisInstance): string {
  const { budget } = instance;
  const narrows = missingFacts(instance);
  const hint =
    narrows.length === 0
      ? ''
      : `\n\nTo narrow this, state ${narrows.join(', ')} in a comment: \`# forkguard: ${narrows.map((key) => `${key}=…`).join(' ')}\`.`;
  if (!budget) return `**Memory budget**: unknown, because nothing bounds the data.${hint}`;
  const rows = budget.terms.map(
    ({ name, bytes, because }) => `| ${name} | ${formatBytes(bytes)} | ${because} |`,
  );
  const total =
    budget.worst === undefined
      ? `| **at worst** | no bound | ${budget.unbounded} |`
      : `| **at worst** | **${formatBytes(budget.worst)}** | sum |`;
  const limit = limitRow(budget, instance.limit);
  return (
    [
      '**Memory budget of one fork**',
      '',
      '| | bytes | from |',
      '|---|--:|---|',
      ...rows,
      total,
      ...limit,
      '',
      worstCase(budget),
    ].join('\n') + hint
  );
}

function limitRow(budget: Budget, limit: Fact<number>): string[] {
  const bytes = factValue(limit);
  if (bytes === undefined) return [];
  const verdict = budget.fits === true ? 'fits' : budget.fits === false ? 'does not fit' : 'cannot be judged';
  const layer = limit.kind === 'known' || limit.kind === 'default' ? limit.origin.layer : '';
  return [`| limit | ${formatBytes(bytes)} | ${layer}: the worst case ${verdict} |`];
}

/** Facts that the budget could use and nobody stated. */
function missingFacts({ stated, limit, dataset }: RedisInstance): string[] {
  const missing: string[] = [];
  if (factValue(dataset) === undefined) missing.push('dataset');
  if (factValue(limit) === undefined) missing.push('limit');
  if (!stated.value) missing.push('value');
  return missing;
}
