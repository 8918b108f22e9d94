/** Hash tables of both products. */

/** Bytes of a bucket of Valkey's hash table, and the entries in it (hashtable.c). */
export const BUCKET = { bytes: 64, entries: 7 } as const;

/**
 * The share of entries of dict.c that lie behind another one in their bucket, which is written when they go.
 * @param load entries for each bucket
 */
export const chainedShare = (load: number): number => 1 - -Math.expm1(-load) / load;
