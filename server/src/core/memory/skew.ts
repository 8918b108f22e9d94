/**
 * Which keys are written: uniform, or some more often than others.
 *
 * A page is copied when one of its keys is written for the first time, so what counts is how many different keys the
 * writes of one save hit. For keys chosen by Zipf's law that is a sum over the keys; 29 measured saves with exponent
 * 0.99 hit 0.97 to 0.99 of it.
 */

/** Keys that are looked at one by one; the rest in ranges of ranks. */
const HEAD = 64;
const RANGES = 120;

/** Different keys that writes hit. */
export type DistinctKeys = (writes: number) => number;

/**
 * @param keys at least 1
 * @param exponent of Zipf's law: 0 is uniform, 0.99 is what benchmarks call skewed
 */
export function distinctKeys(keys: number, exponent: number): DistinctKeys {
  if (exponent <= 0) return (writes) => keys * -Math.expm1(-writes / keys);
  const ranks = rangesOf(keys).map(({ from, to }) => ({
    count: to - from,
    weight: ((from + to - 1) / 2) ** -exponent,
  }));
  const total = ranks.reduce((sum, { count, weight }) => sum + count * weight, 0);
  return (writes) =>
    ranks.reduce((sum, { count, weight }) => sum + count * -Math.expm1((-writes * weight) / total), 0);
}

/** Ranks 1 to `keys`: the first ones singly, then ranges that widen. */
function rangesOf(keys: number): { from: number; to: number }[] {
  const whole = Math.max(1, Math.floor(keys));
  const head = Math.min(HEAD, whole);
  const ranges = Array.from({ length: head }, (_, index) => ({ from: index + 1, to: index + 2 }));
  // The steps end it: above 2^53 the next rank is the same number.
  for (let step = 1, from = head + 1; from <= whole && step <= RANGES; step += 1) {
    const wide = Math.ceil(HEAD * (whole / HEAD) ** (step / RANGES));
    const to = step >= RANGES ? whole + 1 : Math.min(whole + 1, Math.max(from + 1, wide));
    ranges.push({ from, to });
    from = to;
  }
  return ranges;
}

/** The number of uniformly placed writes that hit as many different keys; never more than `writes`. */
export function uniformWrites(keys: number, exponent: number): (writes: number) => number {
  if (exponent <= 0) return (writes) => writes;
  const distinct = distinctKeys(keys, exponent);
  return (writes) => {
    const share = distinct(writes) / keys;
    return share >= 1 ? writes : Math.min(writes, -keys * Math.log1p(-share));
  };
}

/** The exponent with which `writes` hit `distinct` different keys; 0 when they hit as many as uniform ones would. */
export function exponentOf(keys: number, writes: number, distinct: number): number {
  let low = 0;
  let high = 3;
  if (distinct >= 0.995 * distinctKeys(keys, 0)(writes)) return 0;
  while (high - low > 0.001) {
    const middle = (low + high) / 2;
    if (distinctKeys(keys, middle)(writes) > distinct) low = middle;
    else high = middle;
  }
  return low;
}
