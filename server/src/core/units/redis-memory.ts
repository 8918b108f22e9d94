/**
 * Memory values as Redis and Valkey read them (`memtoull`, util.c:272 in 8.8.0, util.c in 7.0.15). These are not
 * Kubernetes quantities: `1g` is 10^9 and `1gb` is 2^30, and there is no `Gi`, no decimal and no sign.
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

/** `bytes` is the value that the server uses; the flags are set when it differs from what is written. */
export type RedisMemory =
  | { readonly ok: true; readonly bytes: bigint; readonly note?: 'no-digits' | 'saturated' | 'overflow' }
  | { readonly ok: false };

/**
 * Reads a value as `memtoull` of 7.0 and later does: saturates at 2^64-1, wraps the product with the unit, and reads an
 * empty text or a unit without digits (`mb`) as 0.
 */
export function parseRedisMemory(text: string): RedisMemory {
  const [, digits = '', unit = '?'] = /^([0-9]*)([a-z]*)$/i.exec(text) ?? [];
  const factor = UNITS.get(unit.toLowerCase());
  // memtoull copies the digits into a buffer of 128 bytes and rejects longer ones.
  if (factor === undefined || digits.length >= 128) return { ok: false };
  if (digits === '') return { ok: true, bytes: 0n, note: 'no-digits' };
  const written = BigInt(digits);
  const number = written > UINT64_MAX ? UINT64_MAX : written;
  const bytes = (number * factor) & UINT64_MAX;
  if (written > UINT64_MAX) return { ok: true, bytes, note: 'saturated' };
  return number * factor > UINT64_MAX ? { ok: true, bytes, note: 'overflow' } : { ok: true, bytes };
}

/**
 * Formats bytes in the largest Redis unit that is exact: `2gb`, `768mb`, `1000`.
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
