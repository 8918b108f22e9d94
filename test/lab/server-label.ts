/** Which server a row was measured on: `redis-7.0.15`, `Redis 8.0.6 (bundled jemalloc)`, `valkey_9.1.2-libc`. */

import { type Build, buildOf } from '../../server/src/core/memory/heap/build';
import { parseVersion, type ServerVersion } from '../../server/src/core/model/version';

export interface ServerLabel {
  /** Undefined where the table does not say it. */
  readonly version: ServerVersion | undefined;
  readonly jemalloc: boolean;
  /** Built with the jemalloc that comes with the server, whose smallest classes are 8 bytes apart. */
  readonly bundled: boolean;
}

const LABEL = /^(redis|valkey)?[ _-]?(?:server)?[ _-]?v?(\d+\.\d+(?:\.\d+)?)/i;
const OTHER_ALLOCATOR = /libc|musl|tcmalloc|mimalloc/i;

/** @throws Error for a label that names no server */
export function readServerLabel(label: string): ServerLabel {
  const text = label.trim();
  if (text === '') return { version: undefined, jemalloc: false, bundled: false };
  const [, product, number = ''] = LABEL.exec(text) ?? [];
  const version = parseVersion(number, product?.toLowerCase() === 'valkey' ? 'valkey' : 'redis');
  if (!version) throw new Error(`"${label}" names no server: write redis-7.0.15 or valkey-9.1.2.`);
  const build = text.replace(LABEL, '');
  return {
    version,
    jemalloc: !OTHER_ALLOCATOR.test(build),
    bundled: /bundled|docker|official/i.test(build),
  };
}

/** What is not said is taken for the version that most was measured on. */
const MEASURED = '7.0.15';

export function buildOfLabel(label: string): Build {
  const { version, jemalloc, bundled } = readServerLabel(label);
  const known = version ?? parseVersion(MEASURED);
  if (!known) throw new Error(`${MEASURED} is no version.`);
  return buildOf(known, { jemalloc, quantum: bundled ? 8 : 16 });
}
