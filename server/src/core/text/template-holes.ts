/**
 * Template syntax in configuration files: Jinja `{{ }}` `{% %}` `{# #}`, ERB and EPP `<% %>`, Go `{{ }}`, shell `${ }`.
 *
 * What a hole will hold is unknown. Control tags (`if`, `for`, …) make the lines between them uncertain; other holes
 * make only the value unknown in which they stand.
 */

import type { Span } from './span';

/**
 * - `text`: any text may stand there
 * - `open`, `middle`, `close`: the lines in between may be absent, repeated or replaced
 * - `nothing`: a comment or an assignment, gone in the result
 */
export type HoleKind = 'text' | 'open' | 'middle' | 'close' | 'nothing';

export interface Hole {
  readonly span: Span;
  readonly kind: HoleKind;
}

/** `${` must close on its line, so that a lone `${` in a password stays a value. */
const HOLE = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\{#[\s\S]*?#\}|<%[\s\S]*?%>|\$\{[^}\n]*\}/g;

const COMMENT = /^(?:\{#|\{\{-?\s*\/\*|<%#)/;
const STATEMENT = /^(?:\{%|<%(?!=)|\{\{)[-+~]?\s*([\s\S]*?)\s*[-+~]?(?:%\}|%>|\}\})$/;
const OPEN = /^(?:if|unless|for|each|while|case|with|range|block|macro|filter|define|call)\b/;
const BLOCK_OPEN = /(?:\bdo\b(?:\s*\|[^|]*\|)?|\{(?:\s*\|[^|]*\|)?)$/;
const MIDDLE = /^(?:else|elif|elsif|elseif|when)\b|^\}\s*(?:else|elsif)\b[\s\S]*\{$/;
const CLOSE = /^(?:end\w*\b|\}$)/;
/** Jinja statements that put text into the result although nothing is printed by name. */
const EMITS = /^(?:include|extends|import|from|template)\b/;

/** All holes of the text, in order. Returns at once for a text without any. */
export function findHoles(text: string): readonly Hole[] {
  if (!/\{[{%#]|<%|\$\{/.test(text)) return [];
  const holes: Hole[] = [];
  for (const match of text.matchAll(HOLE)) {
    const span = { start: match.index, end: match.index + match[0].length };
    holes.push({ span, kind: kindOf(match[0]) });
  }
  return holes;
}

function kindOf(source: string): HoleKind {
  if (COMMENT.test(source)) return 'nothing';
  const body = STATEMENT.exec(source)?.[1];
  if (body === undefined) return 'text';
  if (CLOSE.test(body)) return 'close';
  if (MIDDLE.test(body)) return 'middle';
  if (OPEN.test(body) || (source.startsWith('<%') && BLOCK_OPEN.test(body))) return 'open';
  return source.startsWith('{{') || EMITS.test(body) ? 'text' : 'nothing';
}
