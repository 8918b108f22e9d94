/** A service as a container that may run a server. */

import { roleInName } from '../../../container/role-names';
import type { ContainerUnit, WordList } from '../../../container/unit';
import { type Fact, known, unknown } from '../../../model/fact';
import type { TextOf } from '../../../yaml/edit/edit';
import type { MappedText } from '../../../yaml/edit/mapped-text';
import { entriesAt, itemsAt, type ListTree, type ScalarTree } from '../../../yaml/tree';
import { COMPOSE_CONTAINER } from '../dialect';
import { splitWords } from './command-words';
import { variablesOf } from './environment';
import { interpolated } from './interpolate';
import { memoryLimitOf } from './memory-limit';
import {
  type ComposeFiles,
  type Found,
  isScalar,
  itemsOf,
  lastAt,
  mappedOf,
  type Service,
  type TopLevel,
  textOf,
  valuesAt,
} from './service';
import { type Sysctl, sysctlsOf } from './sysctls';
import { mountsOf, type ServiceMounts } from './volumes';

export interface ServiceUnit {
  readonly service: Service;
  readonly unit: ContainerUnit;
  readonly inMemory: ServiceMounts['inMemory'];
  readonly sysctls: readonly Sysctl[];
  /** Containers of the service. */
  readonly replicas: Fact<number>;
  /** Names under which other services reach it, in lower case. */
  readonly hosts: ReadonlySet<string>;
  /** What it runs, for signs that the host is prepared. */
  readonly script: string;
}

export function serviceUnit(service: Service, topLevel: TopLevel, files: ComposeFiles): ServiceUnit {
  const { text } = files;
  const get = (...path: [string, ...string[]]) => lastAt(service, path, text);
  const image = get('image');
  const built = get('build');
  const named = isScalar(image) ? image : undefined;
  const { files: mounted, inMemory } = mountsOf(service, topLevel, files);
  const { variables, known: variablesKnown } = variablesOf(service, files);
  const role = roleInName(service.name);
  const owner = `service ${service.name}`;
  const command = wordList(get('entrypoint'), text);
  const args = wordList(get('command'), text);
  return {
    service,
    unit: {
      owner,
      container: owner,
      dialect: COMPOSE_CONTAINER,
      tree: service.own,
      // What is built under a name need not be what others publish under it.
      image:
        built && built.tree.kind !== 'hole'
          ? undefined
          : named && interpolated(named.tree, named.layer.variables),
      anchor: named?.tree.place ?? (built?.tree.kind === 'scalar' ? built.tree.place : service.place),
      command,
      args,
      variables,
      variablesKnown,
      files: mounted,
      workingDirectory: textOf(get('working_dir')),
      limit: memoryLimitOf(service, text),
      role: role && known(role, { layer: 'manifest', place: service.place }),
      followers: undefined,
      completeness: service.perhaps === 'anything' ? 'fragment' : 'whole',
    },
    inMemory,
    sysctls: sysctlsOf(service, text),
    replicas: replicasOf(get('deploy', 'replicas') ?? get('scale')),
    hosts: hostsOf(service, text),
    script: [command, args].map(scriptText).join(' '),
  };
}

function wordList(found: Found | undefined, text: TextOf): WordList {
  if (found === undefined || (found.tree.kind === 'scalar' && found.tree.null)) return { kind: 'absent' };
  const open: WordList = { kind: 'unknown', place: found.tree.place };
  if (isScalar(found)) {
    const words = splitWords(mappedOf(found, text));
    return words ? { kind: 'words', list: found.tree, words } : open;
  }
  if (found.tree.kind !== 'list') return open;
  const list: ListTree = found.tree;
  const items = itemsOf(found).filter(isScalar);
  if (items.length !== list.items.length || list.open) return open;
  const words = items.map((item) => asScalar(item.tree, mappedOf(item, text)));
  return { kind: 'words', list, words };
}

/** The item itself keeps its place, so that an edit replaces it with its quotes. */
const asScalar = (tree: ScalarTree, mapped: MappedText): ScalarTree =>
  mapped.text === tree.text ? tree : mapped.toScalar(tree.place);

const scriptText = (list: WordList): string =>
  list.kind === 'words' ? list.words.map((word) => word.text).join(' ') : '';

function replicasOf(found: Found | undefined): Fact<number> {
  if (!found || (found.tree.kind === 'scalar' && found.tree.null)) return known(1, { layer: 'manifest' });
  const origin = { layer: 'manifest', place: found.tree.place } as const;
  const text = textOf(found);
  return text !== undefined && /^\d+$/.test(text) ? known(Number(text), origin) : unknown('template', origin);
}

function hostsOf(service: Service, text: TextOf): Set<string> {
  const own = [lastAt(service, ['container_name'], text), lastAt(service, ['hostname'], text)].map(textOf);
  const aliases = valuesAt(service, ['networks'], text).flatMap(({ tree, layer }) =>
    entriesAt(tree).flatMap(({ value }) =>
      itemsAt(value, 'aliases').map((alias) => textOf({ tree: alias, layer })),
    ),
  );
  return new Set([service.name, ...own, ...aliases].flatMap((name) => name?.toLowerCase() ?? []));
}
