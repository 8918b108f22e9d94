/** A heap as pools of memory: everything of one size class lies among each other, and a write touches some pages of it. */

import { type Build, type Content, letsGoOf } from './build';
import { layoutOf, PAGE, padOf, sizeClass } from './jemalloc';

export interface Pool {
  readonly key: string;
  /** Of allocations, without holes. */
  bytes: number;
  /** The child gives it back once it has saved what lies there. */
  readonly own: boolean;
  /** The share of its pages, 0 to 1, that the child itself has written when it ends. */
  written: number;
}

/** What one write touches of a pool. */
export interface Touch {
  readonly pool: string;
  /** Pages for each write. */
  readonly pages: number;
  /** Where only so many places can be hit: nodes of one level of a skip list. */
  readonly among?: number;
}

export interface BlockKind {
  /**
   * Sizes differ, and the request is their mean: each lies anywhere in a page, and what is freed is not what is written
   * next, so that nothing counts as given back.
   */
  readonly mean?: boolean | undefined;
  /** One of several sizes that are known. */
  readonly mixed?: boolean | undefined;
  readonly content?: Content;
}

/**
 * Of pages that a child gives back, the part that does not count where values of several sizes move between slabs: what is
 * written lies partly in slabs that were free at the fork, which no saved value covers.
 */
const KEPT = 0.25;

export class Heap {
  readonly #pools = new Map<string, Pool>();
  #beside = 0;

  constructor(readonly build: Build) {}

  get pools(): readonly Pool[] {
    return [...this.#pools.values()];
  }

  /** Bytes of all pools. */
  get bytes(): number {
    return this.pools.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /**
   * Bytes of it beside what the allocator hands out: where a large allocation begins anywhere in a page it takes one more,
   * and what of its class is never written is not resident, so that it may be negative.
   */
  get beside(): number {
    return this.#beside;
  }

  /** Memory that no size class is known of. */
  region(key: string, bytes: number, own = false): string {
    const pool = this.#pools.get(key);
    if (pool) pool.bytes += bytes;
    else this.#pools.set(key, { key, bytes, own, written: 0 });
    return key;
  }

  /** Memory that is counted elsewhere already, or comes and goes. */
  passing(key: string, bytes: number): string {
    this.#beside += bytes;
    return this.region(key, bytes);
  }

  /** Small allocations, of which a write touches one page. */
  add(count: number, request: number): Touch {
    const slot = sizeClass(request, this.build.quantum);
    return { pool: this.region(`${slot}`, count * slot), pages: 1 };
  }

  /** Allocations of any size. @returns what writing all of one touches */
  block(count: number, request: number, kind: BlockKind = {}): readonly Touch[] {
    const { mean = false, mixed = false, content = 'other' } = kind;
    const { quantum, page } = this.build;
    const slot = sizeClass(request, quantum);
    const layout = layoutOf(slot, request, page);
    const resident = mean ? slot + padOf(slot, page) : layout.own + layout.shared;
    this.#beside += count * (resident - slot);
    const key = `${slot}`;
    if (mean) return [{ pool: this.region(key, count * resident), pages: pagesOfRun(slot, page) }];
    const own = letsGoOf(this.build, request, content) ? layout.own * (mixed ? 1 - KEPT : 1) : 0;
    if (own === 0) return [{ pool: this.region(key, count * resident), pages: layout.pages }];
    const given = { pool: this.region(`own ${slot}`, count * own, true), pages: own / page };
    if (resident === own) return [given];
    const pages = layout.pages - own / page;
    return [given, { pool: this.region(key, count * (resident - own)), pages }];
  }

  /** The child writes that share of the pages of these pools. */
  writtenByChild(touches: readonly Touch[], share: number): void {
    for (const { pool: key } of touches) {
      const pool = this.#pools.get(key);
      if (pool) pool.written = Math.max(pool.written, share);
    }
  }
}

/** Part of a block is written: `pages` of all that it spans. */
export function partOf(touches: readonly Touch[], pages: number): Touch[] {
  const whole = touches.reduce((sum, touch) => sum + touch.pages, 0);
  const share = whole === 0 ? 0 : Math.min(1, pages / whole);
  return touches.map((touch) => ({ ...touch, pages: touch.pages * share }));
}

/** Pages that a run of bytes inside a block touches, wherever it begins. */
export const pagesOfRun = (bytes: number, page: number = PAGE): number => 1 + Math.max(0, bytes - 1) / page;
