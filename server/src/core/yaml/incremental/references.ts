/**
 * ConfigMaps, Secrets and Services by name: the ones that a document refers to, and the ones that a text may define.
 */

import { wordMap } from '../../word-map';
import { type Tree, textAt } from '../tree';

/** Keys of a pod that refer to an object, each with the key of the name. */
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

/** The host of a primary that is followed or watched by a Sentinel, in configuration lines, options and variables. */
const PRIMARY =
  /(?:(?:replicaof|slaveof|(?:master|primary)_host)["'\s,:=-]*(?:value["'\s]*:)?["'\s]*|sentinel[ \t]+monitor[ \t]+\S+[ \t]+)([a-z0-9][\w-]*)/gi;

/** The host that a client connects to: `-h HOST`, `-u redis://HOST`. Used only in texts that trigger saves. */
const CALLED =
  /(?:redis|valkey|keydb)-cli\b[\s\S]{0,200}?["'\s]-[hu]["'\s,-]+(?:[a-z]+:\/\/(?:[^@/\s]*@)?)?([a-z0-9][\w-]*)/gi;
const SAVES = /bgsave|bgrewriteaof|--rdb\b/i;

/** Names of Services through which a server follows, watches or calls another one; found without parsing. */
export function hostsIn(text: string): string[] {
  const patterns = SAVES.test(text) ? [PRIMARY, CALLED] : [PRIMARY];
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match) => match[1]?.toLowerCase() ?? []),
  );
}

const NAMED_KIND = /["']?kind["']?\s*:\s*["']?(?:ConfigMap|Secret|Service)\b/;
const NAME = /["']?name["']?\s*:\s*["']?([\w.-]+)/g;

/** All names in a text that contains a ConfigMap, a Secret or a Service; found without parsing. */
export function namesOfData(text: string): ReadonlySet<string> {
  if (!NAMED_KIND.test(text)) return new Set();
  return new Set([...text.matchAll(NAME)].map((match) => match[1] ?? ''));
}
