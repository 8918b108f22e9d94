/** Small questions about the words of a `.container` file, and edits of them. */

import type { WordList } from '../../../container/unit';
import type { Edit } from '../../../model/finding';
import type { Placement } from '../../../server/placement';
import { advance, cover, type StableSpan, stableSpan } from '../../../text/span';
import type { TextOf } from '../../../yaml/edit/edit';
import type { Setting } from './unit-text';
import type { UnitWord } from './words';

/** Words behind an empty one, which Quadlet does not read. */
export function lostWords(words: readonly UnitWord[]): NonNullable<Placement['ignoredValues']> {
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last) return [];
  const place = { file: first.place.file, span: cover(first.place.span, last.place.span) };
  const message =
    'Quadlet ends the command at an empty word, so the container starts without these words. Write option and value as one word: "--save \\"\\""';
  return [{ place, message }];
}

/** Removes a word with the blanks before it; the last one of a line with the line. */
export function removeWord(word: UnitWord, setting: Setting, count: number, text: TextOf): Edit[] {
  const { file, span } = word.place;
  const piece = text(word.place);
  if (count === 1) return [{ file, span: wholeLine(setting.place.span, text, setting), newText: '' }];
  const before = piece.slice(setting.value.place.span.start, span.start);
  const blanks = /[ \t]*$/.exec(before)?.[0].length ?? 0;
  if (before.trim() !== '')
    return [{ file, span: { start: advance(span.start, -blanks), end: span.end }, newText: '' }];
  const after = /^[ \t]*/.exec(piece.slice(span.end))?.[0].length ?? 0;
  return [{ file, span: { start: span.start, end: advance(span.end, after) }, newText: '' }];
}

function wholeLine({ start, end }: StableSpan, text: TextOf, { place }: Setting): StableSpan {
  const piece = text(place);
  return stableSpan(piece.lineStart(start), Math.min(piece.lineEnd(end) + 1, piece.end));
}

export const scriptText = (list: WordList): string =>
  list.kind === 'words' ? list.words.map((word) => word.text).join(' ') : '';
