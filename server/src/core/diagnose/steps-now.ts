/** Steps about the present: is a fork running, what fragments the memory, what does the limit leave. */

import { isPersistent, lastCopies, ROOM_THRESHOLD, runningFork } from '../live/forks';
import {
  clientBuffers,
  FRAGMENTATION_FROM,
  FRAGMENTATION_THRESHOLD,
  fragmentationOf,
  RESIDENT_THRESHOLD,
} from '../live/measures';
import { type Advice, type Evidence, type Step, type Verdict, worstOf } from './diagnosis';
import { bytes, percent, type Subject, span } from './subject';

export function forkNowStep(subject: Subject): Step {
  const fork = runningFork(subject.latest, subject.bound);
  const step = { id: 'fork-now', title: 'Is a fork running now?' } as const;
  if (!fork) {
    const evidence = subject
      .plain('rdb_bgsave_in_progress', 'good')
      .concat(subject.plain('aof_rewrite_in_progress', 'good'));
    const said = evidence.length === 2;
    const message = said ? 'No.' : 'The server does not say.';
    return { ...step, verdict: said ? 'good' : 'unknown', message, evidence, advice: [] };
  }
  const near = fork.used !== undefined && fork.used > ROOM_THRESHOLD;
  const evidence: Evidence[] = [{ field: fork.field, value: '1', verdict: 'good' }];
  if (fork.copied !== undefined) {
    const left =
      fork.room === undefined ? '' : ` of ${bytes(fork.room)} that the ${subject.bound?.what} leaves`;
    evidence.push({
      field: fork.copiedField,
      value: `${bytes(fork.copied)}${left}`,
      ...(fork.room === undefined ? {} : { threshold: `at most ${percent(ROOM_THRESHOLD)}` }),
      verdict: near ? 'bad' : 'good',
    });
  }
  const done = fork.progress === undefined ? '' : `, ${percent(fork.progress)} done`;
  const copied =
    fork.copied === undefined
      ? 'What it has copied is measured from 6.2 on.'
      : `It has copied ${bytes(fork.copied)}${fork.used === undefined ? '' : `, ${percent(fork.used)} of what is left`}.`;
  const message = `Yes, a ${fork.what}${fork.seconds === undefined ? '' : ` for ${span(fork.seconds)}`}${done}. ${copied}`;
  return { ...step, verdict: near ? 'bad' : 'good', message, evidence, advice: near ? [STOP_WRITES] : [] };
}

const STOP_WRITES: Advice = {
  message:
    'Every write now adds to it. Slow the writers down, or raise the limit of the container if that needs no restart. A save that is given up costs nothing but the snapshot; the process id of the child is in the log:',
  commands: ['kill -USR1 <pid of the child>'],
};

const WHERE = {
  allocator: 'The gaps are between the values (allocator fragmentation).',
  retained: 'The allocator keeps pages that are free.',
  other: 'The difference is outside the allocator (code, stacks, shared memory, huge pages).',
} as const;

export function fragmentationStep(subject: Subject): Step {
  const step = { id: 'fragmentation', title: 'Is the memory fragmented?' } as const;
  const found = fragmentationOf(subject.input.node);
  const used = subject.number('used_memory');
  const ratio = subject.number('mem_fragmentation_ratio');
  const evidence: Evidence[] = [
    ...subject.held('mem_fragmentation_ratio', FRAGMENTATION_THRESHOLD, found ? 'attention' : 'good', String),
    ...subject.plain('allocator_frag_ratio', 'good'),
    ...subject.plain('allocator_rss_ratio', 'good'),
  ];
  if (ratio === undefined || used === undefined)
    return { ...step, verdict: 'unknown', message: 'The server does not say.', evidence, advice: [] };
  if (!found) {
    const small =
      ratio > FRAGMENTATION_THRESHOLD
        ? ` Below ${bytes(FRAGMENTATION_FROM)} of data the ratio says nothing.`
        : '';
    const swapped = ratio < 0.9 ? ' A ratio below 1 means that part of it is swapped out.' : '';
    return {
      ...step,
      verdict: swapped ? 'attention' : 'good',
      message: `No.${small}${swapped}`,
      evidence,
      advice: [],
    };
  }
  const message = `The resident set is ${found.ratio} times the memory in use. ${WHERE[found.where]} A fork copies pages, gaps included.`;
  return { ...step, verdict: 'attention', message, evidence, advice: adviceOn(found.where, subject) };
}

function adviceOn(where: keyof typeof WHERE, subject: Subject): Advice[] {
  if (where === 'retained')
    return [
      {
        message: 'Give free pages back (jemalloc only; blocks for a moment):',
        commands: [subject.cli('MEMORY PURGE')],
      },
    ];
  if (where === 'allocator')
    return [
      {
        message: 'Defragment while it runs (jemalloc only, costs CPU, rests while a fork runs):',
        commands: [subject.cli('CONFIG SET activedefrag yes')],
      },
    ];
  return [
    { message: 'See where it is:', commands: [subject.cli('MEMORY DOCTOR'), subject.cli('MEMORY STATS')] },
  ];
}

export function limitStep(subject: Subject): Step {
  const { bound } = subject;
  const step = { id: 'limit', title: 'Does it fit its memory limit?' } as const;
  const resident = subject.number('used_memory_rss');
  const forking = isPersistent(subject.latest);
  const share = RESIDENT_THRESHOLD[forking ? 'forking' : 'cache'];
  if (!bound || resident === undefined)
    return { ...step, verdict: 'unknown', message: 'No limit is known.', evidence: [], advice: [FIND_LIMIT] };
  const evidence: Evidence[] = [
    {
      field: 'used_memory_rss',
      value: `${bytes(resident)} (${percent(resident / bound.bytes)} of ${bytes(bound.bytes)})`,
      threshold: `at most ${percent(share)}`,
      verdict: resident > bound.bytes ? 'bad' : resident > bound.bytes * share ? 'attention' : 'good',
    },
    ...maxmemoryEvidence(subject, bound.bytes),
    ...bufferEvidence(subject, bound.bytes - resident),
  ];
  const bare = subject.latest.host?.process?.cgroup !== undefined;
  const advice = subject.limited || bare ? [] : [FIND_LIMIT];
  const verdict = worstOf(evidence.map(({ verdict: each }) => each));
  const copied = lastCopies(subject.latest)[0]?.bytes;
  const need = forking
    ? `A fork can copy all of the resident set: ${bytes(2 * resident)} at worst${copied === undefined ? '' : `, ${bytes(resident + copied)} if the next is like the last`}`
    : subject.hasSaved
      ? `Nothing that is set makes it fork, but something has: a fork can copy all of the resident set, ${bytes(2 * resident)} at worst`
      : 'Nothing that is known makes it fork';
  const source =
    subject.limited || bare ? '' : ' If it runs in a container, the limit of that one is not known here.';
  return {
    ...step,
    verdict,
    message: `${need}; the ${bound.what} is ${bytes(bound.bytes)}.${source}`,
    evidence,
    advice,
  };
}

function maxmemoryEvidence(subject: Subject, limit: number): Evidence[] {
  const maxmemory = subject.number('maxmemory') ?? Number(subject.config('maxmemory') ?? Number.NaN);
  if (!Number.isFinite(maxmemory)) return [];
  const verdict: Verdict = maxmemory === 0 ? 'attention' : maxmemory >= limit ? 'bad' : 'good';
  const value = maxmemory === 0 ? '0 (nothing bounds the data)' : bytes(maxmemory);
  return [{ field: 'maxmemory', value, threshold: `above 0, below ${bytes(limit)}`, verdict }];
}

function bufferEvidence(subject: Subject, room: number): Evidence[] {
  const buffers = clientBuffers(subject.latest);
  if (!buffers) return [];
  const verdict: Verdict = room > 0 && buffers.bytes > room / 10 ? 'attention' : 'good';
  return [
    {
      field: buffers.field,
      value: bytes(buffers.bytes),
      threshold: `at most ${bytes(Math.max(0, room) / 10)}, a tenth of what is left`,
      verdict,
    },
  ];
}

const FIND_LIMIT: Advice = {
  message: 'Read the limit where the server runs, and give it with --limit:',
  commands: [
    "kubectl get pod <pod> -o jsonpath='{.spec.containers[*].resources.limits.memory}'",
    'cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes',
  ],
};
