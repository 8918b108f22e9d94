/**
 * How allocations lie in pages: jemalloc's size classes, and what writing one allocation touches.
 *
 * Classes and slabs are those of jemalloc 5: `SC_LG_NGROUP` 2, and a slab is the smallest number of whole pages that holds
 * whole regions.
 */

/** Bytes of a page on x86-64 and on most arm64 kernels. */
export const PAGE = 4096;
/** Pages from which on an allocation has pages of its own (SC_LARGE_MINCLASS). */
const LARGE_PAGES = 4;

/**
 * The spacing of the smallest classes in bytes: 16 where jemalloc is the system's (Debian), 8 where it is built with the
 * server (`--with-lg-quantum=3` in deps/Makefile, as in the official images).
 */
export type Quantum = 8 | 16;

/** Bytes that jemalloc hands out for a request: one spacing up to 128, then four classes for each doubling. */
export function sizeClass(bytes: number, quantum: Quantum = 16): number {
  const wanted = Math.max(1, Math.ceil(bytes));
  if (wanted <= 8) return 8;
  if (wanted <= 8 * quantum) return Math.ceil(wanted / quantum) * quantum;
  const spacing = 2 ** (Math.ceil(Math.log2(wanted)) - 3);
  return Math.ceil(wanted / spacing) * spacing;
}

/**
 * Bytes that jemalloc takes beside a large allocation: a page, at a random place of which the allocation begins
 * (`cache_oblivious`). Redis 7.2 and later build it without; Debian's has it. 200 MB in values of 20 KB were resident 1.24
 * times.
 */
export const padOf = (slot: number, page: number = PAGE): number => (slot >= LARGE_PAGES * page ? page : 0);

/** How allocations of one size lie in pages. */
export interface Layout {
  /** Bytes that the allocator hands out. */
  readonly slot: number;
  /** Pages that writing all of one allocation touches, on average over the places of a slab. */
  readonly pages: number;
  /** Bytes of an allocation on pages that it fills alone: what a child can give back. */
  readonly own: number;
  /** Bytes for each allocation on other pages, which are written with what is beside it. */
  readonly shared: number;
}

/**
 * @param slot a size class
 * @param used bytes of it that are written
 */
export function layoutOf(slot: number, used: number, page: number = PAGE): Layout {
  if (slot >= LARGE_PAGES * page) return largeLayout(slot, used, page);
  const places = page / greatestCommonDivisor(slot, page);
  let touched = 0;
  let own = 0;
  for (let place = 0; place < places; place += 1) {
    const start = place * slot;
    touched += Math.floor((start + used - 1) / page) - Math.floor(start / page) + 1;
    own += Math.max(0, Math.floor((start + slot) / page) - Math.ceil(start / page));
  }
  const whole = (own * page) / places;
  return { slot, pages: touched / places, own: whole, shared: slot - whole };
}

/** The page in which it begins is never given back, nor that in which it ends where it reaches so far. */
function largeLayout(slot: number, used: number, page: number): Layout {
  const end = Math.max(0, page - (slot - used));
  return { slot, pages: 1 + used / page, own: Math.max(0, used - end), shared: page + end };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
