/** What programs of a start script do with files, by their names. */

import type { Command } from './command';

/** They only look, or touch nothing of what is in a file. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...['mkdir', 'chmod', 'chown', 'ls', 'cd', 'umask', 'dirname', 'basename', 'date', 'seq', 'sleep', 'wait'],
  ...['test', '[', '[[', 'true', 'false', ':', 'let', 'expr', 'until', 'exit', 'source', '.'],
  ...['grep', 'cut', 'tr', 'head', 'tail', 'sort', 'wc', 'id', 'whoami', 'hostname'],
  ...[
    'set',
    'export',
    'unset',
    'readonly',
    'local',
    'declare',
    'shift',
    'return',
    'break',
    'continue',
    'trap',
  ],
  ...['nslookup', 'getent', 'dig', 'host', 'ping', 'nc', 'redis-cli', 'valkey-cli', 'keydb-cli'],
]);

/** `Effects` knows what they write. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  ...['cp', 'mv', 'install', 'tee', 'sed', 'perl', 'awk', 'cat', 'echo', 'printf', 'envsubst', 'touch', 'rm'],
]);

/** Whether it has to be looked at: most of a script only waits and prints. */
export const mayWrite = ({ words, redirects }: Command): boolean =>
  redirects.some(({ operator }) => operator === '>' || operator === '>>') ||
  !HARMLESS.has(words[0]?.value ?? '');

/** A program that may change any file that it is told about, and make others. */
export const isUnknown = (name: string): boolean => !HARMLESS.has(name) && !UNDERSTOOD.has(name);
