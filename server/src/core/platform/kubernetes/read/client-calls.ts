/** What containers tell a server through its command-line client: in their scripts, and in hooks that run after the start. */

import type { VirtualFile } from '../../../container/files';
import { readImage } from '../../../container/image/image';
import { runContext } from '../../../container/image/scripts';
import { runWords } from '../../../container/shell/run';
import { argumentOf, wordOf } from '../../../container/shell/words';
import type { ArgumentWord } from '../../../container/start';
import type { ContainerUnit } from '../../../container/unit';
import { at, itemsAt } from '../../../yaml/tree';
import { scalarsIn } from './init-containers';

export interface ClientCall {
  /** It surely runs. */
  readonly certain: boolean;
  /** After the name of the client. */
  readonly options: readonly ArgumentWord[];
  /** In lower case: a host, or the name of a pod; undefined for a server in the same pod, null where only the cluster knows. */
  readonly host: string | undefined | null;
}

const CLIENTS: ReadonlySet<string> = new Set(['redis-cli', 'valkey-cli', 'keydb-cli']);
/** Directly, or in another pod. */
const CALLED: ReadonlySet<string> = new Set([...CLIENTS, 'kubectl', 'oc']);

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
  { variables, variablesKnown, files, image }: ContainerUnit,
  isWanted: (text: string) => boolean,
): ClientCall[] {
  if (words.length === 0) return [];
  const texts = files.mounts.flatMap(({ volume }) => [...volume.files.values()].flatMap(textsOf));
  if (!isWanted(words.map(({ value }) => value).join(' ')) && !texts.some(isWanted)) return [];
  const info = image === undefined ? undefined : readImage(image);
  const context = runContext(info, { variables, variablesKnown, files, wanted: CALLED });
  const { calls } = runWords(words, context);
  return calls.flatMap(({ words: call, certain }) => {
    const client = call.findIndex(({ value }) => CLIENTS.has(fileName(value)));
    if (client === -1) return [];
    const options = call.slice(client + 1);
    return [{ certain, options, host: hostOf(options, call.slice(0, client)) }];
  });
}

const textsOf = ({ parts }: VirtualFile): string[] =>
  parts.flatMap((part) => (part.kind === 'text' ? [part.config.text] : []));

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function hostOf(options: readonly ArgumentWord[], before: readonly ArgumentWord[]): ClientCall['host'] {
  const target = targetOf(options) ?? podOf(before);
  if (target && !target.certain) return null;
  const local = target === undefined || /^(?:localhost|127\.0\.0\.1|::1)$/.test(target.value);
  return local ? undefined : target.value.toLowerCase();
}

/** `-h HOST`, `-u redis://HOST:6379`. */
function targetOf(options: readonly ArgumentWord[]): ArgumentWord | undefined {
  const index = options.findIndex(({ value }) => value === '-h' || value === '-u');
  const word = options[index + 1];
  if (index === -1 || !word) return undefined;
  const host = /^[a-z]+:\/\/(?:[^@/]*@)?([^:/]+)/.exec(word.value)?.[1];
  return host === undefined ? word : { ...word, value: host };
}

/** `kubectl exec [options] NAME|deploy/NAME … -- redis-cli`; nobody else runs a client elsewhere. */
function podOf(before: readonly ArgumentWord[]): ArgumentWord | undefined {
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
