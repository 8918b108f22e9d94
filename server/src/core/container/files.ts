/**
 * The files of a container as far as manifests and scripts tell: what a ConfigMap puts where, what an init container
 * copies and appends, and what nobody can know.
 */

import type { ConfigText } from '../directives/config-text';
import type { Layer, UnknownReason } from '../model/fact';
import type { Place } from '../text/span';
import type { ScalarTree } from '../yaml/tree';

/** A stretch of a file whose text is known. */
export interface KnownPart {
  readonly kind: 'text';
  readonly config: ConfigText;
  readonly layer: Layer;
  /** The scalar that the text is, where it is one: its form tells how lines are added. */
  readonly scalar?: ScalarTree;
}

/** A stretch of which only the place is known. */
export interface UnknownPart {
  readonly kind: 'unknown';
  readonly why: UnknownReason;
  readonly place: Place;
}

export type FilePart = KnownPart | UnknownPart;

/** The content of a file, in order. */
export interface VirtualFile {
  readonly parts: readonly FilePart[];
}

/** In place of a file that a script removed. */
export const REMOVED: VirtualFile = { parts: [] };

/** Content by path below the root of the volume (no leading slash), shared by all containers of a pod. */
export class Volume {
  readonly files = new Map<string, VirtualFile>();

  /** @param unknown files that are not listed may be there all the same */
  constructor(
    public unknown: boolean,
    readonly name: string,
    readonly place: Place | undefined,
  ) {}

  copy(): Volume {
    const copy = new Volume(this.unknown, this.name, this.place);
    for (const [path, file] of this.files) copy.files.set(path, file);
    return copy;
  }
}

export interface Mount {
  readonly volume: Volume;
  /** Absolute, without a slash at the end. */
  readonly path: string;
  readonly subPath: string | undefined;
  readonly place: Place;
}

/**
 * What a path holds: a file, what the image has there, nothing in a volume that began empty, or something that the
 * manifests do not say.
 */
export type PathContent =
  | { readonly kind: 'file'; readonly file: VirtualFile; readonly mount: Mount | undefined }
  | { readonly kind: 'image' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly mount: Mount };

/** @param versions what each copy holds; undefined for a file that it does not show, which may be there all the same */
type ChooseVersion = (versions: readonly (VirtualFile | undefined)[]) => VirtualFile | undefined;

function joinFiles(
  into: Map<string, VirtualFile>,
  copies: readonly ReadonlyMap<string, VirtualFile>[],
  choose: ChooseVersion,
): void {
  for (const path of new Set(copies.flatMap((copy) => [...copy.keys()]))) {
    const versions = copies.map((copy) => copy.get(path));
    const same = versions.every((version) => version === versions[0]);
    const chosen = same ? versions[0] : choose(versions);
    if (chosen) into.set(path, chosen);
  }
}

/** What is known of the files of an image. */
export interface ImageFiles {
  /** @param path absolute */
  mayHold(path: string): boolean;
}

export const UNKNOWN_IMAGE: ImageFiles = { mayHold: () => true };

export class ContainerFiles {
  readonly #own = new Map<string, VirtualFile>();
  /** Folders that scripts made. */
  readonly #folders = new Set<string>();
  #folder: string;

  /**
   * @param folder the working directory, from which relative paths count
   * @param image what the image is known to hold
   */
  constructor(
    readonly mounts: readonly Mount[],
    folder = '/',
    readonly image: ImageFiles = UNKNOWN_IMAGE,
  ) {
    this.#folder = folder;
  }

  /** For a script to write to: what it does is seen in the copy alone. */
  copy(folder = this.#folder, image = this.image): ContainerFiles {
    const volumes = new Map(this.mounts.map(({ volume }) => [volume, volume.copy()]));
    const copy = new ContainerFiles(
      this.mounts.map((mount) => ({ ...mount, volume: volumes.get(mount.volume) ?? mount.volume })),
      folder,
      image,
    );
    for (const [path, file] of this.#own) copy.#own.set(path, file);
    for (const path of this.#folders) copy.#folders.add(path);
    return copy;
  }

  get folder(): string {
    return this.#folder;
  }

  /** `cd`: later relative paths count from there. */
  enter(folder: string): void {
    this.#folder = this.absolute(folder);
  }

  /** A path as the container resolves it now. */
  absolute(path: string): string {
    return normalize(path.startsWith('/') ? path : `${this.#folder}/${path}`);
  }

  read(path: string): PathContent {
    const clean = this.absolute(path);
    const own = this.#own.get(clean);
    if (own) return own === REMOVED ? { kind: 'absent' } : { kind: 'file', file: own, mount: undefined };
    const found = this.#locate(clean);
    if (!found) return { kind: this.image.mayHold(clean) ? 'image' : 'absent' };
    const file = found.mount.volume.files.get(found.inside);
    if (file) return file === REMOVED ? { kind: 'absent' } : { kind: 'file', file, mount: found.mount };
    return found.mount.volume.unknown ? { kind: 'unknown', mount: found.mount } : { kind: 'absent' };
  }

  /** A program that was not read has run: it may have written anything. */
  hide(): void {
    for (const { volume } of this.mounts) volume.unknown = true;
  }

  write(path: string, file: VirtualFile): void {
    const clean = this.absolute(path);
    const found = this.#locate(clean);
    if (found) found.mount.volume.files.set(found.inside, file);
    else this.#own.set(clean, file);
  }

  /** As if the path had never been written. */
  forget(path: string): void {
    this.#own.delete(this.absolute(path));
  }

  makeFolder(path: string): void {
    this.#folders.add(this.absolute(path));
  }

  removeFolder(path: string): void {
    this.#folders.delete(this.absolute(path));
  }

  /** Absolute paths of all files that are known. */
  paths(): string[] {
    const mounted = this.mounts.flatMap(({ volume, path, subPath }) =>
      [...volume.files].flatMap(([inside, file]) => {
        if (file === REMOVED) return [];
        if (subPath === undefined) return [`${path}/${inside}`];
        return inside === subPath
          ? [path]
          : inside.startsWith(`${subPath}/`)
            ? [path + inside.slice(subPath.length)]
            : [];
      }),
    );
    const own = [...this.#own].flatMap(([path, file]) => (file === REMOVED ? [] : [path]));
    const all = new Set([...mounted, ...own].map(normalize));
    return [...all].filter((path) => this.read(path).kind === 'file');
  }

  /** Names in a folder, sorted; undefined where there may be others. */
  namesIn(folder: string): string[] | undefined {
    const clean = this.absolute(folder);
    const found = this.#locate(clean);
    const closed = found ? !found.mount.volume.unknown : !this.image.mayHold(clean);
    if (!closed) return undefined;
    const start = clean === '/' ? '/' : `${clean}/`;
    const all = [...this.paths(), ...this.#folders, ...this.mounts.map(({ path }) => path)];
    const below = all.filter((path) => path.startsWith(start)).map((path) => path.slice(start.length));
    return [...new Set(below.map((path) => path.split('/')[0] ?? ''))].filter((name) => name !== '').sort();
  }

  /**
   * Takes over what became of copies of it, one of which is true.
   * @param choose what a file holds that is not the same in all of them
   */
  join(copies: readonly ContainerFiles[], choose: ChooseVersion): void {
    const [first, ...others] = copies;
    if (!first) return;
    if (others.every((copy) => copy.#folder === first.#folder)) this.#folder = first.#folder;
    const owns = copies.map((copy) => copy.#own);
    joinFiles(this.#own, owns, choose);
    for (const [index, { volume }] of this.mounts.entries()) {
      const volumes = copies.map(({ mounts }) => mounts[index]?.volume ?? volume);
      volume.unknown = volumes.some(({ unknown }) => unknown);
      const files = volumes.map((one) => one.files);
      joinFiles(volume.files, files, (versions) =>
        choose(volume.unknown ? versions : versions.map((version) => version ?? REMOVED)),
      );
    }
    for (const path of first.#folders)
      if (others.every((other) => other.#folders.has(path))) this.#folders.add(path);
  }

  /** The same files with the same content. */
  equals(other: ContainerFiles): boolean {
    if (this.#folder !== other.#folder || !sameFiles(this.#own, other.#own)) return false;
    return this.mounts.every(({ volume }, index) => {
      const theirs = other.mounts[index]?.volume;
      return (
        theirs !== undefined && theirs.unknown === volume.unknown && sameFiles(volume.files, theirs.files)
      );
    });
  }

  /** Whether a path is a folder; undefined where that is not known. */
  isFolder(path: string): boolean | undefined {
    const clean = this.absolute(path);
    if (clean === '/' || this.#folders.has(clean)) return true;
    const start = `${clean}/`;
    const mounted = this.mounts.some(
      ({ path, subPath }) => (path === clean && subPath === undefined) || path.startsWith(start),
    );
    if (mounted || this.paths().some((file) => file.startsWith(start))) return true;
    const { kind } = this.read(clean);
    return kind === 'file' || kind === 'absent' ? false : undefined;
  }

  /** The innermost mount that a path lies on. */
  mountOf(path: string): Mount | undefined {
    return this.#locate(this.absolute(path))?.mount;
  }

  /** The innermost mount that holds a path. */
  #locate(path: string): { mount: Mount; inside: string } | undefined {
    let mount: Mount | undefined;
    for (const one of this.mounts) {
      const holds = path === one.path || path.startsWith(`${one.path}/`) || one.path === '';
      if (holds && (!mount || one.path.length > mount.path.length)) mount = one;
    }
    if (!mount) return undefined;
    const below = path.slice(mount.path.length + 1);
    const inside = [mount.subPath, below].filter((part) => part !== undefined && part !== '').join('/');
    return { mount, inside };
  }
}

const sameFiles = (a: ReadonlyMap<string, VirtualFile>, b: ReadonlyMap<string, VirtualFile>): boolean =>
  a.size === b.size && [...a].every(([path, file]) => b.get(path) === file);

/** `.` and `..` resolved, no slash at the end. */
function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
