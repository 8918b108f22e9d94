/** The containers of a pod that may run a server, with everything that the manifests say about them. */

import { ContainerFiles, type ContainerFiles as Files, type Volume } from '../../containers/files';
import { roleInName, roleWord } from '../../containers/role-names';
import { runScript } from '../../containers/script-effects';
import { parseScript } from '../../containers/shell';
import { shellQuote } from '../../containers/shell-words';
import type { ArgumentWord } from '../../containers/start';
import type { ContainerUnit, WordList } from '../../containers/unit';
import { argumentOf, wordOf } from '../../containers/words';

import { type Fact, known } from '../../model/fact';
import type { Role } from '../../model/stated';
import { SourceMap } from '../../text/source-map';
import { cover } from '../../text/span';
import {
  at,
  entriesAt,
  itemsAt,
  type ListTree,
  type MapTree,
  type ScalarTree,
  scalarAt,
  type Tree,
  textAt,
} from '../../yaml/tree';
import { type DataLookup, variablesOf } from './environment';
import { memoryLimitOf } from './memory-limit';
import { isFragment, type PodTemplate } from './objects';
import { memoryVolumes, mountsOf, volumesOf } from './volumes';

/** What a pod needs to know of other objects of its namespace. */
export interface PodContext {
  readonly lookup: DataLookup;
  /** `default.memory` of a LimitRange. */
  readonly limitDefault: ScalarTree | undefined;
}

export interface PodUnits {
  readonly template: PodTemplate;
  readonly units: readonly ContainerUnit[];
  /** Scripts of all containers, for signs that the host is prepared. */
  readonly scripts: readonly string[];
  readonly sysctls: readonly { readonly name: ScalarTree; readonly item: Tree; readonly list: ListTree }[];
  /** Volumes in memory, with the word that makes them so. */
  readonly inMemory: ReadonlyMap<string, ScalarTree>;
}

export function podUnits(template: PodTemplate, context: PodContext): PodUnits {
  const { object, spec } = template;
  const volumes = volumesOf(spec, itemsAt(object.tree, 'spec', 'volumeClaimTemplates'), context.lookup);
  const init = mapsAt(spec, 'initContainers');
  const sidecars = init.filter((container) => textAt(container, 'restartPolicy') === 'Always');
  for (const container of init)
    if (!sidecars.includes(container)) runInitContainer(container, volumes, context);
  const containers = [...sidecars, ...mapsAt(spec, 'containers')];
  return {
    template,
    units: containers.map((container) => unitOf(container, template, volumes, context)),
    scripts: [...init, ...mapsAt(spec, 'containers')].map(scriptText),
    sysctls: sysctlsOf(spec),
    inMemory: memoryVolumes(spec),
  };
}

function sysctlsOf(spec: MapTree): PodUnits['sysctls'] {
  const list = at(spec, 'securityContext', 'sysctls');
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item) => {
    const name = scalarAt(item, 'name');
    return name ? [{ name, item, list }] : [];
  });
}

const mapsAt = (tree: Tree, key: string): MapTree[] =>
  itemsAt(tree, key).filter((item): item is MapTree => item.kind === 'map');

function unitOf(
  container: MapTree,
  template: PodTemplate,
  volumes: ReadonlyMap<string, Volume>,
  context: PodContext,
): ContainerUnit {
  const { object, spec } = template;
  const fragment = isFragment(template);
  const limit = memoryLimitOf(
    container,
    at(spec, 'resources'),
    context.limitDefault,
    !fragment && !spec.open,
  );
  const { variables, known: variablesKnown } = variablesOf(container, limit, context.lookup);
  const image = scalarAt(container, 'image');
  const name = scalarAt(container, 'name');
  return {
    owner: `${object.kind}/${object.name}`,
    container: name?.text ?? object.name,
    source: 'kubernetes',
    tree: container,
    image: image?.text,
    head: image?.place ?? name?.place ?? object.place,
    command: wordList(container, 'command'),
    args: wordList(container, 'args'),
    variables,
    variablesKnown,
    files: new ContainerFiles(mountsOf(container, volumes)),
    workingDirectory: textAt(container, 'workingDir'),
    limit,
    role: roleOf(template, name?.text ?? ''),
    followers: undefined,
    fragment,
  };
}

function wordList(container: MapTree, key: string): WordList {
  const list = at(container, key);
  if (list === undefined || (list.kind === 'scalar' && list.null))
    return container.open ? { kind: 'unknown', place: container.place } : { kind: 'absent' };
  if (list.kind !== 'list') return { kind: 'unknown', place: list.place };
  const words = list.items.filter((item): item is ScalarTree => item.kind === 'scalar');
  return words.length === list.items.length && !list.open
    ? { kind: 'words', list, words }
    : { kind: 'unknown', place: list.place };
}

/** Init containers run one after the other; what they write into volumes is there for the server. */
function runInitContainer(
  container: MapTree,
  volumes: ReadonlyMap<string, Volume>,
  context: PodContext,
): void {
  const files = new ContainerFiles(mountsOf(container, volumes));
  const limit = memoryLimitOf(container, undefined, undefined, false);
  const { variables, known: allKnown } = variablesOf(container, limit, context.lookup);
  const script = scriptOf(
    scalarsIn(container).map((word) => argumentOf(word, variables, allKnown)),
    files,
  );
  if (!script) return;
  const values = new Map(
    variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])),
  );
  runScript(parseScript(script.value, values), files, { map: script.map, place: script.place });
}

const scalarsIn = (container: MapTree): ScalarTree[] =>
  [...itemsAt(container, 'command'), ...itemsAt(container, 'args')].filter(
    (item): item is ScalarTree => item.kind === 'scalar',
  );

/** The script that words run: after `-c`, a file that is mounted, or the words themselves. */
function scriptOf(
  words: readonly ArgumentWord[],
  files: Files,
): Pick<ArgumentWord, 'value' | 'map' | 'place'> | undefined {
  const flag = words.findIndex(({ value }) => /^-[a-z]*c[a-z]*$/.test(value));
  if (flag !== -1) return words[flag + 1];
  for (const word of words.slice(0, 2)) {
    const content = files.read(word.value);
    const part = content.kind === 'file' ? content.file.parts[0] : undefined;
    if (part?.kind === 'text' && part.scalar) return wordOf(part.scalar);
  }
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last) return undefined;
  const place = { file: first.place.file, span: cover(first.place.span, last.place.span) };
  const value = words.map((word) => shellQuote(word.value)).join(' ');
  return { value, place, map: SourceMap.coarse(place.file, value.length, place.span) };
}

const scriptText = (container: MapTree): string =>
  scalarsIn(container)
    .map(({ text }) => text)
    .join(' ');

/** Labels and names say which role a pod starts with; what the configuration says counts more (kubernetes.md A.9). */
function roleOf({ object, template }: PodTemplate, container: string): Fact<Role> | undefined {
  const labels = [
    ...entriesAt(template, 'metadata', 'labels'),
    ...entriesAt(object.tree, 'metadata', 'labels'),
  ];
  for (const key of ['role', 'redis-role', 'app.kubernetes.io/component', 'redisfailovers-role', 'tier']) {
    const label = labels.find((entry) => entry.key === key)?.value;
    if (label?.kind !== 'scalar') continue;
    const role = roleWord(label.text);
    if (role) return known(role, { layer: 'manifest', place: label.place });
  }
  const names = [object.name, ...(object.build?.formerNames ?? []), container];
  const role = names.map(roleInName).find((one) => one !== undefined);
  return role && known(role, { layer: 'manifest', place: object.place });
}
