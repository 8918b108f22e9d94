/** The environment of a container, as far as the manifests show it. */

import type { Variable } from '../../containers/environment';
import type { LimitInfo } from '../../containers/unit';
import { expandReferences } from '../../containers/words';
import { factValue } from '../../model/fact';
import { parseQuantity } from '../../units/quantity';
import { at, itemsAt, type MapTree, scalarAt, type Tree, textAt } from '../../yaml/tree';
import type { DataEntry } from './config-data';

/** Finds a ConfigMap or Secret of the namespace; undefined when the manifests do not have it. */
export type DataLookup = (kind: 'ConfigMap' | 'Secret', name: string) => readonly DataEntry[] | undefined;

export function variablesOf(
  container: MapTree,
  limit: LimitInfo,
  lookup: DataLookup,
): { variables: Variable[]; known: boolean } {
  const reader = new Reader(limit, lookup);
  for (const source of itemsAt(container, 'envFrom')) reader.addAll(source);
  for (const entry of itemsAt(container, 'env')) reader.add(entry);
  const open = container.open || ['env', 'envFrom'].some((key) => at(container, key)?.kind === 'hole');
  return { variables: reader.variables, known: reader.known && !open };
}

class Reader {
  readonly variables: Variable[] = [];
  known = true;

  constructor(
    readonly limit: LimitInfo,
    readonly lookup: DataLookup,
  ) {}

  /** `envFrom`: every key becomes a variable. */
  addAll(source: Tree): void {
    const [kind, name] = this.#reference(source);
    const entries = kind && name ? this.lookup(kind, name) : undefined;
    if (!entries) {
      this.known = false;
      return;
    }
    const prefix = textAt(source, 'prefix') ?? '';
    for (const { key, content } of entries) {
      this.variables.push({
        name: prefix + key,
        value: content?.text,
        place: content?.place ?? source.place,
      });
    }
  }

  /** `env`: later entries see earlier ones through `$(NAME)`. */
  add(entry: Tree): void {
    const name = scalarAt(entry, 'name');
    if (!name) {
      if (entry.kind !== 'map') this.known = false;
      return;
    }
    const written = at(entry, 'value');
    const scalar = written?.kind === 'scalar' ? written : undefined;
    const value = scalar
      ? this.#expanded(scalar.text)
      : written
        ? undefined
        : this.#from(at(entry, 'valueFrom'));
    this.variables.push({ name: name.text, value, place: scalar?.place ?? name.place });
  }

  #expanded(text: string): string | undefined {
    const { value, certain } = expandReferences(text, this.variables, this.known);
    return certain ? value : undefined;
  }

  /** No `valueFrom` at all is an empty variable. */
  #from(source: Tree | undefined): string | undefined {
    if (source === undefined) return '';
    const reference = at(source, 'configMapKeyRef');
    if (reference) {
      const entries = this.lookup('ConfigMap', textAt(reference, 'name') ?? '');
      return entries?.find(({ key }) => key === textAt(reference, 'key'))?.content?.text;
    }
    return this.#ownLimit(at(source, 'resourceFieldRef'));
  }

  /** The limit of the container itself, rounded up; without one it would be that of the node. */
  #ownLimit(reference: Tree | undefined): string | undefined {
    const bytes = factValue(this.limit.bytes);
    if (
      textAt(reference, 'resource') !== 'limits.memory' ||
      bytes === undefined ||
      textAt(reference, 'containerName')
    )
      return undefined;
    const divisor = parseQuantity(textAt(reference, 'divisor') ?? '1');
    return divisor.ok && divisor.bytes > 0 ? String(Math.ceil(bytes / divisor.bytes)) : undefined;
  }

  #reference(source: Tree): ['ConfigMap' | 'Secret' | undefined, string | undefined] {
    const configMap = textAt(source, 'configMapRef', 'name');
    return configMap === undefined
      ? ['Secret', textAt(source, 'secretRef', 'name')]
      : ['ConfigMap', configMap];
  }
}
