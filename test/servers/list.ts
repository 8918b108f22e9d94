/** The servers that the tests run: which ones, and which suite of Debian has them. */

import type { Product } from '../../server/src/core/model/version';

export interface Wanted {
  /** What FORKGUARD_SERVERS and the commands call it. */
  readonly name: string;
  readonly product: Product;
  /** `stable`: a released suite, whose versions stay. `sid`: the newest, whose versions change. */
  readonly kind: 'stable' | 'sid';
  readonly suite: string;
  /** The package that has the program, under the name of its check-rdb tool. */
  readonly package: string;
}

const redis = (name: string, suite: string, kind: Wanted['kind'] = 'stable'): Wanted => ({
  name,
  product: 'redis',
  kind,
  suite,
  package: 'redis-tools',
});

const valkey = (name: string, suite: string, kind: Wanted['kind'] = 'stable'): Wanted => ({
  name,
  product: 'valkey',
  kind,
  suite,
  package: 'valkey-tools',
});

export const SERVERS: readonly Wanted[] = [
  redis('redis-6.0', 'bullseye'),
  redis('redis-7.0', 'bookworm'),
  redis('redis-8.0', 'trixie'),
  valkey('valkey-8.1', 'trixie'),
  redis('redis-sid', 'sid', 'sid'),
  valkey('valkey-sid', 'sid', 'sid'),
];

const GROUPS: Readonly<Record<string, readonly Wanted[]>> = {
  all: SERVERS,
  stable: SERVERS.filter(({ kind }) => kind === 'stable'),
  sid: SERVERS.filter(({ kind }) => kind === 'sid'),
};

/** A program that is already on this machine, instead of one from Debian. */
export interface Given {
  readonly path: string;
}

/** Some version of a product: one of several listed servers may turn out to have it. */
export interface Sought {
  readonly product: Product;
  /** `9.1` or `9.1.2`. */
  readonly release: string;
  /** The likeliest first. */
  readonly among: readonly Wanted[];
}

export type Choice = Wanted | Given | Sought;

/**
 * Reads one word: a name of the list, a group (`all`, `stable`, `sid`), `valkey-9.1`, `redis-8.0.6`, or the path of a program.
 * @throws Error naming the words that there are
 */
export function readChoice(word: string): readonly Choice[] {
  if (word.includes('/')) return [{ path: word }];
  const group = GROUPS[word];
  if (group) return group;
  const named = SERVERS.find(({ name }) => name === word);
  if (named) return [named];
  const [, product, release] = /^(redis|valkey)-(\d+\.\d+(?:\.\d+)?)$/.exec(word) ?? [];
  if (!product || !release) throw new Error(`There is no server "${word}". ${WORDS}`);
  // What sid has today only its program knows.
  const among = SERVERS.filter(
    ({ name, kind, ...one }) =>
      one.product === product && (kind === 'sid' || `${product}-${release}`.startsWith(name)),
  );
  return [{ product: product as Product, release, among }];
}

const WORDS = `The servers are ${SERVERS.map(({ name }) => name).join(', ')}; all, stable and sid are groups of them. A release such as valkey-9.1 and the path of a program do as well.`;

/** Several words, separated by commas or blanks; what is named twice comes once. */
export const readChoices = (words: string): readonly Choice[] => [
  ...new Set(
    words
      .split(/[\s,]+/)
      .filter(Boolean)
      .flatMap(readChoice),
  ),
];
