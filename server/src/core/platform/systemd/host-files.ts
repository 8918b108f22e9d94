/**
 * Which file of a project a path of the machine means. A project is not the machine, so that only three things count:
 * the root that the folder of the unit tells (`files/etc/systemd/system` has its root in `files`), the very same path,
 * and a file of the same name beside the unit, as packages and roles of Ansible have them.
 */

import { resolvePath } from '../../project/include';
import type { Lookups } from '../../project/lookups';
import { baseName, folderOf } from '../../text/paths';
import type { FileId } from '../../text/span';
import { withoutTemplateEnding } from '../../text/template-names';
import type { HostFile, HostFiles } from './read/host-files';

/**
 * @param unit the file that names the paths
 * @param root of the machine, where it is known
 */
export function hostFiles(unit: FileId, root: FileId | undefined, lookups: Lookups): HostFiles {
  const ending = unit.slice(withoutTemplateEnding(unit).length);
  const candidates = (path: string): FileId[] => {
    const found = filesMeant(path, unit, root);
    // A template is rendered beside the templates of what it names.
    return ending === '' ? found : found.flatMap((file) => [file, `${file}${ending}`]);
  };
  return {
    textAt(path): HostFile | undefined {
      for (const file of candidates(path)) {
        const text = lookups.content(file);
        if (text !== undefined) return { file, text };
      }
      return undefined;
    },
  };
}

/** Beside the unit stands what has no other place: a relative path is one of its folder. */
export function filesMeant(path: string, unit: FileId, root: FileId | undefined): FileId[] {
  if (!path.startsWith('/')) return [resolvePath(path, unit)];
  if (root !== undefined) return [`${root}${path}`];
  return [resolvePath(path, unit), `${folderOf(unit)}/${baseName(path)}`];
}
