/**
 * What the next save will copy, from what the previous one copied.
 *
 * At an unchanged load the size of the previous save is the best forecast there is: measured median 0.99, typical factor
 * 1.04. At another load the number of writes that would explain it is scaled. Where the server reports too little (values
 * above 4 KiB, of which the child gives pages back between two looks) the range says so.
 */

import { type Copies, LEAST } from './copy-on-write';
import { PAGE } from './heap/jemalloc';

/** Plain numbers, as INFO gives them. Bytes. */
export interface SavedBefore {
  /** `used_memory_rss` now. */
  readonly residentSet: number;
  /** `rdb_last_cow_size` or `aof_last_cow_size`; 0 is what a server says that has not saved since it started. */
  readonly lastCopied: number;
  /** Writes during that save: what `rdb_changes_since_last_save` said right after it. */
  readonly lastWrites?: number | undefined;
  /** Writes that are expected during the next one; without them the load is taken to be the same. */
  readonly nextWrites?: number | undefined;
  /** Mean bytes of a key with its value. */
  readonly meanBytes?: number | undefined;
  /** What a number of writes copies there; without it only the same load can be told. */
  readonly copies?: Copies | undefined;
}

export interface Forecast {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  /** Completes "expected …". */
  readonly reason: string;
}

/** Measured over 256 saves: the 10th and 90th percentile of predicted over measured, and the lowest reports. */
const SAME_LOAD = { low: 0.97, high: 1.16 } as const;
const OTHER_LOAD = { low: 0.78, high: 1.25 } as const;
const BIG_VALUES = { low: 0.74, high: 1 / 0.47 } as const;
/** Loads that count as the same: what they are apart is counted, and the range stays narrow. */
const SAME = 0.25;
/** What is nearer is not counted. */
const EQUAL = 0.03;
/** Above this share of the resident set the curve is too flat to tell how many writes it took. */
const FLAT = 0.75;

/** @returns undefined where the server has not saved yet or says nothing to count from */
export function forecastFromPrevious(before: SavedBefore): Forecast | undefined {
  const { residentSet, lastCopied, lastWrites, nextWrites, copies } = before;
  if (lastCopied <= 0 || residentSet <= 0) return undefined;
  const ratio = lastWrites && nextWrites !== undefined ? nextWrites / lastWrites : 1;
  const same = Math.abs(ratio - 1) <= SAME;
  if (Math.abs(ratio - 1) <= EQUAL || (same && (!copies || lastCopied > FLAT * residentSet)))
    return ranged(before, lastCopied, SAME_LOAD, 'the same as the previous save, at the same load');
  if (!copies) return undefined;
  const times = ratio >= 1 ? ratio : 1 / ratio;
  const change = `${Number(times.toPrecision(2))} times as ${ratio > 1 ? 'many' : 'few'} writes`;
  const reason = `from the previous save, at ${change}`;
  if (lastCopied > FLAT * residentSet) {
    const copied = copies(nextWrites ?? 0, LEAST);
    return ranged(before, ratio > 1 ? Math.max(copied, lastCopied) : copied, OTHER_LOAD, reason);
  }
  const writes = writesThatExplain(copies, lastCopied) * ratio;
  return ranged(before, copies(writes, LEAST), same ? SAME_LOAD : OTHER_LOAD, reason);
}

function ranged(
  { residentSet, meanBytes }: SavedBefore,
  expected: number,
  factors: { readonly low: number; readonly high: number },
  reason: string,
): Forecast {
  const big = meanBytes !== undefined && meanBytes > PAGE;
  const low = expected * (big ? Math.min(factors.low, BIG_VALUES.low) : factors.low);
  const high = expected * (big ? Math.max(factors.high, BIG_VALUES.high) : factors.high);
  const note = big ? '; with values above 4 KiB the server reports as little as half' : '';
  return {
    expected: Math.min(residentSet, expected),
    low: Math.min(residentSet, low),
    high: Math.min(residentSet, high),
    reason: reason + note,
  };
}

/** By bisection: copies grow with the writes. */
function writesThatExplain(copies: Copies, copied: number): number {
  let low = 0;
  let high = 1;
  while (copies(high, LEAST) < copied && high < 1e12) high *= 2;
  while (high - low > Math.max(0.5, high / 1000)) {
    const middle = (low + high) / 2;
    if (copies(middle, LEAST) < copied) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
