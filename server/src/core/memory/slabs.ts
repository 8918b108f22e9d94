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

/** How the values of one size lie in pages. */
export interface Layout {
  /** Bytes that the allocator hands out for one value. */
  readonly slot: number;
  /** Pages that one new value touches, on average over the places of a slab. */
  readonly pagesPerWrite: number;
  /** The part of a slot, 0 to 1, that lies on pages which it shares with no other value: what a child can give back. */
  readonly ownPages: number;
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
  if (slot >= LARGE) return { slot, pagesPerWrite: Math.ceil(used / PAGE), ownPages: 1 };
  const places = PAGE / greatestCommonDivisor(slot, PAGE);
  let touched = 0;
  let own = 0;
  for (let place = 0; place < places; place += 1) {
    const start = place * slot;
    touched += Math.floor((start + used - 1) / PAGE) - Math.floor(start / PAGE) + 1;
    own += Math.max(0, Math.floor((start + slot) / PAGE) - Math.ceil(start / PAGE));
  }
  return { slot, pagesPerWrite: touched / places, ownPages: (own * PAGE) / (places * slot) };
}

/** Values of which only the mean is known, anywhere in a page: more pages for each write, and none given back. */
export const looseLayout = (slot: number): Layout => ({ slot, pagesPerWrite: 1 + slot / PAGE, ownPages: 0 });

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
