/** Which limit the kernel will enforce on a process: that of its control group, or of one above it. */

import { describe, expect, it } from 'vitest';
import { cgroupMemory } from '../../../server/src/live/cgroup';

const GIB = 1024 ** 3;
const UNLIMITED = '9223372036854771712';

/** @param files by path, as the kernel shows them: each with a line break at its end */
const read = (files: Readonly<Record<string, string | number>>) =>
  cgroupMemory(7, async (path) => {
    const text = files[path];
    return text === undefined ? undefined : String(text).trim();
  });

describe('version 2', () => {
  const V2 = '/sys/fs/cgroup';
  const group = { '/proc/7/cgroup': '0::/system.slice/redis.service\n' };

  it('has the limit of the group itself, with its usage and kills', async () => {
    const files = {
      ...group,
      [`${V2}/system.slice/redis.service/memory.max`]: 2 * GIB,
      [`${V2}/system.slice/redis.service/memory.current`]: GIB,
      [`${V2}/system.slice/redis.service/memory.events`]:
        'low 0\nhigh 4\nmax 9\noom 5\noom_kill 3\noom_group_kill 1\n',
      [`${V2}/system.slice/memory.max`]: 'max',
    };
    expect(await read(files)).toEqual({ limit: 2 * GIB, usage: GIB, oomKills: 3 });
  });

  it.each([
    ['its parent', { '/system.slice': GIB, '/system.slice/redis.service': 2 * GIB }, GIB],
    [
      'the group, below a larger parent',
      { '/system.slice': 4 * GIB, '/system.slice/redis.service': GIB },
      GIB,
    ],
    ['the root, as a container sees its own', { '': 3 * GIB, '/system.slice/redis.service': 'max' }, 3 * GIB],
    ['a parent, where the group itself cannot be read', { '/system.slice': GIB }, GIB],
  ])('the smallest counts: that of %s', async (_, limits, expected) => {
    const files = Object.entries(limits).map(([path, limit]) => [`${V2}${path}/memory.max`, limit]);
    const usage = { [`${V2}/memory.current`]: 5, [`${V2}/memory.events`]: 'oom_kill 8' };
    expect(await read({ ...group, ...usage, ...Object.fromEntries(files) })).toEqual({
      limit: expected,
      usage: undefined,
      oomKills: undefined,
    });
  });

  it('has none where every group says max, which is not the same as unread', async () => {
    expect(await read({ ...group, [`${V2}/memory.max`]: 'max' })).toMatchObject({ limit: undefined });
    expect(await read(group)).toBeUndefined();
    expect(await read({})).toBeUndefined();
  });

  it('in a container of its own is the root; a path out of it counts from there', async () => {
    const root = {
      [`${V2}/memory.max`]: GIB,
      [`${V2}/memory.current`]: 9,
      [`${V2}/memory.events`]: 'oom_kill 0',
    };
    const expected = { limit: GIB, usage: 9, oomKills: 0 };
    expect(await read({ ...root, '/proc/7/cgroup': '0::/' })).toEqual(expected);
    expect(await read({ ...root, '/proc/7/cgroup': '0::/..' })).toEqual(expected);
    const sibling = { [`${V2}/other/memory.max`]: 5, '/proc/7/cgroup': '0::/../other' };
    expect(await read({ ...root, ...sibling })).toMatchObject({ limit: 5 });
  });
});

describe('version 1', () => {
  const V1 = '/sys/fs/cgroup/memory';
  const group =
    '12:pids:/docker/abc\n4:cpu,memory:/docker/abc\n1:name=systemd:/docker/abc\n0::/system.slice\n';

  it.each([
    ['memory', '4:memory:/docker/abc'],
    ['memory among others', '4:hugetlb,memory,cpu:/docker/abc'],
    ['memory beside version 2', group],
  ])('is that of the controller %s', async (_, lines) => {
    const files = {
      '/proc/7/cgroup': lines,
      [`${V1}/docker/abc/memory.limit_in_bytes`]: 2 * GIB,
      [`${V1}/docker/abc/memory.usage_in_bytes`]: GIB,
      [`${V1}/docker/abc/memory.oom_control`]: 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n',
      [`${V1}/memory.limit_in_bytes`]: UNLIMITED,
      '/sys/fs/cgroup/system.slice/memory.max': 5,
    };
    expect(await read(files)).toEqual({ limit: 2 * GIB, usage: GIB, oomKills: 2 });
  });

  it('has none where every group has the largest number', async () => {
    const files = {
      [`${V1}/docker/abc/memory.limit_in_bytes`]: UNLIMITED,
      [`${V1}/memory.limit_in_bytes`]: UNLIMITED,
    };
    expect(await read({ '/proc/7/cgroup': group, ...files })).toMatchObject({ limit: undefined });
  });

  it('has the limit of a parent', async () => {
    const files = {
      [`${V1}/docker/abc/memory.limit_in_bytes`]: UNLIMITED,
      [`${V1}/docker/memory.limit_in_bytes`]: GIB,
    };
    expect(await read({ '/proc/7/cgroup': group, ...files })).toMatchObject({ limit: GIB });
  });

  it('is not a controller whose name only ends alike', async () => {
    expect(
      await read({ '/proc/7/cgroup': '4:name=memory:/a', [`${V1}/a/memory.limit_in_bytes`]: 5 }),
    ).toBeUndefined();
  });
});
