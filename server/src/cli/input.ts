/** From paths to a project: what is read, what cannot be read, and how files are named in the output. */

import { stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { Project } from '../core/project/project';
import type { FileId } from '../core/text/span';
import { fileIdOfPath, pathOfFileId } from '../files/file-id';
import { decode, type ReadText, readTextFile, reasonOf } from '../files/read';
import { walk } from '../files/walk';
import { mayConcern, readIncludes } from '../files/workspace';
import type { Progress } from './progress';
import type { Problem } from './report';

export interface Input {
  readonly project: Project;
  /** Files that were read, with how. */
  readonly read: ReadonlyMap<FileId, ReadText>;
  /** One line each; the rest is linted all the same. */
  readonly problems: readonly Problem[];
  /** Paths that the user named and that cannot be used at all. */
  readonly failed: boolean;
  /** Files looked at. */
  readonly files: number;
}

/** How a file is named: relative to the working folder where it lies below it. */
export function nameFor(cwd: string): (file: FileId) => string {
  return (file) => {
    const path = file.startsWith('file:') ? pathOfFileId(file) : file;
    const below = relative(cwd, path);
    return below.startsWith('..') || below === '' ? path : below.split(sep).join('/');
  };
}

export async function readInput(paths: readonly string[], cwd: string, progress: Progress): Promise<Input> {
  const reader = new InputReader(cwd, progress);
  for (const path of paths) await reader.add(path);
  return reader.finish(paths);
}

/** @throws Error when standard input cannot be read */
export async function readStandardInput(
  stdin: AsyncIterable<Uint8Array>,
  filename: string,
  cwd: string,
): Promise<Input> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(chunk);
  const file = fileIdOfPath(resolve(cwd, filename));
  const project = new Project();
  const read = decode(Buffer.concat(chunks));
  if (read.kind === 'unreadable') {
    return { project, read: new Map(), problems: [{ path: '-', why: read.why }], failed: true, files: 1 };
  }
  project.set(file, read.text, { redisConf: mayConcern(filename) });
  await readIncludes(project, [cwd]);
  return { project, read: new Map([[file, read]]), problems: [], failed: false, files: 1 };
}

class InputReader {
  readonly #project = new Project();
  readonly #read = new Map<FileId, ReadText>();
  readonly #problems: Problem[] = [];
  #failed = false;
  #files = 0;

  constructor(
    readonly cwd: string,
    readonly progress: Progress,
  ) {}

  async add(path: string): Promise<void> {
    const absolute = resolve(this.cwd, path);
    try {
      if ((await stat(absolute)).isDirectory()) await this.#addFolder(absolute);
      else await this.#addFile(absolute, true);
    } catch (error) {
      this.#failed = true;
      this.#problem(absolute, reasonOf(error));
    }
  }

  async finish(paths: readonly string[]): Promise<Input> {
    const roots = [this.cwd, ...paths.map((path) => dirname(resolve(this.cwd, path)))];
    for (const [file, read] of await readIncludes(this.#project, roots)) this.#read.set(file, read);
    return {
      project: this.#project,
      read: this.#read,
      problems: this.#problems,
      failed: this.#failed,
      files: this.#files,
    };
  }

  async #addFolder(folder: string): Promise<void> {
    const onProblem = (path: string, why: string) => this.#problem(path, why);
    for await (const path of walk(folder, { accepts: mayConcern, onProblem }))
      await this.#addFile(path, false);
  }

  async #addFile(path: string, named: boolean): Promise<void> {
    this.#files += 1;
    this.progress.show(`${this.#files} files read`);
    const read = await readTextFile(path);
    if (read.kind === 'unreadable') {
      this.#failed ||= named;
      this.#problem(path, read.why);
      return;
    }
    const file = fileIdOfPath(path);
    this.#read.set(file, read);
    this.#project.set(file, read.text);
    if (named && !this.#project.conf(file))
      this.#problem(path, 'not recognised as a configuration of Redis or Valkey');
    if (read.lossy && this.#project.conf(file)) {
      this.#problem(path, 'not valid UTF-8; other bytes are shown as � and the file is never written');
    }
  }

  #problem(path: string, why: string): void {
    this.#problems.push({ path: nameFor(this.cwd)(fileIdOfPath(path)), why });
  }
}
