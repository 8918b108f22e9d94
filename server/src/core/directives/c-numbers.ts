/**
 * Numbers as the C library and the server's own helpers read them: the accidents of these functions decide whether a
 * server starts. Integers are bigint because some directives take all 64 bits.
 */

export const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** `strtoll(text, &end, 10)`: leading blanks and a sign allowed, saturates, 0 without digits. `rest` is `*end`. */
export function strtoll(
  text: string,
  base: 8 | 10 = 10,
): { value: bigint; rest: string; saturated: boolean } {
  const match = (base === 8 ? /^[ \t\n\v\f\r]*([+-]?)([0-7]+)/ : /^[ \t\n\v\f\r]*([+-]?)([0-9]+)/).exec(text);
  if (!match) return { value: 0n, rest: text, saturated: false };
  const [whole, sign, digits = '0'] = match;
  const number = (sign === '-' ? -1n : 1n) * BigInt(base === 8 ? `0o${digits}` : digits);
  const value = number > INT64_MAX ? INT64_MAX : number < INT64_MIN ? INT64_MIN : number;
  return { value, rest: text.slice(whole.length), saturated: value !== number };
}

/** `atoi`: what follows the digits is dropped without a word. */
export const atoi = (text: string): bigint => BigInt.asIntN(32, strtoll(text).value);

/** `string2ll` (util.c): no blanks, no `+`, no leading zeros, all of the text. */
export function string2ll(text: string): bigint | undefined {
  if (text === '0') return 0n;
  if (!/^-?[1-9][0-9]*$/.test(text) || text.length > 20) return undefined;
  const value = BigInt(text);
  return value > INT64_MAX || value < INT64_MIN ? undefined : value;
}

/** `string2d` (util.c): strtod over the whole text, without blanks, without overflow, without NaN. */
export function string2d(text: string): number | undefined {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const hex = /^([+-]?)0x([0-9a-f]+)$/i.exec(text);
  if (hex?.[2]) return Number.parseInt(hex[2], 16) * (hex[1] === '-' ? -1 : 1);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

export const asUnsigned = (value: bigint): bigint => BigInt.asUintN(64, value);
export const asSigned = (value: bigint): bigint => BigInt.asIntN(64, value);
