/** Where values of a release are written. */

import type { FileId } from '../../text/span';
import type { Tree } from '../../yaml/tree';

/** Values at one level of a release, before it is known which part of them a chart gets. */
export interface Source {
  readonly file: FileId;
  readonly root: Tree | undefined;
  readonly path: readonly string[];
  readonly editable: boolean;
}
