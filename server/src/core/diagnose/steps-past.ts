/** Steps about what has happened: was it killed, does it fall when it saves, what did its forks copy. */

import {
  COPY_THRESHOLD,
  failures,
  lastCopies,
  NORMAL_FORK,
  SLOW_FORK,
  type Unmeasured,
  whyUnmeasured,
} from '../live/forks';
import { type Advice, type Evidence, type Step, type Verdict, worstOf } from './diagnosis';
import { bytes, duration, percent, type Subject, span } from './subject';

/** A start that is this near may be why somebody asks. Seconds. */
const RECENT = 3600;

const WHO_KILLED: Advice = {
  message: 'INFO does not say why the last process ended. The machine and the orchestrator do:',
  commands: [
    "journalctl -k --since '-2h' | grep -iE 'out of memory|killed process'",
    "kubectl get pod <pod> -o jsonpath='{.status.containerStatuses[*].lastState.terminated}'",
    "docker inspect --format '{{.State.OOMKilled}} {{.State.FinishedAt}}' <container>",
  ],
};

export function killedStep(subject: Subject): Step {
  const uptime = subject.number('uptime_in_seconds');
  const kills = subject.latest.host?.process?.cgroup?.oomKills;
  const recent = uptime !== undefined && uptime < RECENT;
  const evidence: Evidence[] = [
    ...subject.held('uptime_in_seconds', Number.POSITIVE_INFINITY, 'good', span).map(
      ({ field, value }): Evidence => ({
        field,
        value,
        threshold: `at least ${span(RECENT)}`,
        verdict: recent ? 'attention' : 'good',
      }),
    ),
    ...(kills === undefined
      ? []
      : [
          {
            field: 'oom_kill of its control group',
            value: String(kills),
            threshold: '0',
            verdict: kills > 0 ? ('bad' as const) : ('good' as const),
          },
        ]),
  ];
  const step = { id: 'killed', title: 'Was it killed?', evidence } as const;
  if (kills !== undefined && kills > 0) {
    const message = `The kernel has killed ${kills} ${kills === 1 ? 'process' : 'processes'} of this control group for lack of memory.`;
    return { ...step, verdict: 'bad', message, advice: [WHO_KILLED] };
  }
  if (uptime === undefined)
    return {
      ...step,
      verdict: 'unknown',
      message: 'The server does not say how long it runs.',
      advice: [WHO_KILLED],
    };
  if (!recent)
    return { ...step, verdict: 'good', message: `It has been running for ${span(uptime)}.`, advice: [] };
  const message = `It was started ${span(uptime)} ago. Whether the process before it was killed is not in INFO.`;
  return { ...step, verdict: 'attention', message, advice: [WHO_KILLED] };
}

export function persistenceStep(subject: Subject): Step {
  const failed = failures(subject.latest);
  const evidence = statusEvidence(subject);
  const step = { id: 'persistence', title: 'Does it fall when it saves?' } as const;
  if (failed.length > 0) {
    const [first] = failed;
    const message = `${capital(failed.map(({ what }) => what).join(', and '))}. A child that the kernel kills for lack of memory, a refused fork and a full disk all look like this; with stop-writes-on-bgsave-error (the default) writes are refused with MISCONF until a save succeeds.`;
    const advice: Advice[] = [
      {
        message:
          'The log of the server says which it was ("Can\'t save in background: fork", "terminated by signal 9", "No space left"):',
        commands: [
          subject.cli('INFO persistence'),
          'kubectl logs <pod> --since=2h | grep -iE "save|rewrite|fork"',
        ],
      },
    ];
    return { ...step, verdict: first ? 'bad' : 'unknown', message, evidence, advice };
  }
  const uptime = subject.number('uptime_in_seconds') ?? 0;
  const forks = subject.number('total_forks') ?? subject.number('rdb_saves');
  const saves = subject.config('save') ?? '';
  if (subject.text('rdb_last_bgsave_status') === undefined)
    return {
      ...step,
      verdict: 'unknown',
      message: 'The server does not say how its saves ended.',
      evidence,
      advice: [],
    };
  if (saves !== '' && forks === 0 && uptime > 0 && uptime < RECENT) {
    const message = `No fork has finished since the start ${span(uptime)} ago, so that nothing is known of how a save ends. If it falls again within minutes of a save, the fork is the cause.`;
    return { ...step, verdict: 'attention', message, evidence, advice: [] };
  }
  if (forks === 0) {
    const message = 'No fork has been made since the start, so that nothing is known of how one ends.';
    return { ...step, verdict: 'unknown', message, evidence, advice: [] };
  }
  const count = forks === undefined ? '' : ` ${forks} ${forks === 1 ? 'fork' : 'forks'} since the start.`;
  return { ...step, verdict: 'good', message: `Saves and rewrites end well.${count}`, evidence, advice: [] };
}

function statusEvidence(subject: Subject): Evidence[] {
  const status = (
    ['rdb_last_bgsave_status', 'aof_last_bgrewrite_status', 'aof_last_write_status'] as const
  ).flatMap((field) => {
    const value = subject.text(field);
    const verdict: Verdict = value === 'err' ? 'bad' : 'good';
    return value === undefined ? [] : [{ field, value, threshold: 'ok', verdict }];
  });
  const saved = subject.number('rdb_last_save_time');
  const age: Evidence[] =
    saved === undefined
      ? []
      : [
          {
            field: 'rdb_last_save_time',
            value: `${span(subject.latest.at / 1000 - saved)} ago`,
            verdict: 'good',
          },
        ];
  return [
    ...status,
    ...age,
    ...subject.plain('rdb_last_bgsave_time_sec', 'good', (value) => (value < 0 ? 'never' : span(value))),
    ...subject.plain('total_forks', 'good'),
    ...subject.plain('sync_full', 'good'),
  ];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function copyStep(subject: Subject): Step {
  const used = subject.number('used_memory') ?? 0;
  const copies = lastCopies(subject.latest);
  const evidence: Evidence[] = [
    ...copies.map(
      ({ field, bytes: size, share }): Evidence => ({
        field,
        value: `${bytes(size)} (${percent(share)} of ${bytes(used)})`,
        threshold: `at most ${percent(COPY_THRESHOLD)} of used_memory`,
        verdict: share > COPY_THRESHOLD ? 'attention' : 'good',
      }),
    ),
    ...subject.held('latest_fork_usec', SLOW_FORK, 'attention', duration),
  ];
  const step = { id: 'copy-on-write', title: 'What did copy-on-write cost?', evidence } as const;
  const [largest] = copies;
  if (!largest) {
    const why = whyUnmeasured(subject.latest);
    const message = UNMEASURED[why];
    const advice =
      why === 'no fork yet'
        ? [
            {
              message: 'Measure one at a quiet hour, with memory to spare:',
              commands: [subject.cli('BGSAVE'), subject.cli('INFO persistence')],
            },
          ]
        : [];
    return { ...step, verdict: 'unknown', message, advice };
  }
  const slow = (subject.number('latest_fork_usec') ?? 0) > SLOW_FORK;
  const over = exceeds(subject, largest.bytes);
  const fork = slow
    ? ` fork() itself took ${duration(subject.number('latest_fork_usec') ?? 0)}, during which no command was answered; ${NORMAL_FORK} is normal.`
    : '';
  const message = `The ${largest.what} copied ${bytes(largest.bytes)} of ${bytes(used)} (${percent(largest.share)}).${over}${fork}`;
  return {
    ...step,
    verdict: over === '' ? worstOf(evidence.map(({ verdict }) => verdict)) : 'bad',
    message,
    advice: largest.share > COPY_THRESHOLD || over !== '' ? [LESS_COPYING] : [],
  };
}

function exceeds(subject: Subject, copied: number): string {
  const { bound } = subject;
  const resident = subject.number('used_memory_rss') ?? 0;
  if (!bound || resident + copied <= bound.bytes) return '';
  return ` With the resident set of ${bytes(resident)} that is more than the ${bound.what} of ${bytes(bound.bytes)}: the next fork like it is killed.`;
}

const UNMEASURED: Readonly<Record<Unmeasured, string>> = {
  'no fork yet': 'No fork has finished since the start, so that nothing was measured yet.',
  'too old': 'The server does not measure it (it does from 4.0 on).',
  'not reported': 'The server does not say it: rdb_last_cow_size or used_memory is missing in its INFO.',
};

const LESS_COPYING: Advice = {
  message:
    'What is copied depends on the writes during one save: save when little is written, save on a replica, or leave room for it. Values above 4 KiB, growth and deletes make this field read too low or too high.',
  commands: [],
};
