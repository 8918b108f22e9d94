/** What is asked of a server in one refresh, all of it in one pipeline and all of it read-only. */

/** Directives that a rule or a diagnosis reads. Never `*`: that would return passwords. */
export const ASKED_DIRECTIVES = [
  'save',
  'appendonly',
  'maxmemory',
  'maxmemory-policy',
  'maxmemory-clients',
  'stop-writes-on-bgsave-error',
  'auto-aof-rewrite-percentage',
  'auto-aof-rewrite-min-size',
  'repl-backlog-size',
  'client-output-buffer-limit',
  'replica-ignore-maxmemory',
  'disable-thp',
  'activedefrag',
  'oom-score-adj',
  'cluster-enabled',
] as const;

export interface Question {
  /** How a gap names it. */
  readonly what: string;
  readonly command: readonly [name: string, ...args: string[]];
}

export const INFO: Question = { what: 'INFO', command: ['info'] };
export const CLIENTS: Question = { what: 'CLIENT LIST', command: ['client', 'list'] };
const MEMORY: Question = { what: 'MEMORY STATS', command: ['memory', 'stats'] };
const MODULES: Question = { what: 'MODULE LIST', command: ['module', 'list'] };

/** One for each directive: several at once are refused before 7.0. */
const CONFIG: readonly Question[] = ASKED_DIRECTIVES.map((name) => ({
  what: 'CONFIG GET',
  command: ['config', 'get', name],
}));

export const QUESTIONS: readonly Question[] = [INFO, ...CONFIG, CLIENTS, MEMORY, MODULES];
