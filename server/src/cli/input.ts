/** From paths to a project: what is read, what cannot be read, and how files are named in the output. */

import { lstat, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { missingReferences } from '../core/platform/missing';
import { Project } from '../core/project/project';
import type { FileId } from '../core/text/span';
import { fileIdOfPath, pathOfFileId } from '../files/file-id';
import { DEFAULT_SIZE_LIMIT } from '../files/limits';
import { decode, type ReadText, readTextFile, reasonOf, tooLarge, type Unreadable } from '../files/read';
import { findCandidates } from '../files/scan';
import { walk } from '../files/walk';
import { mayBeConfiguration, mayConcern, readCandidate, readReferences } from '../files/workspace';
import { type ContextFolder, type ContextOptions, contextOf, isBelow } from './context';
import type { Progress } from './progress';
import type { Problem } from './report';
import { nameForText } from './standard-input';

export interface Input {
  readonly project: Project;
  /** Files that were read, with how. */
  readonly read: ReadonlyMap<FileId, ReadText>;
  /** One line each; the rest is linted all the same. */
  readonly problems: readonly Problem[];
  /** Paths that the user named and that cannot be read, or not be written by `--fix`. */
  readonly failed: number;
  /** Files of the project that the user named, by themselves or by a folder. */
  readonly named: ReadonlySet<FileId>;
  /** Number of named files looked at. */
  readonly files: number;
  /** Number of other files looked at, because what is named may refer to them or be referred to by them. */
  readonly contextFiles: number;
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

export async function readInput(
  paths: readonly string[],
  cwd: string,
  options: ContextOptions,
  progress: Progress,
): Promise<Input> {
  const reader = new InputReader(cwd, progress);
  const read: string[] = [];
  for (const path of paths) if (await reader.add(path)) read.push(resolve(cwd, path));
  return reader.finish(read, options);
}

/** @param filename where the text belongs; without it, it is judged by itself, as what it looks like */
export async function readStandardInput(
  stdin: AsyncIterable<Uint8Array>,
  filename: string | undefined,
  cwd: string,
  options: ContextOptions,
  progress: Progress,
): Promise<Input> {
  const reader = new InputReader(cwd, progress);
  const read = await readStream(stdin);
  const path = resolve(cwd, filename ?? (read.kind === 'text' ? nameForText(read.text) : '-'));
  reader.addText(read, path, '-');
  return reader.finish([path], filename === undefined ? { ...options, context: false } : options);
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

/** Files about servers; a scan stops there and says so. */
const MOST_CONTEXT_FILES = 20_000;

const NOT_RECOGNISED = 'not recognised as a configuration of Redis or Valkey';
const LOSSY = 'not valid UTF-8; other bytes are shown as � and the file is never written';

class InputReader {
  readonly #project = new Project();
  readonly #read = new Map<FileId, ReadText>();
  readonly #seen = new Set<string>();
  /** Named by themselves. */
  readonly #named = new Set<FileId>();
  readonly #folders: string[] = [];
  #contextFiles = 0;
  readonly #problems: Problem[] = [];
  #failed = 0;

  constructor(
    readonly cwd: string,
    readonly progress: Progress,
  ) {}

  /** @returns whether there is such a file or folder */
  async add(path: string): Promise<boolean> {
    const absolute = resolve(this.cwd, path);
    try {
      if ((await stat(absolute)).isDirectory()) await this.#addFolder(absolute);
      else await this.#addFile(absolute, true);
      return true;
    } catch (error) {
      const isLink = await lstat(absolute).catch(() => undefined);
      this.#failed += 1;
      this.#problem(absolute, reasonOf(error, isLink !== undefined));
      return false;
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

  /** @param paths absolute */
  async finish(paths: readonly string[], options: ContextOptions): Promise<Input> {
    const context = await contextOf(paths, this.cwd, options);
    const files = this.#seen.size;
    for (const folder of context.folders) await this.#addContext(folder);
    const scanned = [...this.#folders, ...context.folders.map(({ path }) => path)];
    const included = await readReferences(this.#project, context.boundaries, {
      onProblem: (path, why) => this.#problem(path, why),
      isScanned: (path) => !options.context || scanned.some((folder) => isBelow(path, folder)),
    });
    for (const [file, read] of included) {
      this.#read.set(file, read);
      if (!this.#isNamed(file) && !this.#seen.has(pathOfFileId(file))) this.#contextFiles += 1;
    }
    const named = new Set([...this.#project.ids].filter((file) => this.#isNamed(file)));
    this.#judgeTexts(named);
    return {
      project: this.#project,
      read: this.#read,
      problems: this.#problems,
      failed: this.#failed,
      named,
      files,
      contextFiles: this.#contextFiles,
    };
  }

  #isNamed(file: FileId): boolean {
    return this.#named.has(file) || this.#folders.some((folder) => isBelow(pathOfFileId(file), folder));
  }

  /** What cannot be read there is said when it is named. */
  async #addContext({ path, depth }: ContextFolder): Promise<void> {
    const before = this.#contextFiles;
    const found = findCandidates(path, {
      sizeLimit: DEFAULT_SIZE_LIMIT,
      limit: MOST_CONTEXT_FILES,
      skips: (one) => this.#seen.has(one),
      onProblem: (one, why) => {
        if (one === path) this.#problem(one, why);
      },
      onProgress: (looked) => {
        this.#contextFiles = before + looked;
        this.progress.show(`${this.#seen.size + looked} files read`);
      },
      ...(depth === undefined ? {} : { depth }),
    });
    for await (const one of found) this.#take(one.path, one.read, false);
  }

  async #addFolder(folder: string): Promise<void> {
    this.#folders.push(folder);
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
  #judgeTexts(named: ReadonlySet<FileId>): void {
    const project = this.#project;
    const used = new Set<FileId>(
      project.confs().flatMap((conf) => [conf.file, ...project.includesOf(conf).map(({ map }) => map.file)]),
    );
    for (const [file, { lossy }] of this.#read) {
      if (!named.has(file)) continue;
      if (lossy && (used.has(file) || project.yaml(file)?.relevant)) this.#problem(pathOfFileId(file), LOSSY);
      if (this.#named.has(file) && !used.has(file) && !project.yaml(file) && !this.#isReferredTo(file))
        this.#problem(pathOfFileId(file), NOT_RECOGNISED);
    }
  }

  /** By a kustomization that generates from it, or a container that mounts it. */
  #isReferredTo(file: FileId): boolean {
    const missing = missingReferences(this.#project.without(new Set([file]))).value ?? [];
    return missing.some(({ target, wild, matches }) => target === file || (wild && matches(file)));
  }

  #problem(path: string, why: string): void {
    this.#problems.push({ path: nameFor(this.cwd)(fileIdOfPath(path)), why });
  }
}
