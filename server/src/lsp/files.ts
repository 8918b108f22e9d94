/**
 * What the language server needs of a file system. Under Node it is the disk; elsewhere the editor can serve it. The
 * server never writes.
 */

import type { Project } from '../core/project/project';
import type { FileId } from '../core/text/span';

export interface FoundFile {
  readonly file: FileId;
  readonly text: string;
}

export interface FindOptions {
  /** Files given out at most. */
  readonly limit: number;
  readonly signal: AbortSignal;
  /** Told now and then how many files were looked at. */
  readonly onProgress: (looked: number) => void;
}

export interface FileAccess {
  /** The text of a file; undefined when it cannot be read, is none, or is a manifest of something else. */
  read(file: FileId): Promise<string | undefined>;
  /** The same, and undefined too for a file below the folder that a search there would not give out. */
  readFound(file: FileId, folder: FileId): Promise<string | undefined>;
  /** Files below a folder that concern Forkguard. */
  find(folder: FileId, options: FindOptions): AsyncIterable<FoundFile>;
  /** Those below a folder that lies inside the folder of a workspace; none for a file, and where a search would not look. */
  findBelow(folder: FileId, root: FileId, limit: number): AsyncIterable<FoundFile>;
  /**
   * Reads what the files of a project refer to and the project does not have, below its folder.
   * @returns whether files were added
   */
  readReferences(project: Project, folder: FileId): Promise<boolean>;
}

/** For servers that see only what the editor sends them. */
export const NO_FILES: FileAccess = {
  read: () => Promise.resolve(undefined),
  readFound: () => Promise.resolve(undefined),
  async *find() {},
  async *findBelow() {},
  readReferences: () => Promise.resolve(false),
};
