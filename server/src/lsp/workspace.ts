/** The open documents and the folders around them: which text counts, and what has to be looked at again. */

import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileId } from '../core/text/span';
import { fileIdOfUri } from '../files/uri';
import type { FileAccess } from './files';
import { Folder } from './folder';
import type { Settings } from './settings';

export interface WorkspaceHost {
  readonly files: FileAccess;
  /** Everything may look different now: ask the editor to ask again. */
  refresh(): void;
  log(line: string): void;
}

export class Workspace {
  readonly #host: WorkspaceHost;
  readonly #open = new Map<FileId, TextDocument>();
  /** The URI under which the editor knows a file; ids have their escapes decoded. */
  readonly #uris = new Map<FileId, string>();
  #folders: Folder[] = [];
  readonly #loose: Folder;
  readonly #scans = new AbortController();
  #settings: Settings;

  constructor(host: WorkspaceHost, settings: Settings) {
    this.#host = host;
    this.#settings = settings;
    this.#loose = new Folder(undefined, settings);
  }

  /** Reads the folders in the background; results improve when it is done. */
  addFolders(uris: readonly string[]): void {
    for (const uri of uris) {
      const root = fileIdOfUri(uri).replace(/\/$/, '');
      if (this.#folders.some((folder) => folder.root === root)) continue;
      const folder = new Folder(root, this.#settings);
      this.#folders.push(folder);
      for (const document of this.#open.values()) this.update(document);
      void this.#scan(folder, root);
    }
  }

  removeFolders(uris: readonly string[]): void {
    const roots = new Set(uris.map((uri) => fileIdOfUri(uri).replace(/\/$/, '')));
    this.#folders = this.#folders.filter(({ root }) => root === undefined || !roots.has(root));
    for (const document of this.#open.values()) this.update(document);
  }

  setSettings(settings: Settings): void {
    this.#settings = settings;
    for (const folder of [...this.#folders, this.#loose]) folder.setSettings(settings);
  }

  update(document: TextDocument): void {
    const file = fileIdOfUri(document.uri);
    this.#open.set(file, document);
    this.#uris.set(file, document.uri);
    const folder = this.folderOf(file);
    const changed = folder.set(file, document.getText(), { redisConf: document.languageId === 'redis-conf' });
    if (changed && folder.root !== undefined && /^\s*include\s/im.test(document.getText())) {
      void this.#readIncludes(folder, folder.root);
    }
  }

  /** What is on disk counts again. */
  async close(document: TextDocument): Promise<void> {
    const file = fileIdOfUri(document.uri);
    this.#open.delete(file);
    await this.changedOnDisk(document.uri);
  }

  async changedOnDisk(uri: string): Promise<void> {
    const file = fileIdOfUri(uri);
    if (this.#open.has(file)) return;
    const folder = this.folderOf(file);
    const text = folder.root === undefined ? undefined : await this.#host.files.read(file);
    if (this.#open.has(file)) return;
    if (text === undefined) folder.delete(file);
    else folder.set(file, text);
  }

  document(uri: string): TextDocument | undefined {
    return this.#open.get(fileIdOfUri(uri));
  }

  documents(): Iterable<TextDocument> {
    return this.#open.values();
  }

  documentOf(file: FileId): TextDocument | undefined {
    return this.#open.get(file);
  }

  uriOf(file: FileId): string {
    return this.#uris.get(file) ?? encodeURI(file);
  }

  /** The innermost folder that a file lies in. */
  folderOf(file: FileId): Folder {
    const holding = this.#folders.filter(({ root }) => root !== undefined && file.startsWith(`${root}/`));
    return holding.sort((a, b) => (b.root?.length ?? 0) - (a.root?.length ?? 0))[0] ?? this.#loose;
  }

  dispose(): void {
    this.#scans.abort();
  }

  async #scan(folder: Folder, root: FileId): Promise<void> {
    const { files } = this.#host;
    const projectFile = await files.read(`${root}/.forkguard.yaml`);
    if (projectFile !== undefined && !this.#open.has(`${root}/.forkguard.yaml`))
      folder.set(`${root}/.forkguard.yaml`, projectFile);
    for await (const file of files.find(root, {
      limit: this.#settings.limits.files,
      signal: this.#scans.signal,
    })) {
      if (this.#open.has(file)) continue;
      const text = await files.read(file);
      // The editor may have opened it meanwhile, and then its text counts.
      if (text !== undefined && !this.#open.has(file)) folder.set(file, text);
    }
    await this.#readIncludes(folder, root);
    this.#host.refresh();
  }

  async #readIncludes(folder: Folder, root: FileId): Promise<void> {
    await this.#host.files.readIncludes(folder.project, root);
    folder.invalidate();
  }
}
