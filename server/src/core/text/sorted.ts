/** Binary search in ascending numbers. */

/** @returns index of the last number at or before `wanted`; 0 if there is none */
export function lastAtOrBefore(ascending: readonly number[], wanted: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

/** Start offsets of consecutive items with these lengths, from 0. */
export function startsOf(lengths: readonly number[]): number[] {
  let start = 0;
  return lengths.map((length) => {
    const own = start;
    start += length;
    return own;
  });
}
