/** Workloads to be: a server with values of one size that are overwritten. */

import type { Workload } from '../../../server/src/core/memory/copy-on-write';
import { buildOf } from '../../../server/src/core/memory/heap/build';
import type { Operation } from '../../../server/src/core/memory/heap/operations';
import type { Population } from '../../../server/src/core/memory/heap/population';
import { bytesPerKey, type Holdings, workloadOf } from '../../../server/src/core/memory/workload';
import { versionOf } from '../../support/config';

export interface Load {
  readonly version?: string;
  /** `used_memory`. */
  readonly used: number;
  /** Resident set over that. */
  readonly factor?: number;
  readonly value: Population['value'];
  /** Only the mean of the size is known. */
  readonly mean?: boolean;
  readonly skew?: number;
  readonly release?: boolean;
  readonly jemalloc?: boolean;
  readonly page?: number;
  readonly operation?: Operation;
  readonly child?: Holdings['child'];
}

export function loadOf(load: Load): Workload {
  const { used, factor = 1.065, mean = false, skew = 0, release = false, operation = 'set' } = load;
  const facts = { jemalloc: load.jemalloc, page: load.page };
  const known = buildOf(versionOf(load.version ?? '7.0'), facts);
  const build = { ...known, givesBack: known.givesBack && release };
  const shape = { kind: 'string', perKey: 1, value: load.value, key: 16, field: 0, mean } as const;
  const keys = used / bytesPerKey(build, shape);
  return workloadOf({
    build,
    residentSet: used * factor,
    used,
    populations: [{ ...shape, keys }],
    mix: [{ operation, share: 1 }],
    skew,
    child: load.child ?? {},
  });
}
