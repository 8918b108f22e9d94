/** The line break used around an offset; one line is enough, because files rarely mix line breaks. */

import type { Piece } from './piece';

/** @returns the line break after the line with the offset, otherwise the one before it */
export function newlineAt({ text, start }: Piece, offset: number): '\n' | '\r\n' {
  const next = text.indexOf('\n', offset - start);
  const at = next === -1 ? text.lastIndexOf('\n') : next;
  return at > 0 && text.charCodeAt(at - 1) === 13 ? '\r\n' : '\n';
}
