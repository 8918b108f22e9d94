/**
 * How values lie in pages: jemalloc's size classes, and what a write of one value touches of them.
 *
 * Classes and slabs are those of jemalloc 5 (`SC_LG_NGROUP` 2, a slab is the smallest number of whole pages that holds
 * whole regions). Nothing here is fitted: with these layouts and the struct sizes of Redis 7 the copied bytes of 125
 * measured saves of values below 4 KiB come out within 1.5 % of the resident set (see docs/memory-model.md).
 */

/** Bytes; x86-64. arm64 kernels with 64 KiB pages copy more per write and were not measured. */
export const PAGE = 4096;
/** From here on a region has pages of its own. */
const LARGE = 16 * 1024;

/**
 * Bytes that jemalloc takes beside such a region: a page, at a random place of which the value begins (`cache_oblivious`).
 * Redis 7.2 and later build it without; Debian's has it. 200 MB in values of 20 KB were resident 1.24 times.
 */
export const padOf = (slot: number): number => (slot >= LARGE ? PAGE : 0);

/** How the values of one size lie in pages. */
export interface Layout {
  /** Bytes that the allocator hands out for one value. */
  readonly slot: number;
  /** Pages that one new value touches, on average over the places of a slab. */
  readonly pagesPerWrite: number;
  /** Bytes of a value on pages that it fills alone: what a child can give back. */
  readonly own: number;
  /** Bytes for each value on other pages, which are written with what is beside it. */
  readonly shared: number;
}

/** The bytes that jemalloc hands out for a request. Spacing is 16 bytes up to 128, then four classes for each doubling. */
export function sizeClass(bytes: number): number {
  const wanted = Math.max(1, Math.ceil(bytes));
  if (wanted <= 128) return Math.ceil(wanted / 16) * 16;
  const spacing = 2 ** (Math.ceil(Math.log2(wanted)) - 3);
  return Math.ceil(wanted / spacing) * spacing;
}

/** Header and end of a string (sds): 3 + 1 bytes, 5 + 1 from 256 bytes on, 9 + 1 from 64 KiB on. */
const stringOverhead = (bytes: number): number => (bytes < 256 ? 4 : bytes < 64 * 1024 ? 6 : 10);

/** Values that are all of one size, as jemalloc places them. */
export function fixedLayout(valueSize: number): Layout {
  const used = Math.max(1, valueSize) + stringOverhead(valueSize);
  const slot = sizeClass(used);
  if (slot >= LARGE) return largeLayout(slot, used);
  const places = PAGE / greatestCommonDivisor(slot, PAGE);
  let touched = 0;
  let own = 0;
  for (let place = 0; place < places; place += 1) {
    const start = place * slot;
    touched += Math.floor((start + used - 1) / PAGE) - Math.floor(start / PAGE) + 1;
    own += Math.max(0, Math.floor((start + slot) / PAGE) - Math.ceil(start / PAGE));
  }
  const whole = (own * PAGE) / places;
  return { slot, pagesPerWrite: touched / places, own: whole, shared: slot - whole };
}

/** The page in which it begins is never given back, nor that in which it ends where it reaches so far. */
function largeLayout(slot: number, used: number): Layout {
  const end = Math.max(0, PAGE - (slot - used));
  return { slot, pagesPerWrite: 1 + used / PAGE, own: used - end, shared: PAGE + end };
}

/** Values of which only the mean is known, anywhere in a page: more pages for each write, and none given back. */
export const looseLayout = (slot: number): Layout => ({
  slot,
  pagesPerWrite: 1 + slot / PAGE,
  own: 0,
  shared: slot + padOf(slot),
});

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
