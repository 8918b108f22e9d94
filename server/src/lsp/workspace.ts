/** The open documents and the folders around them: which text counts, and what has to be looked at again. */

import { FileChangeType, type FileEvent } from 'vscode-languageserver';
import type { Observations } from '../core/observations';
import type { FileId } from '../core/text/span';
import { fileIdOfUri } from '../files/uri';
import type { BlockDocument } from './block-document';
import type { FileAccess } from './files';
import { Folder, PROJECT_FILE } from './folder';
import type { Settings } from './settings';

export interface WorkspaceHost {
  readonly files: FileAccess;
  /** Everything may look different now: ask the editor to ask again. */
  refresh(): void;
  log(line: string): void;
  /** @param what a sentence: what failed */
  failed(what: string, error: unknown): void;
  /** Shows that a folder is searched, once that takes long; `cancel` is called when somebody has had enough. */
  progress(folder: FileId, cancel: () => void): Progress;
}

/** What the editor shows of something that takes long. */
export interface Progress {
  looked(files: number): void;
  done(): void;
}

/** The search of folders rests so long after a keystroke. Milliseconds. */
const SCAN_PAUSE_MS = 100;
/** So long answers wait for the folders to be read; what takes longer comes in as it is read. Milliseconds. */
const MAX_WAIT_FOR_SCAN_MS = 500;
/** References are followed so long after the last change. Milliseconds. */
const REFERENCES_DELAY = 150;

/** Languages of editors for YAML, whatever the file is called. */
const YAML_LANGUAGES: ReadonlySet<string> = new Set(['yaml', 'dockercompose', 'helm']);

export class Workspace {
  readonly #host: WorkspaceHost;
  readonly #open = new Map<FileId, BlockDocument>();
  /** The URI under which the editor knows a file; ids have their escapes decoded. */
  readonly #uris = new Map<FileId, string>();
  #folders: Folder[] = [];
  readonly #loose: Folder;
  readonly #scans = new Map<Folder, AbortController>();
  readonly #following = new Map<Folder, ReturnType<typeof setTimeout>>();
  #settings: Settings;
  #observations: ((root: FileId | undefined) => Observations) | undefined;
  #lastKeystroke = Number.NEGATIVE_INFINITY;
  #ready: Promise<unknown> = Promise.resolve();
  readonly #folderHost = {
    log: (line: string) => this.#host.log(line),
    refresh: () => this.#host.refresh(),
  };

  constructor(host: WorkspaceHost, settings: Settings) {
    this.#host = host;
    this.#settings = settings;
    this.#loose = new Folder(undefined, settings, this.#folderHost);
  }

  /** Reads the folders in the background; results improve when it is done. */
  addFolders(uris: readonly string[]): void {
    for (const uri of uris) {
      const root = fileIdOfUri(uri).replace(/\/$/, '');
      if (this.#folders.some((folder) => folder.root === root)) continue;
      const folder = new Folder(root, this.#settings, this.#folderHost);
      this.#folders.push(folder);
      if (this.#observations) folder.setObservations(this.#observations(root));
      this.#handOver(folder);
      for (const document of this.#open.values()) this.update(document);
      this.#ready = Promise.all([
        this.#ready,
        Promise.race([this.#scan(folder, root).catch(this.#scanFailed), sleep(MAX_WAIT_FOR_SCAN_MS)]),
      ]);
    }
  }

  /** When the folders are read, or read for long enough: an answer from half of the files may be a wrong one. */
  async ready(): Promise<void> {
    await this.#ready;
  }

  removeFolders(uris: readonly string[]): void {
    const roots = new Set(uris.map((uri) => fileIdOfUri(uri).replace(/\/$/, '')));
    const removed = this.#folders.filter(({ root }) => root !== undefined && roots.has(root));
    for (const folder of removed) this.#forget(folder);
    this.#folders = this.#folders.filter((folder) => !removed.includes(folder));
    for (const document of this.#open.values()) this.update(document);
    // What lay in a folder inside another one is looked for again.
    const around = removed.map(({ root }) => this.folderOf(root ?? ''));
    for (const folder of new Set(around))
      if (folder.root !== undefined) this.#inBackground(this.#scan(folder, folder.root));
  }

  /** What was read before a folder was there belongs to that folder alone from now on. */
  #handOver(to: Folder): void {
    for (const from of this.folders())
      if (from !== to)
        for (const file of [...from.project.ids]) if (this.folderOf(file) === to) from.delete(file);
  }

  setSettings(settings: Settings): void {
    this.#settings = settings;
    for (const folder of [...this.#folders, this.#loose]) folder.setSettings(settings);
  }

  /** @param of what is observed, for the files below a folder */
  setObservations(of: (root: FileId | undefined) => Observations): void {
    this.#observations = of;
    for (const folder of this.folders()) folder.setObservations(of(folder.root));
  }

  *folders(): Iterable<Folder> {
    yield* this.#folders;
    yield this.#loose;
  }

  update(document: BlockDocument): void {
    const file = fileIdOfUri(document.uri);
    if (this.#open.has(file)) this.#lastKeystroke = performance.now();
    this.#open.set(file, document);
    this.#uris.set(file, document.uri);
    const folder = this.folderOf(file);
    const { languageId } = document;
    const hint = { redisConf: languageId === 'redis-conf', yaml: YAML_LANGUAGES.has(languageId) };
    if (folder.set(file, document.blocks, hint)) this.#followSoon(folder);
  }

  /** What is on disk counts again. */
  async close(document: BlockDocument): Promise<void> {
    const file = fileIdOfUri(document.uri);
    this.#open.delete(file);
    await this.#readAgain(file);
  }

  /** A folder that came, went or was renamed is reported as one change, without its files. */
  async changedOnDisk(changes: readonly FileEvent[]): Promise<void> {
    const gone = changes.filter(({ type }) => type === FileChangeType.Deleted);
    this.#deleteBelow(new Set(gone.map(({ uri }) => fileIdOfUri(uri).replace(/\/$/, ''))));
    for (const { uri, type } of changes) {
      const file = fileIdOfUri(uri).replace(/\/$/, '');
      if (type === FileChangeType.Created) await this.#readBelow(file);
      await this.#readAgain(file);
    }
  }

  #deleteBelow(gone: ReadonlySet<FileId>): void {
    if (gone.size === 0) return;
    for (const folder of this.folders())
      for (const file of [...folder.project.ids])
        if (!this.#open.has(file) && liesBelowOneOf(file, gone)) folder.delete(file);
  }

  /** Nothing where it is a file. */
  async #readBelow(path: FileId): Promise<void> {
    const folder = this.folderOf(path);
    const { root } = folder;
    if (root === undefined) return;
    for await (const { file, text } of this.#host.files.findBelow(path, root, this.#settings.limits.files))
      if (this.folderOf(file) === folder && !this.#open.has(file) && folder.set(file, text))
        this.#followSoon(folder);
  }

  async #readAgain(file: FileId): Promise<void> {
    if (this.#open.has(file)) return;
    const folder = this.folderOf(file);
    const text = await this.#textOnDisk(folder, file);
    if (this.#open.has(file)) return;
    if (text === undefined) folder.delete(file);
    else if (folder.set(file, text)) this.#followSoon(folder);
  }

  /** What was read once is read again, whatever made it of interest; what is new passes the gate of the search. */
  #textOnDisk(folder: Folder, file: FileId): Promise<string | undefined> {
    const { files } = this.#host;
    if (folder.root === undefined) return Promise.resolve(undefined);
    return folder.project.has(file) || folder.isProjectFile(file)
      ? files.read(file)
      : files.readFound(file, folder.root);
  }

  document(uri: string): BlockDocument | undefined {
    return this.#open.get(fileIdOfUri(uri));
  }

  documents(): Iterable<BlockDocument> {
    return this.#open.values();
  }

  documentOf(file: FileId): BlockDocument | undefined {
    return this.#open.get(file);
  }

  uriOf(file: FileId): string {
    return this.#uris.get(file) ?? encodeURI(file).replace(/[?#]/g, encodeURIComponent);
  }

  /** The innermost folder that a file lies in. */
  folderOf(file: FileId): Folder {
    const holding = this.#folders.filter(({ root }) => root !== undefined && file.startsWith(`${root}/`));
    return holding.sort((a, b) => (b.root?.length ?? 0) - (a.root?.length ?? 0))[0] ?? this.#loose;
  }

  dispose(): void {
    for (const folder of this.#folders) this.#forget(folder);
    this.#folders = [];
  }

  /** An answer about a file failed: said at the top of the file, and in the log. */
  failedFor(uri: string, what: string, error: unknown): void {
    const file = fileIdOfUri(uri);
    this.folderOf(file).fail({ file, what, error });
  }

  readonly #scanFailed = (error: unknown): void =>
    this.#host.failed('A folder could not be searched.', error);

  #inBackground(work: Promise<unknown>): void {
    work.catch(this.#scanFailed);
  }

  #forget(folder: Folder): void {
    this.#scans.get(folder)?.abort();
    this.#scans.delete(folder);
    clearTimeout(this.#following.get(folder));
    this.#following.delete(folder);
  }

  async #scan(folder: Folder, root: FileId): Promise<void> {
    const { files } = this.#host;
    const scan = new AbortController();
    this.#scans.set(folder, scan);
    const progress = this.#host.progress(root, () => scan.abort());
    const limit = this.#settings.limits.files;
    const onProgress = (looked: number) => progress.looked(looked);
    try {
      await this.#readProjectFile(folder, root);
      for await (const { file, text } of files.find(root, { limit, signal: scan.signal, onProgress })) {
        // Another root, or the editor, may have it already, and then what that says counts.
        if (this.folderOf(file) === folder && !this.#open.has(file)) folder.set(file, text);
        if (performance.now() - this.#lastKeystroke < SCAN_PAUSE_MS) await sleep(SCAN_PAUSE_MS);
      }
      await this.#follow(folder, root);
    } finally {
      progress.done();
      // The editor may have closed the folder, or gone, meanwhile.
      if (this.#scans.get(folder) === scan) this.#host.refresh();
    }
  }

  async #readProjectFile(folder: Folder, root: FileId): Promise<void> {
    const file = `${root}/${PROJECT_FILE}`;
    const text = await this.#host.files.read(file);
    if (text !== undefined && !this.#open.has(file)) folder.set(file, text);
  }

  /** After a burst of changes: what they refer to may have to be read. */
  #followSoon(folder: Folder): void {
    const { root } = folder;
    if (root === undefined) return;
    clearTimeout(this.#following.get(folder));
    const follow = async () => {
      const found = await this.#follow(folder, root);
      if (found && this.#folders.includes(folder)) this.#host.refresh();
    };
    this.#following.set(
      folder,
      setTimeout(() => this.#inBackground(follow()), REFERENCES_DELAY),
    );
  }

  /** @returns whether files were added */
  async #follow(folder: Folder, root: FileId): Promise<boolean> {
    const found = await this.#host.files.readReferences(folder.project, root);
    if (found) folder.invalidate();
    return found;
  }
}

function liesBelowOneOf(file: FileId, folders: ReadonlySet<FileId>): boolean {
  for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1))
    if (folders.has(file.slice(0, end))) return true;
  return false;
}

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
