/** What a server holds: keys of one kind, with elements of one size. */

export const KINDS = ['string', 'hash', 'sorted set', 'set', 'list', 'stream'] as const;
export type Kind = (typeof KINDS)[number];

export interface Population {
  readonly kind: Kind;
  readonly keys: number;
  /** Fields, members or entries of one key; 1 for strings. */
  readonly perKey: number;
  /** Bytes of one value, field value, member or entry; of a string that holds an integer nothing. */
  readonly value: number | 'integer';
  /** Bytes of a key. */
  readonly key: number;
  /** Bytes of the name of a field. */
  readonly field: number;
  /** Values differ in size, and `value` is their mean. */
  readonly mean?: boolean;
  /** One of several populations that tell values of different sizes apart. */
  readonly mixed?: boolean;
}

/** Strings of C with a header: `sdsReqType`, sds.c. @param flags bits in the header are wanted, which the smallest has not */
export function sdsBytes(length: number, flags = false): number {
  if (length < 32 && !flags) return length + 2;
  if (length < 256) return length + 4;
  return length + (length < 64 * 1024 ? 6 : 10);
}

export const powerOfTwo = (count: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, count)));
