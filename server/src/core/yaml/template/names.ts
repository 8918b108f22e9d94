/** Resolves variables and the dot of a template to the paths that they stand for. */

import type { Tree } from '../tree';

import { CLOSES, OPENS, type TemplateAction } from './mask';

const DEFINES = /^(\$\w+) *:= *([\s\S]+)$/;

/** The paths of variables that are set once, at the top of the template, where the dot is the root. */
export function variablesOf(actions: readonly TemplateAction[]): Map<string, string> {
  const variables = new Map<string, string>();
  const changed = new Set<string>();
  let inner = 0;
  for (const { body } of actions) {
    // Conditions do not change the dot.
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
 * Replaces the variables and the dot in an expression.
 * @param dot undefined if unknown
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

/** Replaces `.` and `.key`; quoted text stays unchanged. */
const withDot = (body: string, dot: string): string =>
  body.replace(
    /"(?:[^"\\]|\\.)*"|`[^`]*`|(^|[\s(|,])\.(?=(\w)|$|[\s)|])/g,
    (whole: string, before?: string, key?: string) =>
      before === undefined ? whole : `${before}${dot}${key === undefined ? '' : '.'}`,
  );

/** The values of the dot and the variables. */
export type Names = ReadonlyMap<string, Tree>;
