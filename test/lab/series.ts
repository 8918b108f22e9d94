/** What the lab is to do: a server filled with something, and saves of it while something is done to it. */

import type { Operation } from './operation';
import type { Population } from './population';

export interface CasePlan {
  readonly operation: Operation;
  readonly fork?: 'rdb' | 'aof';
  /** Requests per second; Infinity for full rate. */
  readonly rate: number;
  /** `uniform`, `zipf:0.99`, `hot:0.1:0.9`. */
  readonly distribution?: string;
}

export interface Series {
  readonly population: Population;
  readonly cases: readonly CasePlan[];
  /** Other keys beside it, which nothing is done to. */
  readonly beside?: readonly Population[];
  /** More words of the server's command line. */
  readonly options?: readonly string[];
  /** `maxmemory-policy`; with one that evicts, `maxmemory` is what is in use after filling. */
  readonly policy?: string;
  /** Requests of the first case before its save, for each element: old heaps are less orderly. */
  readonly age?: number;
}

/** What runs: its label in the table, and its program. */
export interface Program {
  readonly label: string;
  readonly path?: string;
}

/** `strings 100 B`, `hashes of 1000, 50 B`. */
export function nameOf({ population, policy, age: aged }: Series): string {
  const { kind, perKey, valueBytes, keyBytes } = population;
  const size = typeof valueBytes === 'number' ? `${valueBytes} B` : `${valueBytes.join(' to ')} B`;
  const parts = [
    perKey > 1 ? `${kind} of ${perKey}` : kind,
    size,
    ...(kind === 'strings' && keyBytes !== 16 ? [`keys of ${keyBytes} B`] : []),
    ...(policy === undefined ? [] : [policy]),
    ...(aged ? ['aged'] : []),
  ];
  return parts.join('; ');
}
