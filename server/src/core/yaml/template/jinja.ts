/** Jinja in YAML: statements `{% %}`, comments `{# #}`, and `{{ }}` that produces a whole value. */

import type { Span } from '../../text/span';

/** Requires a statement at the start of a line; without one, `{#` is not a comment but a mapping. */
export const isJinja = (text: string): boolean => text.includes('{%') && /^[ \t]*\{%/m.test(text);

/** In order. An expression inside other text is not an action, because the text parses as it is. */
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

/** Matches a key, a dash or nothing before the expression on its line. */
const BEFORE_VALUE = /(?:^|\n|[:-])\s+$|^$|\n$|[[,]\s*$/;
/** Number of characters to check before an expression; lines can be long and have many expressions. */
const NEAR = 80;

/** The text between the braces; a comment is returned in Go syntax. */
export const jinjaBody = (action: string): string =>
  (action.startsWith('{#') ? '/*' : '') +
  action
    .slice(2, -2)
    .replace(/^[-+]|[-+]$/g, '')
    .trim();
