/** What containers tell a server through its command-line client: in their scripts, and in hooks that run after the start. */

import type { Command } from '../../../container/shell/command';
import { parseScript, type Word } from '../../../container/shell/shell';
import { argumentOf, wordOf } from '../../../container/shell/words';
import type { ArgumentWord } from '../../../container/start';
import type { ContainerUnit } from '../../../container/unit';
import type { SourceMap } from '../../../text/source-map';
import { at, itemsAt } from '../../../yaml/tree';
import { scalarsIn, scriptOf } from './init-containers';

export interface ClientCall {
  readonly command: Command;
  /** After the name of the client. */
  readonly options: readonly Word[];
  /** In lower case: a host, or the name of a pod; undefined for a server in the same pod, null where only the cluster knows. */
  readonly host: string | undefined | null;
  /** From the words to the manifest. */
  readonly map: SourceMap;
}

const CLIENTS: ReadonlySet<string> = new Set(['redis-cli', 'valkey-cli', 'keydb-cli']);

/** @param isWanted tells by a text whether it is worth reading */
export function clientCalls(unit: ContainerUnit, isWanted: (text: string) => boolean): ClientCall[] {
  const hook = itemsAt(at(unit.tree, 'lifecycle', 'postStart', 'exec'), 'command');
  const { variables, variablesKnown } = unit;
  const own = scalarsIn(unit.tree).map((word) => argumentOf(word, variables, variablesKnown));
  // The kubelet puts no variables into hooks.
  const started = hook.flatMap((item) => (item.kind === 'scalar' ? [wordOf(item)] : []));
  return [own, started].flatMap((words) => callsIn(words, unit, isWanted));
}

function callsIn(
  words: readonly ArgumentWord[],
  { variables, files }: ContainerUnit,
  isWanted: (text: string) => boolean,
): ClientCall[] {
  if (words.length === 0) return [];
  const mayReadFile = files.mounts.some(({ volume }) => volume.files.size > 0);
  if (!mayReadFile && !words.some(({ value }) => isWanted(value)) && !isWanted(joined(words))) return [];
  const script = scriptOf(words, files);
  if (!script || !isWanted(script.value)) return [];
  const known = variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  return parseScript(script.value, new Map(known)).flatMap((command) => {
    const client = command.words.findIndex(({ value }) => CLIENTS.has(fileName(value)));
    if (client === -1) return [];
    const options = command.words.slice(client + 1);
    return [{ command, options, host: hostOf(options, command.words.slice(0, client)), map: script.map }];
  });
}

const joined = (words: readonly { readonly value: string }[]): string =>
  words.map(({ value }) => value).join(' ');

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function hostOf(options: readonly Word[], before: readonly Word[]): ClientCall['host'] {
  const target = targetOf(options) ?? podOf(before);
  if (target && !target.certain) return null;
  const local = target === undefined || /^(?:localhost|127\.0\.0\.1|::1)$/.test(target.value);
  return local ? undefined : target.value.toLowerCase();
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
