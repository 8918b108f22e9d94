/** Jinja in YAML: statements `{% %}`, comments `{# #}`, and `{{ }}` where it writes a whole value. */

import type { Span } from '../text/span';

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
    if (opens !== '{{' || BEFORE_VALUE.test(text.slice(lineStart(text, start), start)))
      found.push({ start, end });
  }
  return found;
}

const BEFORE_VALUE = /(?:^|[:-])\s+$|^$|[[,]\s*$/;

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** What stands between the braces; a comment as Go writes one. */
export const jinjaBody = (action: string): string =>
  (action.startsWith('{#') ? '/*' : '') +
  action
    .slice(2, -2)
    .replace(/^[-+]|[-+]$/g, '')
    .trim();
