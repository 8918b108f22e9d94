/** Finds the relevant files of a folder. Reads each file once and drops most of them before decoding. */

import type { ReadText } from './read';
import { type WalkOptions, walk } from './walk';
import { mayConcern, readCandidate } from './workspace';

export interface ScanOptions {
  /** Maximum size of a file, in bytes. */
  readonly sizeLimit: number;
  /** Maximum number of files; the search reports when it stops there. */
  readonly limit: number;
  /** Maximum depth of folders, including the first one. */
  readonly depth?: number;
  /** Files that the caller has already. */
  readonly skips?: (path: string) => boolean;
  readonly onProblem: (path: string, why: string) => void;
  readonly onProgress?: (looked: number) => void;
  readonly signal?: AbortSignal;
}

/** Number of concurrent reads: keeps the disk busy without blocking others. */
const AT_ONCE = 16;
/** Maximum number of names to check per file that may be returned. */
const LOOKED_AT = 20;

export async function* findCandidates(
  root: string,
  options: ScanOptions,
): AsyncGenerator<{ path: string; read: ReadText }> {
  const { limit, onProblem, signal, sizeLimit } = options;
  let given = 0;
  let looked = 0;
  for await (const paths of inBatches(walk(root, walkOf(options)))) {
    const results = await Promise.all(paths.map((path) => readCandidate(path, sizeLimit)));
    if (signal?.aborted) return;
    looked += paths.length;
    options.onProgress?.(looked);
    for (const [index, read] of results.entries()) {
      const path = paths[index] ?? '';
      if (read.kind === 'unwanted') continue;
      if (read.kind === 'unreadable') {
        // Most likely data.
        if (!/\.json$/i.test(path)) onProblem(path, read.why);
        continue;
      }
      given += 1;
      if (given > limit)
        return onProblem(root, `more than ${limit} files that concern Redis; the rest are not read`);
      yield { path, read };
    }
  }
}

const walkOf = ({ depth, limit, onProblem, signal, skips }: ScanOptions): WalkOptions => ({
  accepts: (path: string) => mayConcern(path) && !skips?.(path),
  limit: limit * LOOKED_AT,
  onProblem,
  ...(depth === undefined ? {} : { depth }),
  ...(signal ? { signal } : {}),
});

async function* inBatches(paths: AsyncIterable<string>): AsyncGenerator<string[]> {
  let batch: string[] = [];
  for await (const path of paths) {
    batch.push(path);
    if (batch.length < AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
