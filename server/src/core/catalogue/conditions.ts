/**
 * Conditions in the data of charts and operators, on the values of a release or the fields of a resource.
 *
 *     condition = [ "!" ] path [ "?" | "=" text ]
 *
 * | form       | holds if                                                                        |
 * |------------|---------------------------------------------------------------------------------|
 * | `a.b`      | the value is true in a Go template: no empty text, list or mapping, no 0, false |
 * | `a.b?`     | the value exists and is not null                                                |
 * | `a.b=text` | the value is this text; `=true` and `=false` also match `yes`, `on`, `no`, `off` |
 * | `a.b=*`    | the value is a text that is not empty; a text of two quotes counts as empty      |
 * | `!…`       | the rest does not hold                                                           |
 *
 * The platform defines the paths: keys joined by dots, and in resources `list[name]` for the item with that name. If a
 * template decides, the answer is `unknown`.
 */

import { isTrue, type ScalarTree, type Tree } from '../yaml/tree';

/** @pattern ^!?[^!=?\s]+(\?|=.*)?$ */
export type Condition = string;

export type Answer = boolean | 'unknown';

/** The value at a path; undefined if absent, `unknown` if a template decides whether it exists. */
export type ValueLookup = (path: string) => Tree | 'unknown' | undefined;

/** The path that a condition tests. */
export const pathOfCondition = (condition: Condition): string =>
  condition.replace(/^!/, '').replace(/[?=].*$/s, '');

/** @returns true for no conditions; false if any condition fails, even if others are unknown */
export function allHold(conditions: readonly Condition[] | undefined, valueAt: ValueLookup): Answer {
  const answers = (conditions ?? []).map((condition) => holds(condition, valueAt));
  if (answers.includes(false)) return false;
  return answers.includes('unknown') ? 'unknown' : true;
}

export function holds(condition: Condition, valueAt: ValueLookup): Answer {
  const negated = condition.startsWith('!');
  const path = pathOfCondition(condition);
  const test = condition.slice(path.length + (negated ? 1 : 0));
  const value = valueAt(path);
  const answer = passes(value, test);
  return answer === 'unknown' ? answer : answer !== negated;
}

/** @param test `?`, `=text` or empty */
function passes(value: Tree | 'unknown' | undefined, test: string): Answer {
  if (value === 'unknown' || value?.kind === 'hole') return 'unknown';
  if (test === '?') return value !== undefined && !isNull(value);
  if (test === '') return value !== undefined && isTruthy(value);
  if (value?.kind !== 'scalar') return false;
  return isTemplated(value.text) ? 'unknown' : isText(value, test.slice(1));
}

function isText(value: ScalarTree, wanted: string): boolean {
  const text = value.text.trim();
  if (wanted === '*') return text !== '' && text !== '""';
  if (wanted === 'true') return isTrue(value);
  return text === wanted || (wanted === 'false' && FALSE.test(text));
}

const isNull = (value: Tree): boolean => value.kind === 'scalar' && value.null;

const FALSE = /^(?:false|no|off)$/i;

/** Truth in a Go template: anything but false, null, 0 and an empty text, list or mapping. */
export function isTruthy(tree: Tree): boolean {
  if (tree.kind === 'list') return tree.items.length > 0;
  if (tree.kind === 'map') return tree.entries.size > 0;
  if (tree.kind === 'hole') return true;
  if (tree.null || tree.text === '') return false;
  return tree.style !== 'plain' || !(FALSE.test(tree.text) || tree.text === '0');
}

/** Text that Helm or another tool renders, so its value is unknown. */
export const isTemplated = (text: string): boolean => text.includes('{{') || text.includes('${');
