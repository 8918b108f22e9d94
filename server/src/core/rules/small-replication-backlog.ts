import { originOf } from '../directives/view';
import { tidyUp } from '../memory/advice';
import { factValue, placeOf } from '../model/fact';
import type { Fix } from '../model/finding';
import type { RedisInstance } from '../server/instance';
import { formatBytes, groupDigits } from '../units/bytes';
import { formatRedisMemory } from '../units/redis-memory';
import { defineRule } from './rule';

const GIB = 1024 ** 3;
/** A disconnect that a replica should survive without a full synchronization. */
const SECONDS = 60;
/** Bytes of one replicated SET beside its value: protocol framing, command name and a key of about 32 bytes. */
const COMMAND_OVERHEAD = 80;

export const smallReplicationBacklog = defineRule({
  id: 'small-replication-backlog',
  category: 'forks',
  severity: 'information',
  summary: 'A short disconnect of a replica becomes a full synchronization, that is a fork',
  docs: {
    what: 'The instance is known to have replicas, and `repl-backlog-size` holds less than 60 seconds of the stated writes, or is the default although the dataset is above 1 GiB.',
    why: 'A replica that comes back within the backlog continues where it stopped. One that comes back later needs a full synchronization, and for that the primary forks, also with `save ""`, without AOF and diskless alike.',
    fix: 'Size the backlog for the longest disconnect that should stay cheap: write rate × bytes per write × seconds.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/replication/'],
  },
  check(instance, report) {
    const { stated, directives } = instance;
    const backlog = directives.memory('repl-backlog-size');
    const size = factValue(backlog);
    if (
      instance.kind !== 'server' ||
      !stated.replicas ||
      (factValue(stated.replicas) ?? 0) === 0 ||
      size === undefined
    )
      return;
    const at = placeOf(backlog) ?? placeOf(stated.replicas) ?? instance.anchor;
    const needed = bytesNeeded(instance);
    if (needed !== undefined && size < needed) {
      const rate = groupDigits(
        Math.round(factValue(stated.writes ?? { kind: 'unknown', why: 'not stated' }) ?? 0),
      );
      report({
        at,
        message: `The replication backlog of ${formatBytes(size)} holds ${Math.floor((size / needed) * SECONDS)} s of ${rate} writes/s. A replica that is away for longer needs a full synchronization, and the primary forks for it.`,
        fixes: () => [backlogFix(instance, tidyUp(needed))],
      });
    } else if (
      needed === undefined &&
      backlog.kind === 'default' &&
      (factValue(instance.dataset) ?? 0) > GIB
    ) {
      report({
        at,
        message: `The replication backlog is the default of ${formatBytes(size)} beside ${formatBytes(factValue(instance.dataset) ?? 0)} of data. A replica that misses more than that needs a full synchronization, and the primary forks for it.`,
        fixes: () => [backlogFix(instance, 64 * 1024 ** 2)],
      });
    }
  },
  examples: [
    {
      name: 'The backlog holds a few seconds of writes',
      text: '# forkguard: replicas=2 writes=2000/s value=1kb\nmaxmemory 4gb\nrepl-backlog-size ⟦16mb⟧\n',
      messages: [
        'The replication backlog of 16 MiB holds 7 s of 2,000 writes/s. A replica that is away for longer needs a full synchronization, and the primary forks for it.',
      ],
      fixed: {
        title: 'Set repl-backlog-size to 128mb',
        text: '# forkguard: replicas=2 writes=2000/s value=1kb\nmaxmemory 4gb\nrepl-backlog-size 128mb\n',
      },
    },
    {
      name: 'The default beside a large dataset',
      text: '# forkguard: replicas=⟦2⟧\nmaxmemory 4gb\n',
      messages: [
        'The replication backlog is the default of 1 MiB beside 4 GiB of data. A replica that misses more than that needs a full synchronization, and the primary forks for it.',
      ],
      fixed: {
        title: 'Set repl-backlog-size to 64mb',
        text: '# forkguard: replicas=2\nmaxmemory 4gb\nrepl-backlog-size 64mb\n',
      },
    },
    { name: 'No replicas are known', text: 'maxmemory 4gb\nrepl-backlog-size 1mb\n' },
  ],
});

function bytesNeeded({ stated }: RedisInstance): number | undefined {
  const writes = stated.writes ? factValue(stated.writes) : undefined;
  const value = stated.value ? factValue(stated.value) : undefined;
  return writes === undefined || value === undefined
    ? undefined
    : writes * (value + COMMAND_OVERHEAD) * SECONDS;
}

function backlogFix(instance: RedisInstance, bytes: number): Fix {
  const size = formatRedisMemory(bytes);
  const entry = instance.directives.last('repl-backlog-size');
  const written = entry !== undefined && originOf(entry).place !== undefined;
  return {
    title: `Set repl-backlog-size to ${size} (memory that the server then keeps)`,
    safety: 'needs-a-number',
    edits: written ? instance.form.replace(entry, size) : instance.form.insert('repl-backlog-size', [size]),
  };
}
