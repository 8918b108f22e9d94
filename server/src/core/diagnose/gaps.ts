/** What was not answered, in words: why, what it would have told, and what to grant. */

import { hasRedis, type ServerVersion } from '../model/version';
import type { Gap } from '../observations';
import { wordMap } from '../word-map';

interface Answer {
  /** What its absence costs. */
  readonly without: string;
  /** Of what an ACL user would have to be allowed. */
  readonly grant: string;
  /** The first Redis, by its major number, that knows the command, and whether there is anything to miss before it. */
  readonly since?: { readonly major: number; readonly missed: boolean };
}

const ANSWERS = wordMap<Answer>({
  'CONFIG GET': {
    without: 'settings are unknown, not unset; drift between file and server cannot be seen',
    grant: '+config|get',
  },
  'CLIENT LIST': {
    without: 'the clients with the largest buffers cannot be named',
    grant: '+client|list',
  },
  'MEMORY STATS': {
    without: 'details of the memory are left out',
    grant: '+memory|stats',
    since: { major: 4, missed: true },
  },
  // Before 4.0 there are no modules that could fork.
  'MODULE LIST': {
    without: 'modules that fork cannot be seen',
    grant: '+module|list',
    since: { major: 4, missed: false },
  },
});

/** @param version of the server, where it said so */
export function gapTexts(gaps: readonly Gap[], version: ServerVersion | undefined): string[] {
  return gaps.flatMap((gap) => gapText(gap, version) ?? []);
}

/** @returns undefined where nothing is missed */
function gapText({ what, why, message }: Gap, version: ServerVersion | undefined): string | undefined {
  const { without = 'its answer is missing', grant, since } = ANSWERS.get(what) ?? {};
  const older = version && since && !hasRedis(version, since.major);
  switch (why) {
    case 'no permission':
      return `${what} is not permitted to this user: ${without}.${grant ? ` Grant it with ${grant}.` : ''}`;
    case 'unknown command':
      if (!older)
        return `${what} is not known there (renamed, or not offered by a managed service): ${without}.`;
      return since.missed ? `${what} came with Redis ${since.major}.0: ${without}.` : undefined;
    case 'no answer in time':
      return `${what} was not answered within the time limit: ${without}.`;
    case 'loading':
      return `${what} is not answered while the server loads its data: ${without}.`;
    case 'not asked':
      return `${what} was ${message}: ${without}.`;
    case 'refused':
      return `${what} was refused (${message}): ${without}.`;
  }
}
