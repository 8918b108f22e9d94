/** What is written in a script as it is, apart from backslashes. */

import { linesOfText, type Piece, type ScriptSource, type Source, sliceText, type Text } from './text';
import type { WordItem } from './word-items';

export type Around = 'bare' | 'quoted' | 'here-document';

/** What a backslash takes the meaning from; in front of other characters it stays. */
const ESCAPED: Readonly<Record<Around, RegExp>> = {
  bare: /[\s\S]/,
  quoted: /["$`\\\n]/,
  'here-document': /[$`\\\n]/,
};

/** @param pos of the text in the script */
export function escapedItems(text: string, pos: number, around: Around, script: ScriptSource): WordItem[] {
  const items: WordItem[] = [];
  const kind = around === 'bare' ? 'literal' : 'quoted';
  const at = (start: number, end: number): Source => ({
    script,
    span: { start: pos + start, end: pos + end },
    exact: true,
  });
  let from = 0;
  const flush = (to: number): void => {
    if (to > from) items.push({ kind, piece: { text: text.slice(from, to), source: at(from, to) } });
  };
  for (let index = text.indexOf('\\'); index !== -1; index = text.indexOf('\\', index + 2)) {
    const next = text.charAt(index + 1);
    if (next === '' || !ESCAPED[around].test(next)) continue;
    flush(index);
    if (next !== '\n')
      items.push({ kind: 'quoted', piece: { text: next, source: at(index + 1, index + 2) } });
    from = index + 2;
  }
  flush(text.length);
  return items;
}

/** `<<-`: tabs at the start of lines are dropped. */
export function stripTabs(text: Text): Text {
  const lines = linesOfText(text);
  return lines.flatMap((line, index): Piece[] => {
    const [first] = line;
    const tabs = /^\t*/.exec(first?.text ?? '')?.[0].length ?? 0;
    const end = line.reduce((sum, piece) => sum + piece.text.length, 0);
    const kept = sliceText(line, tabs, end);
    return index === lines.length - 1 ? [...kept] : [...kept, lineBreakAfter(line)];
  });
}

/** The line break that follows a line stands behind its last piece. */
function lineBreakAfter(line: Text): Piece {
  const last = line.at(-1);
  if (!last?.source?.exact) return { text: '\n' };
  const { end } = last.source.span;
  return { text: '\n', source: { ...last.source, span: { start: end, end: end + 1 } } };
}
