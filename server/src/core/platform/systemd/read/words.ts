/**
 * Words of a setting: quotes and backslashes as systemd takes them (`extract_first_word`, extract-word.c). Quadlet
 * splits the same way (split.go), but takes quotes that nothing closes, refuses backslashes that mean nothing, and ends
 * at the first word that is empty.
 */

import { hole } from '../../../container/open-text';
import type { Place } from '../../../text/span';
import { MappedText } from '../../../yaml/edit/mapped-text';
import type { ScalarTree } from '../../../yaml/tree';
import { readEscape } from './escapes';
import { HOLE, type Reader } from './unit-lines';

export interface UnitWord {
  /** Quotes and backslashes gone; what a template writes is a hole. */
  readonly text: MappedText;
  /** In the document, quotes included. */
  readonly place: Place;
  /** As written, for the separators of commands: `;` and `\;`. */
  readonly written: string;
}

/** @returns undefined for a value that the reader refuses */
export function splitWords(value: ScalarTree, reader: Reader): UnitWord[] | undefined {
  const { words, broken } = wordsBeforeFault(value, reader);
  return broken ? undefined : words;
}

/**
 * The words up to one that the reader refuses.
 * @param strict a backslash that means nothing is a fault, as in assignments of `Environment=`
 */
export function wordsBeforeFault(
  value: ScalarTree,
  reader: Reader,
  strict = false,
): { readonly words: UnitWord[]; readonly broken: boolean } {
  const line = MappedText.of(value, undefined);
  const words: UnitWord[] = [];
  let at = 0;
  while (at < line.text.length) {
    if (/\s/.test(line.text.charAt(at))) {
      at += 1;
      continue;
    }
    const word = new WordReader(line, at, reader, strict);
    const found = word.read();
    if (!found) return { words, broken: true };
    words.push(found);
    at = word.end;
  }
  return { words, broken: false };
}

/** The value as it is, without any splitting. */
export const wholeValue = (value: ScalarTree): MappedText => filled(MappedText.of(value, undefined));

/** What a template writes, as one hole. */
function filled(text: MappedText): MappedText {
  const parts: MappedText[] = [];
  let at = 0;
  for (const { index, 0: found } of text.text.matchAll(HOLES)) {
    const end = index + found.length;
    parts.push(text.slice(at, index), MappedText.instead(hole('template'), text.slice(index, end)));
    at = end;
  }
  return at === 0 ? text : MappedText.join([...parts, text.slice(at, text.text.length)], text.scalar);
}

const HOLES = new RegExp(`${HOLE}+`, 'g');

class WordReader {
  readonly #pieces: MappedText[] = [];
  #quote = '';
  #at: number;

  /** Offset behind it. */
  get end(): number {
    return this.#at;
  }

  constructor(
    readonly line: MappedText,
    readonly start: number,
    readonly reader: Reader,
    readonly strict: boolean,
  ) {
    this.#at = start;
  }

  read(): UnitWord | undefined {
    const { text } = this.line;
    while (this.#at < text.length) {
      const character = text.charAt(this.#at);
      if (this.#quote === '' && /\s/.test(character)) break;
      if (character === '\\') {
        if (!this.#escape()) return undefined;
      } else if (this.#quote === '' ? /["']/.test(character) : character === this.#quote) {
        this.#quote = this.#quote === '' ? character : '';
        this.#at += 1;
      } else this.#take(1);
    }
    if (this.#quote !== '' && this.reader === 'systemd') return undefined;
    const whole = this.line.slice(this.start, this.#at);
    const word = MappedText.join(this.#pieces, this.line.scalar);
    return { text: filled(word), place: whole.place, written: whole.text };
  }

  #take(length: number): void {
    this.#pieces.push(this.line.slice(this.#at, this.#at + length));
    this.#at += length;
  }

  /** systemd keeps a sequence that means nothing, and says so in the journal. */
  #escape(): boolean {
    const { text } = this.line;
    const sequence = readEscape(text.slice(this.#at + 1, this.#at + 10));
    if (!sequence && this.reader === 'quadlet') return this.#atEnd();
    if (!sequence && this.strict) return false;
    if (!sequence) {
      this.#take(Math.min(2, text.length - this.#at));
      return true;
    }
    const end = this.#at + 1 + sequence.length;
    this.#pieces.push(MappedText.instead(sequence.text, this.line.slice(this.#at, end)));
    this.#at = end;
    return true;
  }

  /** Quadlet drops a lone backslash at the end. */
  #atEnd(): boolean {
    this.#at += 1;
    return this.#at >= this.line.text.length;
  }
}
