/** ConfigMaps and Secrets by name: which ones a document refers to, and which ones a text may define. */

import { type Tree, textAt } from './tree';

/** Keys under which a pod names them, with the key of the name. */
const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  configMap: ['name'],
  configMapRef: ['name'],
  configMapKeyRef: ['name'],
  secret: ['secretName', 'name'],
  secretRef: ['name'],
  secretKeyRef: ['name'],
};

export function referencesIn(tree: Tree, found = new Set<string>()): ReadonlySet<string> {
  if (tree.kind === 'list') for (const item of tree.items) referencesIn(item, found);
  if (tree.kind !== 'map') return found;
  for (const { key, value } of tree.entries.values()) {
    for (const nameKey of REFERENCES[key] ?? []) {
      const name = textAt(value, nameKey);
      if (name !== undefined) found.add(name);
    }
    referencesIn(value, found);
  }
  return found;
}

const DATA_KIND = /["']?kind["']?\s*:\s*["']?(?:ConfigMap|Secret)\b/;
const NAME = /["']?name["']?\s*:\s*["']?([\w.-]+)/g;

/** Without parsing: all names that stand in a text which holds a ConfigMap or a Secret. */
export function namesOfData(text: string): ReadonlySet<string> {
  if (!DATA_KIND.test(text)) return new Set();
  return new Set([...text.matchAll(NAME)].map((match) => match[1] ?? ''));
}
