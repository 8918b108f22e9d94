/**
 * Memory values as Redis and Valkey read them (`memtoull`, util.c:272 in 8.8.0, util.c in 7.0.15).
 * Not Kubernetes quantities: here `1g` is 10^9 and `1gb` is 2^30, and there is no `Gi`, no decimal and no sign.
 */

/** Multipliers by lower-case unit, from memtoull. */
const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['', 1n],
  ['b', 1n],
  ['k', 1000n],
  ['kb', 1024n],
  ['m', 1000_000n],
  ['mb', 1024n ** 2n],
  ['g', 1000_000_000n],
  ['gb', 1024n ** 3n],
]);

export const UINT64_MAX = 2n ** 64n - 1n;

/** `bytes` is what the server ends up with; the flags tell when that is not what was written. */
export type RedisMemory =
  | { readonly ok: true; readonly bytes: bigint; readonly note?: 'no-digits' | 'saturated' | 'overflow' }
  | { readonly ok: false };

/**
 * Reads a value as `memtoull` of 7.0 and later does: saturates at 2^64-1, wraps the product with the unit, and takes
 * a unit without digits (`mb`) or an empty text as 0.
 */
export function parseRedisMemory(text: string): RedisMemory {
  const [, digits = '', unit = '?'] = /^([0-9]*)([a-z]*)$/i.exec(text) ?? [];
  const factor = UNITS.get(unit.toLowerCase());
  // memtoull copies the digits into a buffer of 128 bytes and refuses what does not fit.
  if (factor === undefined || digits.length >= 128) return { ok: false };
  if (digits === '') return { ok: true, bytes: 0n, note: 'no-digits' };
  const written = BigInt(digits);
  const number = written > UINT64_MAX ? UINT64_MAX : written;
  const bytes = (number * factor) & UINT64_MAX;
  if (written > UINT64_MAX) return { ok: true, bytes, note: 'saturated' };
  return number * factor > UINT64_MAX ? { ok: true, bytes, note: 'overflow' } : { ok: true, bytes };
}

/**
 * Writes bytes in the largest unit of the server's own grammar that loses nothing: `2gb`, `768mb`, `1000`.
 * @param bytes a whole number of bytes, at least 0
 */
export function formatRedisMemory(bytes: number): string {
  for (const [unit, size] of [
    ['gb', 1024 ** 3],
    ['mb', 1024 ** 2],
    ['kb', 1024],
  ] as const) {
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return String(bytes);
}
