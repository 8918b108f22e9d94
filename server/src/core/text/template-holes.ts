/**
 * Template syntax in configuration files: Jinja `{{ }}` `{% %}` `{# #}`, ERB and EPP `<% %>`, Go `{{ }}` and `[[ ]]`,
 * Mustache `{{#x}}`, Terraform `%{ }`, shell `${ }`.
 *
 * The content of a hole is unknown. Control tags (`if`, `for`, …) make the lines between them uncertain; any other hole
 * only makes the value that contains it unknown.
 */

import { wordMap } from '../word-map';
import type { Span } from './span';

/**
 * - `text`: may produce any text
 * - `open`, `middle`, `close`: the lines in between may be absent, repeated or replaced
 * - `nothing`: a comment or an assignment, which produces no text
 */
export type HoleKind = 'text' | 'open' | 'middle' | 'close' | 'nothing';

export interface Hole {
  readonly span: Span;
  readonly kind: HoleKind;
}

/** Uses lookahead, because an unclosed hole may overlap the next one: `{{% if %}`. */
const OPENING = /(?=(\{\{|\{%|\{#|<%|\$\{|%\{|\[\[))/g;
const CLOSING = wordMap<string>({
  '{{': '}}',
  '{%': '%}',
  '{#': '#}',
  '<%': '%>',
  '${': '}',
  '%{': '}',
  '[[': ']]',
});
/** These close on the same line, so that a single `{{` in a password stays part of the value. */
const ON_ONE_LINE: ReadonlySet<string> = new Set(['${', '%{', '[[']);

const COMMENT = /^(?:\{#|\{\{-?\s*\/\*|<%#)/;
const STATEMENT = /^(?:\{%|<%(?!=)|\{\{|%\{|\[\[)/;
const OPEN = /^(?:(?:if|unless|for|each|while|case|with|range|block|macro|filter|define|call)\b|[#^][\w.])/;
const BLOCK_OPEN = /(?:\bdo\b(?:\s*\|[^|]*\|)?|\{(?:\s*\|[^|]*\|)?)$/;
const MIDDLE = /^(?:else|elif|elsif|elseif|when)\b|^\}\s*(?:else|elsif)\b[\s\S]*\{$/;
const CLOSE = /^(?:end\w*\b|\}$|\/[\w.])/;
/** Jinja statements that produce text without a print. */
const EMITS = /^(?:include|extends|import|from|template)\b/;

/** A quick check whether the text can contain a hole; most texts do not. */
export const mayHaveHoles = (text: string): boolean => /\{[{%#]|<%|[$%]\{|\[\[/.test(text);

/** All holes of the text, in order. Takes time linear in the text, even where holes are never closed. */
export function findHoles(text: string): readonly Hole[] {
  if (!mayHaveHoles(text)) return [];
  const holes: Hole[] = [];
  const next = nextFinder(text);
  let at = 0;
  for (const { 1: opening = '', index } of text.matchAll(OPENING)) {
    if (index < at) continue;
    const closing = CLOSING.get(opening) ?? '';
    const closed = next(closing, index + opening.length);
    if (closed === -1 || (ON_ONE_LINE.has(opening) && isBefore(next('\n', index), closed))) continue;
    at = closed + closing.length;
    holes.push({ span: { start: index, end: at }, kind: kindOf(text.slice(index, at)) });
  }
  return holes;
}

const isBefore = (offset: number, other: number): boolean => offset !== -1 && offset < other;

/** Finds the next occurrence of a mark. For ascending offsets it scans the text once per mark. */
function nextFinder(text: string): (mark: string, from: number) => number {
  const found = new Map<string, number>();
  return (mark, from) => {
    const last = found.get(mark);
    if (last !== undefined && (last === -1 || last >= from)) return last;
    const at = text.indexOf(mark, from);
    found.set(mark, at);
    return at;
  };
}

function kindOf(source: string): HoleKind {
  if (COMMENT.test(source)) return 'nothing';
  if (!STATEMENT.test(source)) return 'text';
  const body = source
    .slice(2, source.startsWith('%{') ? -1 : -2)
    .replace(/^[-+~]/, '')
    .replace(/[-+~]$/, '')
    .trim();
  if (CLOSE.test(body)) return 'close';
  if (MIDDLE.test(body)) return 'middle';
  if (OPEN.test(body) || (source.startsWith('<%') && BLOCK_OPEN.test(body))) return 'open';
  return /^(?:\{\{|%\{|\[\[)/.test(source) || EMITS.test(body) ? 'text' : 'nothing';
}
