/** Steps about settings: those of the kernel, and what makes the server fork. */

import { infoText } from '../observations';
import { type Advice, type Evidence, type Step, type Verdict, worstOf } from './diagnosis';
import { type Subject, span } from './subject';

const PAGES = '/sys/kernel/mm/transparent_hugepage/enabled';
const OVERCOMMIT = '/proc/sys/vm/overcommit_memory';

const READ_KERNEL: Advice = {
  message: 'No process of it is seen on this machine. Where it runs:',
  commands: [`cat ${PAGES} ${OVERCOMMIT}`, 'uname -r'],
};

export function kernelStep(subject: Subject): Step {
  const { host } = subject.latest;
  const step = { id: 'kernel', title: 'Do huge pages and overcommit suit a fork?' } as const;
  if (!host) {
    const message = 'The kernel of its machine cannot be read from here.';
    return { ...step, verdict: 'unknown', message, evidence: [], advice: [READ_KERNEL] };
  }
  const allowed = host.process?.hugePagesAllowed;
  const huge = host.hugePages === 'always' && allowed !== false;
  const old = host.kernel !== undefined && host.kernel < 5008;
  const refuses = overcommitRefuses(host.overcommit, host.kernel);
  const evidence: Evidence[] = [];
  if (host.hugePages !== undefined)
    evidence.push({
      field: PAGES,
      value: `${host.hugePages}${allowed === false ? ' (the server has opted out)' : ''}`,
      threshold: 'madvise or never',
      verdict: huge ? (old ? 'bad' : 'attention') : 'good',
    });
  if (host.overcommit !== undefined)
    evidence.push({
      field: OVERCOMMIT,
      value: String(host.overcommit),
      threshold: '1, or 0 from Linux 5.2 on',
      verdict: refuses,
    });
  if (evidence.length === 0)
    return {
      ...step,
      verdict: 'unknown',
      message: 'The kernel did not say.',
      evidence,
      advice: [READ_KERNEL],
    };
  const message = [
    huge ? hugePagesText(old) : 'Huge pages do no harm here.',
    refuses === 'good' ? 'The kernel does not refuse forks.' : overcommitText(refuses),
  ].join(' ');
  return {
    ...step,
    verdict: worstOf(evidence.map(({ verdict }) => verdict)),
    message,
    evidence,
    advice: kernelAdvice(huge, refuses),
  };
}

/** Mode 0 refuses a fork on old kernels only (8c7829b04c52, Linux 5.2); mode 2 on every one. */
function overcommitRefuses(mode: number | undefined, kernel: number | undefined): Verdict {
  if (mode === undefined || mode === 1) return 'good';
  if (mode === 2) return 'bad';
  return kernel !== undefined && kernel < 5002 ? 'bad' : 'good';
}

const hugePagesText = (old: boolean): string =>
  old
    ? 'Huge pages are on for the server, and this kernel (before 5.8) copies 2 MiB for every page written while a fork runs.'
    : 'Huge pages are on for the server. From Linux 5.8 on they do not make a fork copy more, but the child cannot give memory back.';

const overcommitText = (verdict: Verdict): string =>
  verdict === 'bad'
    ? 'The kernel may refuse a fork although memory is free: a save then fails with "Cannot allocate memory".'
    : '';

function kernelAdvice(huge: boolean, refuses: Verdict): Advice[] {
  const pages: Advice = {
    message: 'Until the next start of the machine (root, for the whole machine):',
    commands: [`echo madvise > ${PAGES}`],
  };
  const overcommit: Advice = {
    message: 'For good (root, for the whole machine):',
    commands: [
      'sysctl -w vm.overcommit_memory=1',
      'echo vm.overcommit_memory=1 > /etc/sysctl.d/60-redis.conf',
    ],
  };
  return [...(huge ? [pages] : []), ...(refuses === 'good' ? [] : [overcommit])];
}

export function saveStep(subject: Subject): Step {
  const step = { id: 'save', title: 'What makes it fork?' } as const;
  const save = subject.config('save');
  const onPrimary = infoText(subject.latest, 'role') === 'master' && (save ?? '') !== '';
  const evidence = saveEvidence(subject, save, onPrimary);
  if (save === undefined) {
    const known = forkReasons(subject, '');
    const others = known.length === 0 ? '' : ` It forks for ${known.join(', ')} in any case.`;
    const message = `CONFIG GET is not answered here, so that the save points are unknown, not unset.${others}${savedText(subject)}`;
    return { ...step, verdict: 'unknown', message, evidence, advice: [] };
  }
  const reasons = forkReasons(subject, save);
  if (reasons.length === 0) {
    const message = subject.hasSaved
      ? `Nothing that is set.${savedText(subject)} Somebody or a backup job runs BGSAVE, or a replica came.`
      : 'Nothing that is set: only BGSAVE or BGREWRITEAOF typed by somebody, or a first replica.';
    return { ...step, verdict: 'good', message, evidence, advice: [] };
  }
  const primary = onPrimary ? ' It is a primary, so that clients write while it saves.' : '';
  return {
    ...step,
    verdict: onPrimary ? 'attention' : 'good',
    message: `It forks for ${reasons.join(', ')}.${primary}`,
    evidence,
    advice: onPrimary ? [saveAdvice(subject)] : [],
  };
}

function savedText(subject: Subject): string {
  const saved = subject.number('rdb_last_save_time');
  if (!subject.hasSaved || saved === undefined) return '';
  return ` It has saved, last ${span(Math.max(0, subject.latest.at / 1000 - saved))} ago.`;
}

function saveEvidence(subject: Subject, save: string | undefined, onPrimary: boolean): Evidence[] {
  const aof = aofOf(subject);
  return [
    ...(save === undefined
      ? []
      : [
          {
            field: 'save',
            value: save === '' ? '"" (no save points)' : save,
            ...(onPrimary ? { threshold: '"" on a primary' } : {}),
            verdict: onPrimary ? ('attention' as const) : ('good' as const),
          },
        ]),
    ...(aof === undefined ? [] : [{ field: 'appendonly', value: aof, verdict: 'good' as const }]),
    ...subject.plain('role', 'good'),
    ...subject.plain('connected_slaves', 'good'),
  ];
}

const aofOf = (subject: Subject): string | undefined =>
  subject.config('appendonly') ?? (subject.number('aof_enabled') === 1 ? 'yes' : undefined);

/** Each completes "It forks for …". */
function forkReasons(subject: Subject, save: string): string[] {
  const replicas = subject.number('connected_slaves') ?? 0;
  const searches = subject.latest.modules?.some((name) => name === 'search' || name === 'ft') ?? false;
  return [
    ...(save === '' ? [] : [`save points ${save}`]),
    ...(aofOf(subject) === 'yes' ? ['rewrites of the AOF'] : []),
    ...(replicas > 0
      ? [
          replicas === 1
            ? 'full synchronizations of its replica'
            : `full synchronizations of its ${replicas} replicas`,
        ]
      : []),
    ...(searches ? ['the garbage collection of the search module'] : []),
  ];
}

const saveAdvice = (subject: Subject): Advice => ({
  message:
    'If a replica or a backup keeps the data, turn the save points off here. The second command writes it into the configuration file, where there is one; in Kubernetes change the manifest instead:',
  commands: [subject.cli('CONFIG SET save ""'), subject.cli('CONFIG REWRITE')],
});
