/** Adding an init container to a pod, with the volume that it needs. */

import type { Edit } from '../../model/finding';
import { indentOf, insertEntry, itemIndent, standsIn, type TextOf } from '../../yaml/edit/edit';
import { at } from '../../yaml/tree';
import type { PodTemplate } from './read/objects';

/** The folder of the node in which kernel settings stand. */
const HOST_SYS = ['- name: host-sys', '  hostPath:', '    path: /sys'];

/** Only where the pod has no init containers yet: their order would be somebody's decision. */
export function initContainerEdits({ spec }: PodTemplate, item: readonly string[], text: TextOf): Edit[] {
  const before = spec.entries.get('containers');
  if (spec.flow || !before || at(spec, 'initContainers') !== undefined) return [];
  const lines = ['initContainers:', ...item.map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`)];
  const volumes = at(spec, 'volumes');
  if (volumes === undefined)
    return insertEntry(spec, [...lines, 'volumes:', ...HOST_SYS.map((line) => `  ${line}`)], '', text);
  const last = volumes.kind === 'list' && !volumes.flow ? volumes.items.at(-1) : undefined;
  const entry = spec.entries.get('volumes');
  if (!last || !entry || !standsIn(spec, entry.keyPlace)) return [];
  const source = text(entry.keyPlace);
  // Items may stand as far in as their key.
  const deeper =
    itemIndent(source, last.place.span.start).length - indentOf(source, entry.keyPlace.span.start).length;
  if (deeper < 0) return [];
  const [edit] = insertEntry(
    spec,
    HOST_SYS.map((line) => `${' '.repeat(deeper)}${line}`),
    '',
    text,
    entry,
  );
  return [...insertEntry(spec, lines, '', text, before), ...(edit ? [edit] : [])];
}
