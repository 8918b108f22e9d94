/**
 * String directives whose text the server checks: the is_valid_fn column of the configuration table (7.0.15, 8.0.6, Valkey
 * 8.0.1 and, measured, 9.1.2), and what the parsers of older versions compare.
 */

import type { DirectiveInfo } from '../catalogue/directives';
import { hasRedis, hasValkey, type ServerVersion } from '../model/version';
import { wordMap } from '../word-map';
import { isIpv4, isIpv6 } from './addresses';
import { refuses, type Verdict } from './setting';

/** Longest host name plus NUL: NET_HOST_STR_LEN, server.h. */
const HOST_NAME_LIMIT = 256;

/** CONFIG_AUTHPASS_MAX_LEN, server.h of 2.8 to 6.0. */
const OLD_PASSWORD_LIMIT = 512;

const TITLE_VARIABLES: ReadonlySet<string> = new Set([
  'title',
  'listen-addr',
  'server-mode',
  'port',
  'tls-port',
  'unixsocket',
  'config-file',
]);

type Check = (name: string, value: string, version: ServerVersion) => Verdict | undefined;

const CHECKS = wordMap<Check>({
  dbfilename: checkPlainName,
  appendfilename: checkPlainName,
  appenddirname: checkPlainName,
  'cluster-config-file': (name, value, version) =>
    value === '' && hasValkey(version, 8) ? empty(name) : undefined,
  'cluster-announce-hostname': checkHostName,
  'cluster-announce-human-nodename': checkNodeName,
  'cluster-announce-ip': (name, value, version) =>
    hasValkey(version, 9, 1) ? checkCharacters(name, value, NEWER_NODE_NAME) : undefined,
  'cluster-announce-client-ipv4': (name, value) =>
    value === '' || isIpv4(value) ? undefined : refuses('other', `${name} takes an IPv4 address`, 0),
  'cluster-announce-client-ipv6': (name, value) =>
    value === '' || isIpv6(value) ? undefined : refuses('other', `${name} takes an IPv6 address`, 0),
  'proc-title-template': (_, value) => checkTitle(value),
  requirepass: (name, value, version) =>
    value.length > OLD_PASSWORD_LIMIT && !hasRedis(version, 6, 2)
      ? refuses('other', `${name} has at most ${OLD_PASSWORD_LIMIT} characters in this version`, 0)
      : undefined,
});

/** @returns a refusal, or undefined when the text passes. */
export function checkText(
  { key, name }: DirectiveInfo,
  version: ServerVersion,
  value: string,
): Verdict | undefined {
  return CHECKS.get(key)?.(name, value, version);
}

const empty = (name: string): Verdict => refuses('other', `${name} must not be empty`, 0);

function checkPlainName(name: string, value: string, version: ServerVersion): Verdict | undefined {
  if (/[/\\]/.test(value))
    return refuses('other', `${name} is a plain name in the data directory, not a path`, 0);
  const mayBeEmpty = name === 'dbfilename' ? !hasValkey(version, 8) : !hasRedis(version, 7);
  return value === '' && !mayBeEmpty ? empty(name) : undefined;
}

function checkHostName(_: string, value: string): Verdict | undefined {
  if (value.length >= HOST_NAME_LIMIT) return refuses('other', 'a host name has at most 255 characters', 0);
  return /[^A-Za-z0-9.-]/.test(value)
    ? refuses('other', 'a host name has only letters, digits, hyphens and dots', 0)
    : undefined;
}

/** `isValidAuxChar`, cluster.c: Valkey 8.0 lets the colon pass; 9.1 refuses much more (every character was tried). */
const NODE_NAME = /[!#$%&()*+:;<>?@[\]^{|}~]/;
const NODE_NAME_WITH_COLON = /[!#$%&()*+;<>?@[\]^{|}~]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the server refuses them
const NEWER_NODE_NAME = /[\x01-,;<=>?@[\\\]^{|}~\x7f]/;

function checkNodeName(name: string, value: string, version: ServerVersion): Verdict | undefined {
  if (hasValkey(version, 9, 1)) return checkCharacters(name, value, NEWER_NODE_NAME);
  return checkCharacters(name, value, hasValkey(version, 8) ? NODE_NAME_WITH_COLON : NODE_NAME);
}

function checkCharacters(name: string, value: string, refused: RegExp): Verdict | undefined {
  const character = refused.exec(value)?.[0];
  return character === undefined
    ? undefined
    : refuses('other', `${name} must not contain ${character === ' ' ? 'blanks' : `"${character}"`}`, 0);
}

/**
 * `expandProcTitleTemplate` (server.c) through sdstemplate: every `{name}` must be known, `{{` is a brace. The check is made
 * with an empty title, and only blanks are trimmed.
 */
function checkTitle(value: string): Verdict | undefined {
  const unknown = [...value.replaceAll('{{', '').matchAll(/\{([^}]*)(\}?)/g)].find(
    ([, variable = '', close]) => close === '' || !TITLE_VARIABLES.has(variable),
  );
  if (unknown) return refuses('other', `${unknown[0]} is not a variable of the process title`, 0);
  return /^ *$/.test(value.replaceAll('{title}', ''))
    ? refuses('other', 'the process title must not be empty', 0)
    : undefined;
}
