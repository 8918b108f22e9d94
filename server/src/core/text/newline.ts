/** How lines end around a place: a file is mostly one way or the other, and a look at one line is enough. */

/** @returns the line break after the line with the offset, else the one before it */
export function newlineAt(text: string, offset: number): '\n' | '\r\n' {
  const next = text.indexOf('\n', offset);
  const at = next === -1 ? text.lastIndexOf('\n') : next;
  return at > 0 && text.charCodeAt(at - 1) === 13 ? '\r\n' : '\n';
}
