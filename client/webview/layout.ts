/** Where things stand in the picture: stacked bars and axes, as numbers. */

import type { Budget, Term, TermKey } from '../../server/src/core/memory/budget';

/** Colours and legend: terms that are alike share one. */
export const GROUPS = ['resident', 'copied', 'growth', 'buffers', 'tables', 'files'] as const;
export type Group = (typeof GROUPS)[number];

export const GROUP_OF: Readonly<Record<TermKey, Group>> = {
  'resident-set': 'resident',
  'copied-pages': 'copied',
  growth: 'growth',
  'replica-buffers': 'buffers',
  backlog: 'buffers',
  'aof-rewrite-buffers': 'buffers',
  'page-tables': 'tables',
  'files-in-memory': 'files',
};

export const GROUP_NAMES: Readonly<Record<Group, string>> = {
  resident: 'resident set',
  copied: 'copied pages',
  growth: 'growth',
  buffers: 'buffers',
  tables: 'page tables',
  files: 'files in memory',
};

export interface Segment {
  readonly group: Group;
  readonly name: string;
  /** Bytes. */
  readonly from: number;
  readonly to: number;
}

export interface Bar {
  readonly segments: readonly Segment[];
  /** Something in it has no bound. */
  readonly open: boolean;
}

/** @param bytes of a term; undefined where nothing bounds it */
function stack(terms: readonly Term[], bytes: (term: Term) => number | undefined): Bar {
  const segments: Segment[] = [];
  let at = 0;
  for (const term of terms) {
    const size = bytes(term) ?? term.expected.low;
    if (size > 0) segments.push({ group: GROUP_OF[term.key], name: term.name, from: at, to: at + size });
    at += size;
  }
  return { segments, open: terms.some((term) => bytes(term) === undefined) };
}

export const expectedBar = ({ terms }: Budget): Bar => stack(terms, ({ expected }) => expected.high);
export const worstBar = ({ terms }: Budget): Bar => stack(terms, ({ bytes }) => bytes);

/** Bytes at the right end: everything that is drawn fits, with a little air. */
export function extentOf(budget: Budget, bars: readonly Bar[]): number {
  const ends = bars.map(({ segments, open }) => (segments.at(-1)?.to ?? 0) * (open ? 1.15 : 1));
  return Math.max(...ends, budget.limit ?? 0) * 1.04 || 1;
}

const MARKS = 5;

/**
 * Round marks from 0 up to an extent: 1, 2 or 5 times a power of two or ten.
 * @param base 1024 for bytes, 10 for seconds
 */
export function marksOf(extent: number, base: 10 | 1024): number[] {
  const unit = base === 10 ? 1 : base ** Math.max(0, Math.floor(Math.log(extent / 2) / Math.log(base)));
  const rough = extent / MARKS / unit;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((one) => one * ten >= rough) ?? 10) * ten * unit;
  return Array.from({ length: Math.floor(extent / step) + 1 }, (_, index) => index * step);
}
