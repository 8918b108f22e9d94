/** From paths to a project: what is read, what cannot be read, and how files are named in the output. */

import { lstat, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { Project } from '../core/project/project';
import type { FileId } from '../core/text/span';
import { fileIdOfPath, pathOfFileId } from '../files/file-id';
import { DEFAULT_SIZE_LIMIT } from '../files/limits';
import { decode, type ReadText, readTextFile, reasonOf, tooLarge, type Unreadable } from '../files/read';
import { walk } from '../files/walk';
import { mayBeConfiguration, mayConcern, readCandidate, readReferences } from '../files/workspace';
import type { Progress } from './progress';
import type { Problem } from './report';

export interface Input {
  readonly project: Project;
  /** Files that were read, with how. */
  readonly read: ReadonlyMap<FileId, ReadText>;
  /** One line each; the rest is linted all the same. */
  readonly problems: readonly Problem[];
  /** Paths that the user named and that cannot be read, or not be written by `--fix`. */
  readonly failed: number;
  /** Files looked at. */
  readonly files: number;
}

/** How a file is named: relative to the working folder where it lies below it. */
export function nameFor(cwd: string): (file: FileId) => string {
  return (file) => {
    const path = file.startsWith('file:') ? pathOfFileId(file) : file;
    const below = relative(cwd, path);
    if (below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)) return path;
    return below === '' ? '.' : below.split(sep).join('/');
  };
}

export async function readInput(paths: readonly string[], cwd: string, progress: Progress): Promise<Input> {
  const reader = new InputReader(cwd, progress);
  for (const path of paths) await reader.add(path);
  return reader.finish(paths.map((path) => dirname(resolve(cwd, path))));
}

export async function readStandardInput(
  stdin: AsyncIterable<Uint8Array>,
  filename: string,
  cwd: string,
  progress: Progress,
): Promise<Input> {
  const reader = new InputReader(cwd, progress);
  reader.addText(await readStream(stdin), resolve(cwd, filename), '-');
  return reader.finish([]);
}

/** Not further than files are read, so that `yes | forkguard -` ends. */
async function readStream(stream: AsyncIterable<Uint8Array>): Promise<ReadText | Unreadable> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > DEFAULT_SIZE_LIMIT) return tooLarge(size, DEFAULT_SIZE_LIMIT);
    chunks.push(chunk);
  }
  return decode(Buffer.concat(chunks));
}

const NOT_RECOGNISED = 'not recognised as a configuration of Redis or Valkey';
const LOSSY = 'not valid UTF-8; other bytes are shown as � and the file is never written';

class InputReader {
  readonly #project = new Project();
  readonly #read = new Map<FileId, ReadText>();
  readonly #seen = new Set<string>();
  readonly #named = new Set<FileId>();
  readonly #problems: Problem[] = [];
  #failed = 0;

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
      const isLink = await lstat(absolute).catch(() => undefined);
      this.#failed += 1;
      this.#problem(absolute, reasonOf(error, isLink !== undefined));
    }
  }

  /** A text that does not come from the disk, under the name of a file. */
  addText(read: ReadText | Unreadable, path: string, shownAs: string): void {
    this.#seen.add(path);
    if (read.kind === 'unreadable') {
      this.#failed += 1;
      this.#problems.push({ path: shownAs, why: read.why });
    } else this.#take(path, read, true, mayBeConfiguration(path));
  }

  async finish(folders: readonly string[]): Promise<Input> {
    const onProblem = (path: string, why: string) => this.#problem(path, why);
    const included = await readReferences(this.#project, [this.cwd, ...folders], onProblem);
    for (const [file, read] of included) this.#read.set(file, read);
    this.#judgeTexts();
    return {
      project: this.#project,
      read: this.#read,
      problems: this.#problems,
      failed: this.#failed,
      files: this.#seen.size,
    };
  }

  async #addFolder(folder: string): Promise<void> {
    const onProblem = (path: string, why: string) => this.#problem(path, why);
    for await (const path of walk(folder, { accepts: mayConcern, onProblem }))
      await this.#addFile(path, false);
  }

  async #addFile(path: string, named: boolean): Promise<void> {
    if (this.#seen.has(path)) return;
    this.#seen.add(path);
    this.progress.show(`${this.#seen.size} files read`);
    const read = await (named ? readTextFile(path) : readCandidate(path));
    if (read.kind === 'unwanted') return;
    if (read.kind === 'text') return this.#take(path, read, named);
    // Somebody's data, most likely.
    if (!named && /\.json$/i.test(path)) return;
    if (named) this.#failed += 1;
    this.#problem(path, read.why);
  }

  #take(path: string, read: ReadText, named: boolean, redisConf = false): void {
    const file = fileIdOfPath(path);
    this.#read.set(file, read);
    this.#project.set(file, read.text, { redisConf });
    if (named) this.#named.add(file);
  }

  /** What is to be said of files that were read: only now is it known which are included by others. */
  #judgeTexts(): void {
    const project = this.#project;
    const used = new Set<FileId>(
      project.confs().flatMap((conf) => [conf.file, ...project.includesOf(conf).map(({ map }) => map.file)]),
    );
    for (const [file, { lossy }] of this.#read) {
      if (lossy && (used.has(file) || project.yaml(file)?.relevant)) this.#problem(pathOfFileId(file), LOSSY);
      if (this.#named.has(file) && !used.has(file) && !project.yaml(file))
        this.#problem(pathOfFileId(file), NOT_RECOGNISED);
    }
  }

  #problem(path: string, why: string): void {
    this.#problems.push({ path: nameFor(this.cwd)(fileIdOfPath(path)), why });
  }
}
