/** The services of a stack of compose files, with what they extend and what the files include. */

import type { FileId } from '../../text/span';
import { WorkBudget } from '../../text/work-budget';
import { type LimitReached, limitMessage, MOST_COMPOSE_FILES } from '../../work-limits';
import { at, type MapTree, scalarAt, type Tree, textAt } from '../../yaml/tree';
import { projectVariables } from './read/environment';
import {
  type ComposeFiles,
  type Found,
  type Layer,
  projectPath,
  type Service,
  type TopLevel,
} from './read/service';
import { type ComposeStack, includesOf } from './stacks';

export interface ComposeApp {
  readonly services: readonly Service[];
  readonly topLevel: TopLevel;
  /** The limit that its files reached. */
  readonly limit: LimitReached | undefined;
}

/** Files that include each other, services that extend each other: deeper is a loop. */
const DEPTH_LIMIT = 16;

/** What a file says, and how its paths and variables are read. */
type Document = Layer;

/** @param treesOf the compose documents of a file */
export function composeApp(
  { files: stacked, perhaps }: ComposeStack,
  files: ComposeFiles,
  treesOf: (file: FileId) => readonly MapTree[],
): ComposeApp {
  const variables = projectVariables(stacked[0], files);
  const read = (file: FileId, from: FileId): Document[] =>
    treesOf(file).map((tree) => ({ tree, from, variables }));
  const documents = stacked.flatMap((file) => read(file, stacked[0]));
  const builder = new Builder(files, treesOf);
  const below = perhaps === 'anything' ? perhaps : perhaps.flatMap((file) => treesOf(file));
  const own = builder.services(documents, below);
  const included = documents.flatMap((document) => builder.included(document, 0));
  const services = new Map(
    [...included.flatMap(({ services }) => services), ...own].map((one) => [one.name, one]),
  );
  return {
    limit: builder.limited ? limitOf(documents) : undefined,
    services: builder.limited
      ? [...services.values()].map((one) => ({ ...one, perhaps: 'anything' as const }))
      : [...services.values()],
    topLevel: (section, name) =>
      [...included.flatMap((one) => one.documents), ...documents].reduce<Found | undefined>(
        (found, layer) => {
          const tree = at(layer.tree, section, name);
          return tree ? { tree, layer } : found;
        },
        undefined,
      ),
  };
}

/** At the first key of the project's first file. */
function limitOf([first]: readonly Document[]): LimitReached | undefined {
  const place = [...(first?.tree.entries.values() ?? [])][0]?.keyPlace;
  return place && { place, message: limitMessage(`${MOST_COMPOSE_FILES} files of this project`) };
}

interface Included {
  readonly documents: readonly Document[];
  readonly services: readonly Service[];
}

class Builder {
  /** A file that includes the next one twice doubles with every step. */
  readonly #budget = new WorkBudget(MOST_COMPOSE_FILES, 0);

  constructor(
    readonly files: ComposeFiles,
    readonly treesOf: (file: FileId) => readonly MapTree[],
  ) {}

  get limited(): boolean {
    return this.#budget.isSpent;
  }

  services(documents: readonly Document[], below: readonly MapTree[] | 'anything'): Service[] {
    const names = new Set(
      documents.flatMap(({ tree }) => {
        const services = at(tree, 'services');
        return services?.kind === 'map' ? [...services.entries.keys()] : [];
      }),
    );
    return [...names].flatMap((name) => this.#service(name, documents, below) ?? []);
  }

  /** Each with its own folder and variables, and one namespace for all. */
  included({ tree, from, variables }: Document, depth: number): Included[] {
    if (depth > DEPTH_LIMIT) return [];
    return includesOf(tree).flatMap(({ paths }) => {
      const targets = paths.flatMap((path) => projectPath(path, from) ?? []);
      const [first] = targets;
      if (first === undefined || !this.#budget.step(targets.length)) return [];
      const own = projectVariables(first, this.files);
      const both = (name: string) => own(name) ?? variables(name);
      const documents = targets.flatMap((file) =>
        this.treesOf(file).map((one) => ({ tree: one, from: first, variables: both })),
      );
      const inner = documents.flatMap((document) => this.included(document, depth + 1));
      return [{ documents, services: this.services(documents, []) }, ...inner];
    });
  }

  #service(
    name: string,
    documents: readonly Document[],
    below: readonly MapTree[] | 'anything',
  ): Service | undefined {
    const layers: Layer[] = [];
    let open = false;
    let place: Service['place'] | undefined;
    let own: MapTree | undefined;
    for (const document of documents) {
      const services = at(document.tree, 'services');
      const entry = services?.kind === 'map' ? services.entries.get(name) : undefined;
      if (entry?.value.kind !== 'map') continue;
      place = entry.keyPlace;
      own ??= entry.value;
      const layer = { ...document, tree: entry.value };
      const extended = this.#extended(layer, document, documents, 0);
      open ||= extended === undefined || entry.value.open;
      layers.push(...(extended ?? []), layer);
    }
    // Compose refuses a service that says neither: the file is meant over another one.
    open ||= !layers.some(({ tree }) => ['image', 'build'].some((key) => tree.entries.has(key)));
    const [first, ...rest] = layers;
    if (!first || !place || !own) return undefined;
    const maps = below === 'anything' ? [] : below.flatMap((tree) => mapAt(tree, 'services', name));
    return {
      name,
      place,
      layers: [first, ...rest],
      own,
      perhaps: open || below === 'anything' ? 'anything' : maps,
    };
  }

  /** @returns the layers below it; undefined where the project does not have them */
  #extended(
    layer: Layer,
    document: Document,
    documents: readonly Document[],
    depth: number,
  ): Layer[] | undefined {
    const written = at(layer.tree, 'extends');
    if (written === undefined) return [];
    const name = written.kind === 'scalar' ? written.text : textAt(written, 'service');
    const path = scalarAt(written, 'file')?.text;
    const file = path === undefined ? undefined : projectPath(path, document.from);
    const from = path === undefined ? documents : file === undefined ? [] : this.#read(file, document);
    const target = from.findLast(({ tree }) => at(tree, 'services', name ?? '')?.kind === 'map');
    const tree = at(target?.tree, 'services', name ?? '');
    if (!target || tree?.kind !== 'map' || depth > DEPTH_LIMIT || !this.#budget.step()) return undefined;
    const below = { ...target, tree };
    const deeper = this.#extended(below, target, from, depth + 1);
    return deeper && [...deeper, below];
  }

  #read(file: FileId, { variables }: Document): Document[] {
    return this.treesOf(file).map((tree) => ({ tree, from: file, variables }));
  }
}

const mapAt = (tree: Tree, ...keys: readonly string[]): MapTree[] => {
  const found = at(tree, ...keys);
  return found?.kind === 'map' ? [found] : [];
};
