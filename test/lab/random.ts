/** Random numbers that are the same in every run, and keys chosen by Zipf's law. */

/** Uniform in [0, 1): mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A prime larger than any number of keys here: multiplying by it scatters the ranks over the keys. */
const SCATTER = 2_654_435_761;

/** @returns keys from 0 to `keys` - 1: uniform for exponent 0, else by the method of Gray and others (SIGMOD 1994) */
function keyChooser(keys: number, exponent: number, random: () => number): () => number {
  if (exponent === 0) return () => Math.floor(random() * keys);
  let zeta = 0;
  for (let rank = 1; rank <= keys; rank += 1) zeta += rank ** -exponent;
  const alpha = 1 / (1 - exponent);
  const second = 1 + 0.5 ** exponent;
  const eta = (1 - (2 / keys) ** (1 - exponent)) / (1 - second / zeta);
  const rankOf = (): number => {
    const uniform = random();
    if (uniform * zeta < 1) return 0;
    if (uniform * zeta < second) return 1;
    return Math.min(keys - 1, Math.floor(keys * (eta * uniform - eta + 1) ** alpha));
  };
  return () => (rankOf() * SCATTER) % keys;
}

/**
 * `uniform`, `zipf:0.99`, or `hot:0.1:0.9`: a tenth of the keys, which lie together, takes nine tenths of the writes.
 * @throws Error for another text
 */
export function chooserOf(distribution: string, keys: number, random: () => number): () => number {
  const [kind, first = 0, second = 0] = distribution
    .split(':')
    .map((part, at) => (at === 0 ? part : Number(part)));
  if (kind === 'uniform') return keyChooser(keys, 0, random);
  if (kind === 'zipf') return keyChooser(keys, Number(first), random);
  if (kind !== 'hot') throw new Error(`"${distribution}" is no distribution.`);
  const hot = Math.ceil(keys * Number(first));
  return () =>
    random() < Number(second)
      ? Math.floor(random() * hot)
      : hot + Math.floor(random() * Math.max(1, keys - hot));
}
