/** Words of a manifest as arguments: `$(NAME)` put in where the environment says what it is. */

import { SourceMap } from '../../text/source-map';
import { LONGEST_ARGUMENT } from '../../work-limits';
import type { ScalarTree } from '../../yaml/tree';
import type { Variable } from '../environment';
import type { ArgumentWord } from '../start';

/**
 * The kubelet puts variables of the container into command and arguments; `$$(NAME)` stays `$(NAME)`, and a name that
 * does not exist stays as it is. A value that only the cluster knows becomes a hole.
 */
export function argumentOf(
  scalar: ScalarTree,
  variables: readonly Variable[],
  allKnown: boolean,
): ArgumentWord {
  const { value, certain } = expandReferences(scalar.text, variables, allKnown);
  return wordOf(scalar, value, certain);
}

/** A scalar as a word, with `value` in place of its text. */
export function wordOf(scalar: ScalarTree, value = scalar.text, certain = true): ArgumentWord {
  const same = value === scalar.text;
  const map = same ? scalar.map : SourceMap.coarse(scalar.place.file, value.length, scalar.place.span);
  const whole = scalar.map.map({ start: 0, end: scalar.text.length });
  const length = whole.span.end - whole.span.start;
  const oneForOne = same && whole.exact && length === value.length && !value.includes('\n');
  const exact = oneForOne ? { file: scalar.map.file, span: whole.span } : undefined;
  return { value, certain, map, exact, place: scalar.place };
}

/** A result longer than any argument is uncertain. */
export function expandReferences(
  text: string,
  variables: readonly Variable[],
  allKnown: boolean,
): { value: string; certain: boolean } {
  let certain = true;
  let added = 0;
  const value = text.replace(/\$(\$?)\(([A-Za-z_][\w.-]*)\)/g, (whole, escaped: string, name: string) => {
    if (escaped) return whole.slice(1);
    const variable = variables.findLast((one) => one.name === name);
    added += variable?.value?.length ?? 0;
    if (variable?.value !== undefined && added <= LONGEST_ARGUMENT) return variable.value;
    if (!variable && allKnown) return whole;
    certain = false;
    return `\${${name}}`;
  });
  return { value, certain };
}
