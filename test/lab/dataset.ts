/** What the lab fills a server with, and the writes that it then sends, as bytes of the protocol. */

import { randomBytes } from 'node:crypto';
import { keyChooser, seeded } from './random';

export type Kind = 'strings' | 'mixed strings' | 'hashes' | 'sorted sets';

export interface DatasetPlan {
  readonly kind: Kind;
  /** Bytes of one value; of mixed strings the smallest and the largest. */
  readonly valueBytes: number | readonly [number, number];
  /** Values, fields or members in all. */
  readonly elements: number;
}

/** Elements of one hash or sorted set. */
const IN_ONE = 1000;
/** Values are slices of this: they do not compress. */
const NOISE = randomBytes(4 * 1024 * 1024);

export class Dataset {
  readonly #random = seeded(20_240_229);
  readonly plan: DatasetPlan;
  #inserted: number;

  constructor(plan: DatasetPlan) {
    this.plan = plan;
    this.#inserted = plan.elements;
  }

  /** The command that writes element number `index`. */
  write(index: number): Buffer {
    const { kind } = this.plan;
    if (kind === 'hashes')
      return command('HSET', `hash:${Math.floor(index / IN_ONE)}`, `field:${pad(index)}`, this.#value());
    if (kind === 'sorted sets')
      return command(
        'ZADD',
        `zset:${Math.floor(index / IN_ONE)}`,
        `${this.#random()}`,
        `member:${pad(index)}`,
      );
    return command('SET', `key:${pad(index)}`, this.#value());
  }

  /** Writes of elements that exist. */
  overwrites(exponent: number): () => { index: number; bytes: Buffer } {
    const choose = keyChooser(this.plan.elements, exponent, this.#random);
    return () => {
      const index = choose();
      return { index, bytes: this.write(index) };
    };
  }

  /** Writes of elements that do not exist yet. */
  inserts(): () => { index: number; bytes: Buffer } {
    return () => {
      const index = this.#inserted;
      this.#inserted += 1;
      return { index, bytes: this.write(index) };
    };
  }

  #value(): Buffer {
    const { valueBytes } = this.plan;
    const size =
      typeof valueBytes === 'number'
        ? valueBytes
        : Math.round(valueBytes[0] * (valueBytes[1] / valueBytes[0]) ** this.#random());
    const start = Math.floor(this.#random() * (NOISE.length - size));
    return NOISE.subarray(start, start + size);
  }
}

const pad = (index: number): string => String(index).padStart(12, '0');

const LINE = Buffer.from('\r\n');

function command(...words: (string | Buffer)[]): Buffer {
  const parts: Buffer[] = [Buffer.from(`*${words.length}\r\n`)];
  for (const word of words) {
    const bytes = typeof word === 'string' ? Buffer.from(word) : word;
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, LINE);
  }
  return Buffer.concat(parts);
}
