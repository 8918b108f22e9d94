/** The environment of a container, as far as the manifests show it. */

import type { Variable } from '../../../container/environment';
import { expandReferences } from '../../../container/shell/words';
import { factValue } from '../../../model/fact';
import type { LimitInfo } from '../../../server/placement';
import { parseQuantity } from '../../../units/quantity';
import { at, itemsAt, type MapTree, scalarAt, type Tree, textAt } from '../../../yaml/tree';
import type { DataEntries } from './config-data';

/** Finds a ConfigMap or Secret of the namespace; undefined when the manifests do not have it. */
export type DataLookup = (kind: 'ConfigMap' | 'Secret', name: string) => DataEntries | undefined;

/** @param others the containers of the pod, of which `resourceFieldRef` may name one */
export function variablesOf(
  container: MapTree,
  limit: LimitInfo,
  lookup: DataLookup,
  others: readonly MapTree[] = [],
): { variables: Variable[]; known: boolean } {
  const reader = new Reader(container, limit, lookup, others);
  for (const source of itemsAt(container, 'envFrom')) reader.addAll(source);
  for (const entry of itemsAt(container, 'env')) reader.add(entry);
  const open = container.open || ['env', 'envFrom'].some((key) => at(container, key)?.kind === 'hole');
  return { variables: reader.variables, known: reader.known && !open };
}

class Reader {
  readonly variables: Variable[] = [];
  known = true;

  constructor(
    readonly container: MapTree,
    readonly limit: LimitInfo,
    readonly lookup: DataLookup,
    readonly others: readonly MapTree[],
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
    for (const { key, content, encoded } of entries) {
      this.variables.push({
        name: prefix + key,
        value: encoded ? undefined : content?.text,
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
    const source = at(entry, 'valueFrom');
    const value = scalar ? this.#expanded(scalar.text) : written ? undefined : this.#from(source);
    const ofLimit = !written && this.#isOwnLimit(at(source, 'resourceFieldRef'));
    const variable = { name: name.text, value, place: scalar?.place ?? name.place };
    this.variables.push(ofLimit ? { ...variable, ofLimit } : variable);
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
    return this.#resource(at(source, 'resourceFieldRef'));
  }

  /** What is not requested is as much as the limit. */
  #isOwnLimit(reference: Tree | undefined): boolean {
    const resource = textAt(reference, 'resource');
    const requested = memoryOf(this.container, 'requests') !== undefined;
    const isLimit = resource === 'limits.memory' || (resource === 'requests.memory' && !requested);
    return isLimit && this.#named(reference) === this.container;
  }

  /** The container that a reference speaks of: the one that has it, where it names none. */
  #named(reference: Tree | undefined): MapTree | undefined {
    const name = textAt(reference, 'containerName');
    if (name === undefined || name === textAt(this.container, 'name')) return this.container;
    return this.others.find((other) => textAt(other, 'name') === name);
  }

  /** Memory of a container in units of the divisor, rounded up; a limit that it has not would be that of the node. */
  #resource(reference: Tree | undefined): string | undefined {
    const kind = /^(limits|requests)\.memory$/.exec(textAt(reference, 'resource') ?? '')?.[1];
    const container = this.#named(reference);
    if (kind === undefined || !container) return undefined;
    const limit = container === this.container ? factValue(this.limit.bytes) : memoryOf(container, 'limits');
    const bytes = kind === 'requests' ? (memoryOf(container, kind) ?? limit) : limit;
    const divisor = parseQuantity(textAt(reference, 'divisor') ?? '1');
    if (bytes === undefined || !divisor.ok || divisor.bytes < 0) return undefined;
    // The API shows a divisor that nobody wrote as 0.
    return String(Math.ceil(bytes / (divisor.bytes || 1)));
  }

  #reference(source: Tree): ['ConfigMap' | 'Secret' | undefined, string | undefined] {
    const configMap = textAt(source, 'configMapRef', 'name');
    return configMap === undefined
      ? ['Secret', textAt(source, 'secretRef', 'name')]
      : ['ConfigMap', configMap];
  }
}

function memoryOf(container: MapTree, kind: 'limits' | 'requests'): number | undefined {
  const quantity = parseQuantity(textAt(container, 'resources', kind, 'memory') ?? '');
  return quantity.ok && quantity.bytes > 0 ? quantity.bytes : undefined;
}
