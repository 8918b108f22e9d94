/** Texts in which ⟦ and ⟧ stand around what is expected to be found. */

import type { Span } from '../../server/src/core/text/span';

export interface MarkedText {
  readonly text: string;
  /** In the order in which they begin; marks may be nested. */
  readonly spans: readonly Span[];
}

export function readMarks(marked: string): MarkedText {
  let text = '';
  const open: { start: number; order: number }[] = [];
  const found: { span: Span; order: number }[] = [];
  let order = 0;
  for (const character of marked) {
    if (character === '⟦') {
      open.push({ start: text.length, order });
      order += 1;
    } else if (character === '⟧') {
      const mark = open.pop();
      if (!mark) throw new Error('A mark is closed that was never opened.');
      found.push({ span: { start: mark.start, end: text.length }, order: mark.order });
    } else text += character;
  }
  if (open.length > 0) throw new Error('A mark is never closed.');
  return { text, spans: found.sort((a, b) => a.order - b.order).map(({ span }) => span) };
}
