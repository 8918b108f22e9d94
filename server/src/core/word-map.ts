/**
 * Tables that are looked up by words from files. A plain object answers to `constructor` and `toString` with what it
 * inherits, so no table is one.
 */

/** @param table each word with what it means */
export const wordMap = <V>(table: Readonly<Record<string, V>>): ReadonlyMap<string, V> =>
  new Map(Object.entries(table));

/** The value under a word in data that has the form of an object, such as JSON; nothing that the object inherits. */
export const own = <V>(data: Readonly<Record<string, V>> | undefined, word: string): V | undefined =>
  data !== undefined && Object.hasOwn(data, word) ? data[word] : undefined;
