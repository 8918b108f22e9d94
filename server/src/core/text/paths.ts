/** File ids and paths taken apart. */

import type { FileId } from './span';

/** What comes after the last slash. */
export const baseName = (path: FileId): string => path.slice(path.lastIndexOf('/') + 1);

/** What comes before it. */
export const folderOf = (path: FileId): FileId => path.slice(0, path.lastIndexOf('/'));
