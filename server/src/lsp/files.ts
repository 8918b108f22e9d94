/**
 * What the language server needs of a file system. Under Node it is the disk; elsewhere the editor can serve it. The
 * server never writes.
 */

import type { Project } from '../core/project/project';
import type { FileId } from '../core/text/span';

export interface FileAccess {
  /** The text of a file; undefined when it cannot be read, is none, or is a manifest of something else. */
  read(file: FileId): Promise<string | undefined>;
  /** Files below a folder that may concern Forkguard. */
  find(
    folder: FileId,
    options: { readonly limit: number; readonly signal: AbortSignal },
  ): AsyncIterable<FileId>;
  /** Reads what the configurations of a project include, below its folder. */
  readIncludes(project: Project, folder: FileId): Promise<void>;
}

/** For servers that see only what the editor sends them. */
export const NO_FILES: FileAccess = {
  read: () => Promise.resolve(undefined),
  async *find() {},
  readIncludes: () => Promise.resolve(),
};
