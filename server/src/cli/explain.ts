/** `forkguard explain`: the pages of the rules on a terminal. */

import { RULES, ruleById } from '../core/rules/index';
import { ruleMarkdown } from '../core/rules/page';

export function explainRule(id: string | undefined): string {
  const rule = id === undefined ? undefined : ruleById(id);
  if (rule) return ruleMarkdown(rule);
  const width = Math.max(...RULES.map((one) => one.id.length));
  return RULES.map((one) => `${one.id.padEnd(width)}  ${one.severity.padEnd(11)}  ${one.summary}\n`).join('');
}
