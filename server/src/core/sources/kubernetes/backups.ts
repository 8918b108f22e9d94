/** Jobs and sidecars that tell a server to save: each such call forks it, whatever its own configuration says. */

import type { Word } from '../../containers/shell';
import { parseScript } from '../../containers/shell';
import type { ContainerUnit } from '../../containers/unit';
import { argumentOf } from '../../containers/words';
import type { Place } from '../../text/span';
import { scalarsIn, scriptOf } from './init-containers';

export interface BackupCall {
  /** In lower case: a host, or the name of a pod; undefined for a server in the same pod. */
  readonly host: string | undefined;
  readonly place: Place;
}

const CLIENTS: ReadonlySet<string> = new Set(['redis-cli', 'valkey-cli', 'keydb-cli']);

/** Calls of which it is known whom they reach. */
export function backupCalls({ tree, variables, variablesKnown, files }: ContainerUnit): BackupCall[] {
  const words = scalarsIn(tree).map((word) => argumentOf(word, variables, variablesKnown));
  if (!words.some(({ value }) => mayCall(value)) && !files.mounts.some(({ volume }) => volume.files.size > 0))
    return [];
  const script = scriptOf(words, files);
  if (!script || !mayCall(script.value)) return [];
  const known = variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  return parseScript(script.value, new Map(known)).flatMap((command) => {
    const call = callIn(command.words);
    if (!call || call.host === null) return [];
    return [{ host: call.host?.toLowerCase(), place: script.map.place(call.word.span) }];
  });
}

const mayCall = (text: string): boolean => /bgsave|bgrewriteaof|--rdb/i.test(text);

/** @returns a host of null where it is only known when the job runs */
function callIn(words: readonly Word[]): { word: Word; host: string | undefined | null } | undefined {
  const client = words.findIndex(({ value }) => CLIENTS.has(value.slice(value.lastIndexOf('/') + 1)));
  const options = words.slice(client + 1);
  const word = options.find(({ value }) => /^(?:bgsave|bgrewriteaof|--rdb)$/i.test(value));
  if (client === -1 || !word) return undefined;
  const target = targetOf(options) ?? podOf(words.slice(0, client));
  if (target && !target.certain) return { word, host: null };
  const local = target === undefined || /^(?:localhost|127\.0\.0\.1|::1)$/.test(target.value);
  return { word, host: local ? undefined : target.value };
}

/** `-h HOST`, `-u redis://HOST:6379`. */
function targetOf(options: readonly Word[]): Word | undefined {
  const index = options.findIndex(({ value }) => value === '-h' || value === '-u');
  const word = options[index + 1];
  if (index === -1 || !word) return undefined;
  const host = /^[a-z]+:\/\/(?:[^@/]*@)?([^:/]+)/.exec(word.value)?.[1];
  return host === undefined ? word : { ...word, value: host };
}

/** `kubectl exec [options] NAME|deploy/NAME … -- redis-cli`; nobody else runs a client elsewhere. */
function podOf(before: readonly Word[]): Word | undefined {
  const exec = before.findIndex(({ value }) => value === 'exec');
  if (exec <= 0) return undefined;
  const rest = before.slice(exec + 1);
  const index = rest.findIndex(
    ({ value }, at) =>
      !value.startsWith('-') && !/^-[nc]$|^--(?:namespace|container)$/.test(rest[at - 1]?.value ?? ''),
  );
  const word = rest[index];
  return word && { ...word, value: word.value.slice(word.value.lastIndexOf('/') + 1) };
}
