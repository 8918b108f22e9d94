/** What the lab fills a server with: values, or elements of collections, all made in one way. */

import { randomBytes } from 'node:crypto';
import { seeded } from './random';

export type Kind = 'strings' | 'counters' | 'hashes' | 'sorted sets' | 'sets' | 'lists' | 'streams';

export interface Population {
  readonly kind: Kind;
  /** Values, fields, members or entries in all. */
  readonly elements: number;
  /** Elements of one key; 1 for strings. */
  readonly perKey: number;
  /** Bytes of one value; of mixed sizes the smallest and the largest, as many of each order of magnitude. */
  readonly valueBytes: number | readonly [number, number];
  /** Length of a key. */
  readonly keyBytes: number;
}

/** Values are slices of this: they do not compress. */
const NOISE = randomBytes(4 * 1024 * 1024);

export const keysIn = ({ elements, perKey }: Population): number => Math.ceil(elements / perKey);

/** Names and values of a population, the same in every run but for the bytes of its values. */
export class Namer {
  readonly #random: () => number;

  constructor(
    readonly population: Population,
    seed = 20_240_229,
  ) {
    this.#random = seeded(seed);
  }

  random(): number {
    return this.#random();
  }

  /** The key that holds element `index`; the kind is its first letter, so that populations do not meet. */
  key(index: number): string {
    const { kind, perKey, keyBytes } = this.population;
    const initial = kind === 'sorted sets' ? 'z' : (kind[0] ?? '');
    return `${initial}:${String(Math.floor(index / perKey)).padStart(keyBytes - 2, '0')}`;
  }

  /** Ten bytes. */
  field(index: number): string {
    return `f${String(index).padStart(9, '0')}`;
  }

  /** Fourteen bytes. */
  member(index: number, generation = 0): string {
    return `${String.fromCharCode(109 + (generation % 10))}${String(index).padStart(13, '0')}`;
  }

  value(): Buffer {
    const size = this.size();
    const start = Math.floor(this.#random() * (NOISE.length - size));
    return NOISE.subarray(start, start + size);
  }

  size(): number {
    const { valueBytes } = this.population;
    if (typeof valueBytes === 'number') return valueBytes;
    const [low, high] = valueBytes;
    return Math.round(low * (high / low) ** this.#random());
  }
}
