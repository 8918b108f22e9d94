/** ConfigMaps, Secrets and Services by name: which ones a document refers to, and which ones a text may define. */

import { wordMap } from '../../word-map';
import { type Tree, textAt } from '../tree';

/** Keys under which a pod names them, with the key of the name. */
const REFERENCES = wordMap<readonly string[]>({
  configMap: ['name'],
  configMapRef: ['name'],
  configMapKeyRef: ['name'],
  secret: ['secretName', 'name'],
  secretRef: ['name'],
  secretKeyRef: ['name'],
});

export function referencesIn(tree: Tree, found = new Set<string>()): ReadonlySet<string> {
  if (tree.kind === 'list') for (const item of tree.items) referencesIn(item, found);
  if (tree.kind !== 'map') return found;
  for (const { key, value } of tree.entries.values()) {
    for (const nameKey of REFERENCES.get(key) ?? []) {
      const name = textAt(value, nameKey);
      if (name !== undefined) found.add(name);
    }
    referencesIn(value, found);
  }
  return found;
}

/** A primary that is followed or that a Sentinel watches, by its host in any form: lines of a file, options, variables. */
const PRIMARY =
  /(?:(?:replicaof|slaveof|(?:master|primary)_host)["'\s,:=-]*(?:value["'\s]*:)?["'\s]*|sentinel[ \t]+monitor[ \t]+\S+[ \t]+)([a-z0-9][\w-]*)/gi;

/** A server that a client is called with: `-h HOST`, `-u redis://HOST`. Looked for where one is told to save. */
const CALLED =
  /(?:redis|valkey|keydb)-cli\b[\s\S]{0,200}?["'\s]-[hu]["'\s,-]+(?:[a-z]+:\/\/(?:[^@/\s]*@)?)?([a-z0-9][\w-]*)/gi;
const SAVES = /bgsave|bgrewriteaof|--rdb\b/i;

/** Names of Services through which one server follows, watches or calls another; without parsing. */
export function hostsIn(text: string): string[] {
  const patterns = SAVES.test(text) ? [PRIMARY, CALLED] : [PRIMARY];
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match) => match[1]?.toLowerCase() ?? []),
  );
}

const NAMED_KIND = /["']?kind["']?\s*:\s*["']?(?:ConfigMap|Secret|Service)\b/;
const NAME = /["']?name["']?\s*:\s*["']?([\w.-]+)/g;

/** Without parsing: all names that stand in a text which holds a ConfigMap, a Secret or a Service. */
export function namesOfData(text: string): ReadonlySet<string> {
  if (!NAMED_KIND.test(text)) return new Set();
  return new Set([...text.matchAll(NAME)].map((match) => match[1] ?? ''));
}
