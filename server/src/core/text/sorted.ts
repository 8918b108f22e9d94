/** Looking into numbers that ascend. */

/** @returns index of the last one at or before `wanted`; 0 where all are behind it or there is none */
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

/** Where each of some lengths begins when they stand behind one another from 0. */
export function startsOf(lengths: readonly number[]): number[] {
  let start = 0;
  return lengths.map((length) => {
    const own = start;
    start += length;
    return own;
  });
}
