/** Variables and the dot of a template, as what they stand for. */

import type { Tree } from '../tree';
/** Variables and the dot of a template, as what they stand for. */

import { CLOSES, OPENS, type TemplateAction } from './mask';

const DEFINES = /^(\$\w+) *:= *([\s\S]+)$/;

/** What variables stand for that are set once, at the top of the template where the dot is that of the chart. */
export function variablesOf(actions: readonly TemplateAction[]): Map<string, string> {
  const variables = new Map<string, string>();
  const changed = new Set<string>();
  let inner = 0;
  for (const { body } of actions) {
    // Conditions leave the dot as it is.
    if (inner > 0 || /^(?:range|with|define|block)\b/.test(body)) inner += turnOf(body);
    const [, name, value] = DEFINES.exec(body) ?? [];
    if (name === undefined || value === undefined) for (const other of namesGivenIn(body)) changed.add(other);
    else if (variables.has(name) || inner > 0) changed.add(name);
    else variables.set(name, withVariables(value, variables));
  }
  for (const name of changed) variables.delete(name);
  return variables;
}

const turnOf = (body: string): number => (OPENS.test(body) ? 1 : CLOSES.test(body) ? -1 : 0);

/** `range $index, $value := …`, `with $x := …`, `$x = …` */
const namesGivenIn = (body: string): string[] =>
  /^(?:(?:else )?(?:range|with|if) )?((?:\$\w+ *,? *){1,2}):?=/.exec(body)?.[1]?.match(/\$\w+/g) ?? [];

const withVariables = (body: string, variables: ReadonlyMap<string, string>): string =>
  body.replace(
    /"(?:[^"\\]|\\.)*"|`[^`]*`|(\$\w+)(\.\w+)?/g,
    (whole: string, name: string | undefined, field: string | undefined) => {
      const value = name === undefined ? undefined : variables.get(name);
      if (value === undefined) return whole;
      if (field === undefined) return `(${value})`;
      return /^\$?(?:\.\w+)+$/.test(value) ? value + field : whole;
    },
  );

/**
 * An expression with what its names stand for in their place.
 * @param dot undefined where that is not known
 */
export function withNames(
  body: string,
  variables: ReadonlyMap<string, string>,
  dot: string | undefined,
): string {
  if (DEFINES.test(body)) return body;
  const text = variables.size > 0 ? withVariables(body, variables) : body;
  return dot ? withDot(text, dot) : text;
}

/** `.` and `.key` as what they stand for; quoted text stays. */
const withDot = (body: string, dot: string): string =>
  body.replace(
    /"(?:[^"\\]|\\.)*"|`[^`]*`|(^|[\s(|,])\.(?=(\w)|$|[\s)|])/g,
    (whole: string, before?: string, key?: string) =>
      before === undefined ? whole : `${before}${dot}${key === undefined ? '' : '.'}`,
  );

/** What the dot and variables stand for. */
export type Names = ReadonlyMap<string, Tree>;
