/**
 * Memory sizes in Compose (`RAMInBytes`, docker/go-units size.go). Units are powers of 1024 in either case; `1g`, `1gb`
 * and `1GiB` are equal; a bare number, also with an exponent, is bytes. `512Mi` is rejected, because `mi` is not a
 * unit.
 */

const UNITS = 'kmgtp';

/** @returns whole bytes, rounded down; undefined for text that Compose rejects */
export function parseComposeMemory(text: string): number | undefined {
  const match = /^((?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?) ?(?:b|([kmgtp])(?:b|ib)?)?$/i.exec(text);
  if (!match) return undefined;
  const unit = match[2]?.toLowerCase();
  return Math.floor(Number(match[1]) * 1024 ** (unit === undefined ? 0 : UNITS.indexOf(unit) + 1));
}

/**
 * Formats bytes in the unit of another size where that is exact, otherwise in the largest smaller unit that is exact:
 * `4608m`, `5g`.
 * @param like a size whose unit and spelling to use
 */
export function formatComposeMemory(bytes: number, like = '1g'): string {
  const [, letter = '', rest = ''] = /([kmgtp]?)(i?b)?$/i.exec(like) ?? [];
  if (letter === '') return String(bytes);
  const wanted = UNITS.indexOf(letter.toLowerCase()) + 1;
  for (let power = wanted; power > 0; power -= 1) {
    if (bytes % 1024 ** power !== 0) continue;
    const unit = UNITS.charAt(power - 1);
    return `${bytes / 1024 ** power}${letter === letter.toUpperCase() ? unit.toUpperCase() : unit}${rest}`;
  }
  return String(bytes);
}
