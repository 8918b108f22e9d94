/**
 * Folders in which systemd and Quadlet look for units. A repository may hold the files of a machine below any folder
 * (`files/etc/systemd/system/redis.service`); then that folder is the root of the machine.
 */

import type { FileId } from '../../../text/span';
import type { UnitContext } from './specifiers';

export interface UnitFolder {
  /** The same for all folders of one machine, or of one user. */
  readonly key: FileId;
  /** Of the machine, without a slash at the end; undefined where the folder tells no root. */
  readonly root: FileId | undefined;
  readonly manager: UnitContext['manager'];
  /** Of several folders of one machine, a unit of the lowest counts. */
  readonly rank: number;
}

/** In the order in which the managers look (systemd.unit(5), podman-systemd.unit(5)). */
const FOLDERS: readonly (readonly [RegExp, UnitContext['manager']])[] = [
  [/\/\.config\/systemd\/user$/, 'user'],
  [/\/etc\/systemd\/(?:system|user)$/, 'system'],
  [/\/run\/systemd\/(?:system|user)$/, 'system'],
  [/\/usr\/local\/lib\/systemd\/(?:system|user)$/, 'system'],
  [/\/usr\/lib\/systemd\/(?:system|user)$/, 'system'],
  [/\/lib\/systemd\/(?:system|user)$/, 'system'],
  [/\/\.config\/containers\/systemd(?:\/.*)?$/, 'user'],
  [/\/etc\/containers\/systemd\/users(?:\/.*)?$/, 'user'],
  [/\/etc\/containers\/systemd(?:\/.*)?$/, 'system'],
  [/\/usr\/share\/containers\/systemd(?:\/.*)?$/, 'system'],
];

export function unitFolder(folder: FileId): UnitFolder {
  for (const [rank, [pattern, manager]] of FOLDERS.entries()) {
    const found = pattern.exec(folder);
    if (!found) continue;
    const of = folder.endsWith('/user') ? 'user' : manager;
    const start = folder.slice(0, found.index);
    // Configuration of a user lies in a home, wherever that is on the machine.
    const root = found[0].startsWith('/.config/') ? undefined : start;
    return { key: `${start}#${of}`, root, manager: of, rank };
  }
  return { key: folder, root: undefined, manager: 'unknown', rank: 0 };
}
