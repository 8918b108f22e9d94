/** What variables and arrays of a shell script are known to hold at a place of it. */

import type { Word } from './unit-words';

/** In front of assignments. */
const DECLARES: ReadonlySet<string> = new Set(['export', 'readonly', 'local', 'declare']);
const ASSIGNMENT = /^([A-Za-z_]\w*)=([\s\S]*)$/;
const ARRAY_START = /^([A-Za-z_]\w*)(\+?)=$/;
const ARRAY_USE = /^"?\$\{([A-Za-z_]\w*)\[[@*]\]\}"?$/;

export const isAssignment = (word: string): boolean => ASSIGNMENT.test(word);

export const isBeforeAssignment = (word: string): boolean => ASSIGNMENT.test(word) || DECLARES.has(word);

export class ShellVariables {
  readonly #arrays = new Map<string, readonly Word[]>();

  constructor(readonly values: Map<string, string>) {}

  /** What a command without a program assigns holds from now on; with one, only for that program. */
  assign(words: readonly Word[], certainToRun: boolean): void {
    const [first] = words;
    if (first && (first.value === 'read' || first.value === 'unset')) {
      for (const { value } of words) this.forget(value);
      return;
    }
    if (!words.every(({ value }) => isBeforeAssignment(value))) return;
    for (const { value, certain } of words) {
      const [, name, text = ''] = ASSIGNMENT.exec(value) ?? [];
      if (name === undefined) continue;
      if (certain && certainToRun) this.values.set(name, text);
      else this.values.delete(name);
    }
  }

  forget(name: string): void {
    this.values.delete(name);
    this.#arrays.delete(name);
  }

  /** @param start `NAME=` or `NAME+=`, before the words in parentheses */
  assignArray(start: string, words: readonly Word[], certainToRun: boolean): void {
    const [, name = '', adds = ''] = ARRAY_START.exec(start) ?? [];
    const before = adds === '' ? [] : this.#arrays.get(name);
    if (before === undefined) return;
    // What may have been added may be any option.
    const added = certainToRun
      ? words
      : words.map((word) => ({ ...word, value: `\${${name}}`, certain: false }));
    if (adds === '' && !certainToRun) this.#arrays.delete(name);
    else this.#arrays.set(name, [...before, ...added]);
  }

  /** @param written a word as it stands in the script: `"${NAME[@]}"` */
  array(written: string): readonly Word[] | undefined {
    const name = ARRAY_USE.exec(written)?.[1];
    return name === undefined ? undefined : this.#arrays.get(name);
  }
}

export const startsArray = (word: string): boolean => ARRAY_START.test(word);
