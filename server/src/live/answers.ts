/** From the replies of one pipeline to an observation. */

import type { Gap, GapReason, Observation } from '../core/observations';
import { parseClients } from './clients';
import { countKeys, isInfo, parseInfo } from './info';
import type { Question } from './questions';

/** One reply in the order of the questions: an error, or what the server said. */
export type Reply = readonly [error: Error | null, value: unknown];

export interface Asked {
  readonly question: Question;
  readonly reply: Reply;
}

/** @param redact takes secrets out of what a server says */
export function observationOf(
  asked: readonly Asked[],
  at: number,
  address: string,
  redact: (text: string) => string,
): Observation | undefined {
  const find = (what: string) => asked.find(({ question }) => question.what === what)?.reply;
  const [, infoText] = find('INFO') ?? [null, undefined];
  const text = typeof infoText === 'string' ? infoText : '';
  const info = parseInfo(text);
  if (!isInfo(info)) return undefined;
  const clients = find('CLIENT LIST')?.[1];
  const stats = find('MEMORY STATS');
  const modules = find('MODULE LIST');
  return {
    at,
    address,
    info,
    keys: countKeys(info, text),
    config: configOf(asked),
    ...(typeof clients === 'string' ? { clients: parseClients(clients) } : {}),
    ...(stats && !stats[0] ? { memoryStats: numbersOf(stats[1]) } : {}),
    ...(modules && !modules[0] ? { modules: namesOf(modules[1]) } : {}),
    gaps: gapsOf(asked, redact),
  };
}

function configOf(asked: readonly Asked[]): Map<string, string> {
  const config = new Map<string, string>();
  for (const { question, reply } of asked) {
    const [name, value] = question.what === 'CONFIG GET' && Array.isArray(reply[1]) ? reply[1] : [];
    if (typeof name === 'string' && name === question.command[2]) config.set(name, String(value));
  }
  return config;
}

/** A flat list of names and values; databases are lists themselves and are passed over. */
function numbersOf(reply: unknown): Map<string, number> {
  const numbers = new Map<string, number>();
  const items: unknown[] = Array.isArray(reply) ? reply : [];
  for (let index = 0; index + 1 < items.length; index += 2) {
    const value = Number(items[index + 1]);
    if (typeof items[index] === 'string' && !Array.isArray(items[index + 1]) && Number.isFinite(value))
      numbers.set(items[index] as string, value);
  }
  return numbers;
}

/** `[['name', 'search', 'ver', 1], …]` */
function namesOf(reply: unknown): string[] {
  return (Array.isArray(reply) ? reply : []).flatMap((module: unknown) => {
    const items: unknown[] = Array.isArray(module) ? module : [];
    const name = items[items.indexOf('name') + 1];
    return items.includes('name') && typeof name === 'string' ? [name.toLowerCase()] : [];
  });
}

/** One gap for each kind of question: CONFIG GET is refused as a whole. */
function gapsOf(asked: readonly Asked[], redact: (text: string) => string): Gap[] {
  const gaps = new Map<string, Gap>();
  for (const { question, reply } of asked) {
    const { what } = question;
    if (reply[0] && !gaps.has(what))
      gaps.set(what, { what, why: reasonOf(reply[0].message), message: redact(firstLine(reply[0].message)) });
  }
  return [...gaps.values()];
}

/** The arguments that a server repeats are left out: they are ours. */
const firstLine = (text: string): string =>
  text.replace(/,? with args beginning with.*$/s, '').split('\n')[0] ?? '';

/** From the words with which servers of all versions refuse (redis.md §4.3). */
export function reasonOf(message: string): GapReason {
  if (/^NOPERM|no permissions? to/i.test(message)) return 'no permission';
  if (/unknown (?:sub)?command|unknown .*subcommand|Try MEMORY HELP/i.test(message)) return 'unknown command';
  if (/timed out/i.test(message)) return 'no answer in time';
  if (/^not asked/.test(message)) return 'not asked';
  if (/^LOADING/i.test(message)) return 'loading';
  return 'refused';
}
