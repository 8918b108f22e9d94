/** Searching a folder for the files that concern Forkguard: each is read once, and most are dropped as bytes. */

import type { ReadText } from './read';
import { walk } from './walk';
import { mayConcern, readCandidate } from './workspace';

export interface ScanOptions {
  /** Bytes of one file. */
  readonly sizeLimit: number;
  /** Files given out at most; the search then ends and says so. */
  readonly limit: number;
  readonly onProblem: (path: string, why: string) => void;
  readonly onProgress?: (looked: number) => void;
  readonly signal?: AbortSignal;
}

/** Files read at the same time: enough to keep the disk busy, few enough to let others have it. */
const AT_ONCE = 16;
/** Names that are looked at at most for each file that may be given out. */
const LOOKED_AT = 20;

export async function* findCandidates(
  root: string,
  options: ScanOptions,
): AsyncGenerator<{ path: string; read: ReadText }> {
  const { limit, onProblem, signal, sizeLimit } = options;
  let given = 0;
  let looked = 0;
  const walking = { accepts: mayConcern, limit: limit * LOOKED_AT, onProblem, ...(signal ? { signal } : {}) };
  for await (const paths of inBatches(walk(root, walking))) {
    const results = await Promise.all(paths.map((path) => readCandidate(path, sizeLimit)));
    if (signal?.aborted) return;
    looked += paths.length;
    options.onProgress?.(looked);
    for (const [index, read] of results.entries()) {
      const path = paths[index] ?? '';
      if (read.kind === 'unwanted') continue;
      if (read.kind === 'unreadable') {
        // Somebody's data, most likely.
        if (!/\.json$/i.test(path)) onProblem(path, read.why);
        continue;
      }
      given += 1;
      if (given > limit)
        return onProblem(root, `more than ${limit} files that concern Redis; the rest is not read`);
      yield { path, read };
    }
  }
}

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
