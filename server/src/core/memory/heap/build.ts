/** What a server is built as, as far as its heap depends on it. */

import { hasRedis, hasValkey, type ServerVersion } from '../../model/version';
import { PAGE, type Quantum } from './jemalloc';

export interface Build {
  readonly version: ServerVersion;
  /** With another allocator nothing is known of how allocations lie. */
  readonly jemalloc: boolean;
  readonly quantum: Quantum;
  /** Bytes that the kernel copies at once. */
  readonly page: number;
  /** The child gives pages of what it has saved back (`dismissObject`): on jemalloc and without huge pages. */
  readonly givesBack: boolean;
}

export interface BuildFacts {
  readonly jemalloc?: boolean | undefined;
  readonly quantum?: Quantum | undefined;
  readonly page?: number | undefined;
  /** The process may get huge pages. */
  readonly hugePages?: boolean | undefined;
}

export function buildOf(version: ServerVersion, facts: BuildFacts = {}): Build {
  const jemalloc = facts.jemalloc ?? true;
  return {
    version,
    jemalloc,
    quantum: facts.quantum ?? 16,
    page: facts.page ?? PAGE,
    givesBack: hasRedis(version, 7) && jemalloc && facts.hugePages !== true,
  };
}

/** What an allocation is, as far as a child treats it differently. */
export type Content = 'string' | 'table' | 'other';

/**
 * Whether the child gives the pages of an allocation back once it has saved it. Redis does it with all. Valkey frees strings
 * through the allocator, which keeps their pages for seconds, and the rest must be two pages long; of tables 8.1 counts the
 * buckets as pointers (`dismissSds`, `dismissHashtable`, `zmadvise_dontneed`, 8.1.1 and 9.1.2).
 */
export function letsGoOf(build: Build, bytes: number, content: Content): boolean {
  if (!build.givesBack || build.version.product === 'redis') return build.givesBack;
  const counted = content === 'table' && !hasValkey(build.version, 9, 1) ? bytes / 8 : bytes;
  return content !== 'string' && counted >= 2 * build.page;
}

/** Valkey 8.1 put keys into the headers of their values, and both into buckets of 64 bytes. */
export const embedsKeys = ({ version }: Build): boolean => hasValkey(version, 8, 1);

/** Valkey 9.0 and later embed values up to 128 bytes with their key, and the pointer's place is used for it. */
export const embedsMore = ({ version }: Build): boolean => hasValkey(version, 9);
