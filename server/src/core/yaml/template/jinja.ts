/** Jinja in YAML: statements `{% %}`, comments `{# #}`, and `{{ }}` where it writes a whole value. */

import type { Span } from '../../text/span';

/** Statements stand on lines of their own somewhere: only then `{#` is a comment and no mapping. */
export const isJinja = (text: string): boolean => text.includes('{%') && /^[ \t]*\{%/m.test(text);

/** In order. An expression in the midst of a text stays in it, as where nothing has to be masked. */
export function jinjaActions(text: string): Span[] {
  const found: Span[] = [];
  let at = 0;
  for (const { 0: opens, index: start } of text.matchAll(/\{[{%#]/g)) {
    if (start < at) continue;
    const end = text.indexOf(opens === '{{' ? '}}' : `${opens.slice(1)}}`, start + 2) + 2;
    if (end < start) break;
    at = end;
    if (opens !== '{{' || BEFORE_VALUE.test(text.slice(Math.max(0, start - NEAR), start)))
      found.push({ start, end });
  }
  return found;
}

/** A key, a dash or nothing at all before it on its line. */
const BEFORE_VALUE = /(?:^|\n|[:-])\s+$|^$|\n$|[[,]\s*$/;
/** Characters in which that shows: lines may be long, and have many. */
const NEAR = 80;

/** What stands between the braces; a comment as Go writes one. */
export const jinjaBody = (action: string): string =>
  (action.startsWith('{#') ? '/*' : '') +
  action
    .slice(2, -2)
    .replace(/^[-+]|[-+]$/g, '')
    .trim();
