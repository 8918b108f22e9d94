/** Verdicts that no test server can be brought to: they are made from numbers. */

import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../server/src/core/diagnose/diagnose';
import type { StepId } from '../../../server/src/core/diagnose/diagnosis';
import { diagnosisMarkdown } from '../../../server/src/core/diagnose/markdown';
import { forkEnd, isAnotherProcess, kindOf } from '../../../server/src/core/diagnose/watch';
import { runningFork } from '../../../server/src/core/live/forks';
import type { ExampleReading } from '../../../server/src/core/rules/rule';
import { NOW, observationOf } from '../../support/reading';

const GIB = 1024 ** 3;

function stepsOf(reading: ExampleReading, limit?: number) {
  const node = { latest: observationOf(reading), earlier: [] };
  const { steps } = diagnose({ node, now: NOW, ...(limit === undefined ? {} : { limit }) });
  return Object.fromEntries(steps.map((step) => [step.id, step])) as Record<StepId, (typeof steps)[number]>;
}

const onThisMachine = (facts: object) => ({ kernel: 6001, hugePages: 'madvise', overcommit: 1, ...facts });
const process = { pid: 7, residentSet: GIB, proportionalSet: undefined, hugePagesAllowed: true };

describe('was it killed', () => {
  it('the control group knows', () => {
    const cgroup = { limit: 4 * GIB, usage: GIB, oomKills: 2 };
    const { killed } = stepsOf({
      info: { uptime_in_seconds: 90_000 },
      host: onThisMachine({ process: { ...process, cgroup } }),
    });
    expect(killed.verdict).toBe('bad');
    expect(killed.message).toContain('has killed 2 processes');
    expect(killed.advice[0]?.commands.join()).toContain('journalctl -k');
  });

  it('a start a moment ago is worth a look, an old one is not', () => {
    expect(stepsOf({ info: { uptime_in_seconds: 600 } }).killed).toMatchObject({ verdict: 'attention' });
    expect(stepsOf({ info: { uptime_in_seconds: 864_000 } }).killed).toMatchObject({
      verdict: 'good',
      message: 'It has been running for 10 days.',
    });
    expect(stepsOf({}).killed.verdict).toBe('unknown');
  });
});

describe('copy-on-write', () => {
  it('nothing measured is unknown, not zero', () => {
    expect(stepsOf({ info: { used_memory: GIB, rdb_last_cow_size: 0 } })['copy-on-write'].verdict).toBe(
      'unknown',
    );
    const message = (redis_version: string) =>
      stepsOf({ info: { redis_version, used_memory: GIB } })['copy-on-write'].message;
    expect(message('3.2.13')).toContain('from 4.0 on');
    expect(message('7.0.15')).toContain('rdb_last_cow_size or used_memory is missing');
  });

  it('is bad where the next one like it does not fit', () => {
    const info = { used_memory: 3 * GIB, used_memory_rss: 3.2 * GIB, rdb_last_cow_size: 1.2 * GIB };
    expect(stepsOf({ info }, 4 * GIB)['copy-on-write']).toMatchObject({ verdict: 'bad' });
    expect(stepsOf({ info }, 8 * GIB)['copy-on-write']).toMatchObject({ verdict: 'good' });
  });
});

describe('the kernel', () => {
  it.each([
    [{ hugePages: 'always', kernel: 5004 }, 'bad'],
    [{ hugePages: 'always', kernel: 6001 }, 'attention'],
    [
      {
        hugePages: 'always',
        kernel: 5004,
        process: { ...process, hugePagesAllowed: false, cgroup: undefined },
      },
      'good',
    ],
    [{ overcommit: 0, kernel: 4018 }, 'bad'],
    [{ overcommit: 0, kernel: 5004 }, 'good'],
    [{ overcommit: 2 }, 'bad'],
  ])('%j is %s', (facts, verdict) => {
    expect(stepsOf({ host: onThisMachine(facts) }).kernel.verdict).toBe(verdict);
  });

  it('of another machine is unknown, with the commands to read it there', () => {
    const { kernel } = stepsOf({});
    expect(kernel.verdict).toBe('unknown');
    expect(kernel.advice[0]?.commands[0]).toMatch(/^cat .*transparent_hugepage/);
  });
});

describe('the limit', () => {
  it('nobody knows: the memory of the machine is said to be that', () => {
    const { limit } = stepsOf({ info: { used_memory_rss: GIB, total_system_memory: 64 * GIB } });
    expect(limit.message).toContain('the memory of the machine is 64 GiB');
    expect(limit.advice[0]?.message).toContain('--limit');
  });

  it('half of it is the bound of a server that forks, four fifths of a cache', () => {
    const info = { used_memory_rss: 0.6 * GIB, maxmemory: 0.5 * GIB };
    expect(stepsOf({ info, config: { save: '900 1' } }, GIB).limit.verdict).toBe('attention');
    expect(stepsOf({ info, config: { save: '' } }, GIB).limit.verdict).toBe('good');
    expect(stepsOf({ info: { ...info, maxmemory: 2 * GIB } }, GIB).limit.verdict).toBe('bad');
  });
});

describe('the end of a fork', () => {
  it('of a module is not that of a save', () => {
    const info = { used_memory: GIB, module_fork_last_cow_size: GIB / 4, rdb_last_bgsave_status: 'err' };
    const running = runningFork(observationOf({ info: { module_fork_in_progress: 1 } }), undefined);
    expect(running && forkEnd(kindOf(running), observationOf({ info }))).toEqual({
      what: 'fork of a module',
      ok: true,
      copied: GIB / 4,
      share: 0.25,
      seconds: undefined,
    });
  });

  it('is not told by a process that was started meanwhile', () => {
    const [before, after] = ['a', 'b'].map((run_id) => observationOf({ info: { run_id } }));
    expect(before && after && isAnotherProcess(before, after)).toBe(true);
    expect(isAnotherProcess(observationOf({}), observationOf({}))).toBe(false);
  });
});

describe('what was not answered', () => {
  it('is unknown, and named with what it costs and how to grant it', () => {
    const latest = {
      ...observationOf({}),
      gaps: [{ what: 'CONFIG GET', why: 'no permission', message: 'NOPERM' } as const],
    };
    const { steps, gaps } = diagnose({ node: { latest, earlier: [] }, now: NOW });
    expect(steps.find(({ id }) => id === 'save')).toMatchObject({ verdict: 'unknown' });
    expect(gaps).toEqual([
      'CONFIG GET is not permitted to this user: settings are unknown, not unset; drift between file and server cannot be seen. Grant it with +config|get.',
    ]);
  });

  it('a reading that is old says so', () => {
    const node = { latest: observationOf({ at: NOW - 7 * 60_000 }), earlier: [] };
    expect(diagnose({ node, now: NOW }).measured).toBe('measured 7 min ago, no longer current');
  });
});

it('Markdown lets nothing that a server says act', () => {
  const latest = { ...observationOf({ config: { save: '<script>|*x*\u001b[2J' } }), address: '[a](b)\u202e' };
  const markdown = diagnosisMarkdown(diagnose({ node: { latest, earlier: [] }, now: NOW }));
  expect(markdown).toContain('\\[a\\](b)');
  for (const one of ['\u001b', '\u202e']) expect(markdown).not.toContain(one);
  expect(markdown).toContain('\\<script\\>\\|\\*x\\*');
});
