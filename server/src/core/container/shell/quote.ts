/** Writing words for a shell. */

/** A word so that a shell reads it as it is. */
export const shellQuote = (word: string): string =>
  /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
