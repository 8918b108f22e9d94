/** Applies edits to a text. */

import type { Span } from './text/span';

/**
 * @param edits of one file, without overlaps, in any order; edits at the same offset apply in the given order
 * @throws Error if two edits overlap
 */
export function applyEdits(
  text: string,
  edits: readonly { readonly span: Span; readonly newText: string }[],
): string {
  const sorted = edits
    .map((edit, index) => ({ ...edit, index }))
    .sort((a, b) => a.span.start - b.span.start || a.index - b.index);
  let result = '';
  let at = 0;
  for (const { span, newText } of sorted) {
    if (span.start < at) throw new Error(`Edits overlap at ${span.start}.`);
    result += text.slice(at, span.start) + newText;
    at = span.end;
  }
  return result + text.slice(at);
}
