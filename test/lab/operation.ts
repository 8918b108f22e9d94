/** What clients of the lab do to a population, as bytes of the protocol. */

import type { Kind, Namer } from './population';

export type Operation =
  | 'set'
  | 'getset'
  | 'setint'
  | 'setrange'
  | 'append'
  | 'setex'
  | 'delset'
  | 'insert'
  | 'expire'
  | 'incr'
  | 'hset'
  | 'hincrby'
  | 'zadd'
  | 'zincrby'
  | 'sremadd'
  | 'lset'
  | 'queue'
  | 'xadd'
  | 'get'
  | 'hget'
  | 'idle';

/** One change, or one read: one command, or a pair of them that leaves as much as there was. */
export interface Request {
  readonly index: number;
  readonly bytes: Buffer;
  /** Commands in it, each of which is answered. */
  readonly commands: number;
}

type Words = readonly (string | Buffer)[];

/** What fills a population. */
export const FILLS: Readonly<Record<Kind, (namer: Namer, index: number) => Words>> = {
  strings: (namer, index) => ['SET', namer.key(index), namer.value()],
  counters: (namer, index) => ['SET', namer.key(index), String(100_000 + index)],
  hashes: (namer, index) => ['HSET', namer.key(index), namer.field(index), namer.value()],
  'sorted sets': (namer, index) => ['ZADD', namer.key(index), score(namer), namer.member(index)],
  sets: (namer, index) => ['SADD', namer.key(index), namer.member(index)],
  lists: (namer, index) => ['RPUSH', namer.key(index), namer.value()],
  streams: (namer, index) => ['XADD', namer.key(index), '*', 'v', namer.value()],
};

const score = (namer: Namer): string => String(Math.floor(namer.random() * 1e9));
const place = (namer: Namer, index: number): string => String(index % namer.population.perKey);
/** Whole seconds that no save outlives. */
const LONG = '100000';

/** @param turn how often anything was done so far, for what must differ each time */
type Doing = (namer: Namer, index: number, turn: number) => readonly Words[];

const DOINGS: Readonly<Record<Exclude<Operation, 'idle'>, Doing>> = {
  set: (namer, index) => [['SET', namer.key(index), namer.value()]],
  getset: (namer, index) => [['GETSET', namer.key(index), namer.value()]],
  setint: (namer, index, turn) => [['SET', namer.key(index), String(200_000 + turn)]],
  setrange: (namer, index) => [['SETRANGE', namer.key(index), offset(namer), '12345678']],
  append: (namer, index) => [['APPEND', namer.key(index), '0123456789']],
  setex: (namer, index) => [['SETEX', namer.key(index), LONG, namer.value()]],
  delset: (namer, index) => [
    ['DEL', namer.key(index)],
    ['SET', namer.key(index), namer.value()],
  ],
  insert: (namer, index) => [['SET', namer.key(index), namer.value()]],
  expire: (namer, index) => [['EXPIRE', namer.key(index), LONG]],
  incr: (namer, index) => [['INCR', namer.key(index)]],
  hset: (namer, index) => [['HSET', namer.key(index), namer.field(index), namer.value()]],
  hincrby: (namer, index) => [['HINCRBY', namer.key(index), namer.field(index), '1']],
  zadd: (namer, index) => [['ZADD', namer.key(index), score(namer), namer.member(index)]],
  zincrby: (namer, index) => [['ZINCRBY', namer.key(index), score(namer), namer.member(index)]],
  sremadd: (namer, index) => [
    ['SREM', namer.key(index), namer.member(index)],
    ['SADD', namer.key(index), namer.member(index)],
  ],
  lset: (namer, index) => [['LSET', namer.key(index), place(namer, index), namer.value()]],
  queue: (namer, index) => [
    ['RPUSH', namer.key(index), namer.value()],
    ['LPOP', namer.key(index)],
  ],
  xadd: (namer, index) => [['XADD', namer.key(index), '*', 'v', namer.value()]],
  get: (namer, index) => [['GET', namer.key(index)]],
  hget: (namer, index) => [['HGET', namer.key(index), namer.field(index)]],
};

const offset = (namer: Namer): string =>
  String(Math.floor(namer.random() * Math.max(1, Math.min(Number(namer.population.valueBytes), 1e9) - 8)));

/** @param choose which element; for inserts that of the next that does not exist */
export function requests(
  namer: Namer,
  operation: Exclude<Operation, 'idle'>,
  choose: () => number,
): () => Request {
  const doing = DOINGS[operation];
  let turn = 0;
  return () => {
    const index = choose();
    turn += 1;
    const commands = doing(namer, index, turn);
    return { index, bytes: Buffer.concat(commands.map(encode)), commands: commands.length };
  };
}

const LINE = Buffer.from('\r\n');

export function encode(words: Words): Buffer {
  const parts: Buffer[] = [Buffer.from(`*${words.length}\r\n`)];
  for (const word of words) {
    const bytes = typeof word === 'string' ? Buffer.from(word) : word;
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, LINE);
  }
  return Buffer.concat(parts);
}
