/** Other platforms that make Kubernetes objects out of files: overlays, templates of charts. */

import type { Dependencies } from '../../memo';
import type { MissingFile } from '../../project/include';
import type { Project } from '../../project/project';
import type { FileId, Place } from '../../text/span';
import type { LimitReached } from '../../work-limits';
import type { Cluster } from './cluster';

export interface ObjectSource {
  /** The same object again as long as the project did not change in what it depends on. */
  builtFrom(project: Project): BuiltObjects;
  /** Files that it reads and that the project does not have. */
  missing?(project: Project): readonly MissingFile[];
}

export interface BuiltObjects {
  readonly dependencies: Dependencies;
  /** Files that are parts of a build: none of them is a manifest by itself. */
  readonly taken: ReadonlySet<FileId>;
  /** Objects that are deployed together. */
  readonly clusters: readonly Cluster[];
  /** Configuration files whose content becomes part of a ConfigMap or Secret. */
  readonly generated?: ReadonlySet<FileId>;
  /** Places that no edit may touch. */
  readonly readOnlyPlaces?: readonly Place[];
  readonly limits?: readonly LimitReached[];
}
