/** String directives whose text the server checks (the is_valid_fn column of the configuration table, 7.0.15). */

import { refuses, type Verdict } from './setting';

const PLAIN_NAMES: ReadonlySet<string> = new Set(['dbfilename', 'appendfilename', 'appenddirname']);

/** Longest host name plus NUL: NET_HOST_STR_LEN, server.h. */
const HOST_NAME_LIMIT = 256;

const TITLE_VARIABLES: ReadonlySet<string> = new Set([
  'title',
  'listen-addr',
  'server-mode',
  'port',
  'tls-port',
  'unixsocket',
  'config-file',
]);

/** @returns a refusal, or undefined when the text passes. */
export function checkText(name: string, value: string): Verdict | undefined {
  if (PLAIN_NAMES.has(name)) return checkPlainName(name, value);
  if (name === 'cluster-announce-hostname') return checkHostName(value);
  if (name === 'proc-title-template') return checkTitle(value);
  return undefined;
}

function checkPlainName(name: string, value: string): Verdict | undefined {
  if (/[/\\]/.test(value))
    return refuses('other', `${name} is a plain name in the data directory, not a path`, 0);
  return value === '' && name !== 'dbfilename' ? refuses('other', `${name} must not be empty`, 0) : undefined;
}

function checkHostName(value: string): Verdict | undefined {
  if (value.length >= HOST_NAME_LIMIT) return refuses('other', 'a host name has at most 255 characters', 0);
  return /[^A-Za-z0-9.-]/.test(value)
    ? refuses('other', 'a host name has only letters, digits, hyphens and dots', 0)
    : undefined;
}

/** `expandProcTitleTemplate` (server.c) through sdstemplate: every `{name}` must be known, `{{` is a brace. */
function checkTitle(value: string): Verdict | undefined {
  const unknown = [...value.replaceAll('{{', '').matchAll(/\{([^}]*)(\}?)/g)].find(
    ([, variable = '', close]) => close === '' || !TITLE_VARIABLES.has(variable),
  );
  if (unknown) return refuses('other', `${unknown[0]} is not a variable of the process title`, 0);
  return value.trim() === '' ? refuses('other', 'the process title must not be empty', 0) : undefined;
}
