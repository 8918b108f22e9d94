/**
 * `${NAME:-default}` as Compose puts it in, before anything else is read (compose-go template.go). What only the shell
 * of whoever runs Compose can know stays as a hole that no later reader can fill.
 */

import { hole } from '../../../container/open-text';
import type { TextOf } from '../../../yaml/edit/edit';
import { MappedText } from '../../../yaml/edit/mapped-text';
import type { ScalarTree } from '../../../yaml/tree';

/** The value of a variable; undefined where the project does not say it. */
export type Variables = (name: string) => string | undefined;

const REFERENCE = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])([\s\S]*))?\})/;

/** The text that Compose makes of a scalar. */
export function interpolate(scalar: ScalarTree, variables: Variables, text: TextOf): MappedText {
  const written = MappedText.of(scalar, text(scalar.place));
  return scalar.text.includes('$') ? expand(written, variables) : written;
}

/** The same where nobody asks for places. */
export const interpolated = (scalar: ScalarTree, variables: Variables): string =>
  scalar.text.includes('$') ? expand(MappedText.of(scalar, undefined), variables).text : scalar.text;

function expand(written: MappedText, variables: Variables): MappedText {
  const parts: MappedText[] = [];
  let rest = written;
  for (let at = rest.text.indexOf('$'); at !== -1; at = rest.text.indexOf('$')) {
    parts.push(rest.slice(0, at));
    const length = referenceLength(rest.text, at);
    parts.push(replacement(rest.slice(at, at + length), variables));
    rest = rest.slice(at + length, rest.text.length);
  }
  return MappedText.join([...parts, rest], written.scalar);
}

function replacement(reference: MappedText, variables: Variables): MappedText {
  const [whole = '', escaped, bare, braced, operator, argument = ''] = REFERENCE.exec(reference.text) ?? [];
  if (whole !== reference.text || whole === '') return reference;
  if (escaped) return reference.slice(1, 2);
  const name = bare ?? braced ?? '';
  const value = variables(name);
  const start = reference.text.length - 1 - argument.length;
  const other = () => expand(reference.slice(start, start + argument.length), variables);
  const counts = operator?.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
  if (operator?.endsWith('-') && !counts) return other();
  // Set by whom, nobody knows: then the alternative may hold or not.
  if (operator?.endsWith('+') && counts) return other();
  return MappedText.instead(value ?? hole(name), reference);
}

/** How far a reference reaches; a lone sign is one character. */
function referenceLength(text: string, at: number): number {
  if (text.charAt(at + 1) === '$') return 2;
  if (text.charAt(at + 1) !== '{') return /^\$(?:[A-Za-z_]\w*)?/.exec(text.slice(at))?.[0].length ?? 1;
  let depth = 0;
  for (let index = at; index < text.length; index += 1) {
    if (text.startsWith('${', index)) depth += 1;
    else if (text.charAt(index) === '}') depth -= 1;
    if (depth === 0) return index + 1 - at;
  }
  return 1;
}
