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

/** @param hidden a file that nobody showed may be there all the same */
type ChooseVersion = (
  versions: readonly (VirtualFile | undefined)[],
  hidden: boolean,
) => VirtualFile | undefined;

function joinFiles(
  into: Map<string, VirtualFile>,
  copies: readonly ReadonlyMap<string, VirtualFile>[],
  choose: (versions: readonly (VirtualFile | undefined)[]) => VirtualFile | undefined,
): void {
  for (const path of new Set(copies.flatMap((copy) => [...copy.keys()]))) {
    const versions = copies.map((copy) => copy.get(path));
    const same = versions.every((version) => version === versions[0]);
    const chosen = same ? versions[0] : choose(versions);
    if (chosen) into.set(path, chosen);
  }
}

export class ContainerFiles {
  readonly #own = new Map<string, VirtualFile>();
  #folder: string;

  /** @param folder the working directory, from which relative paths count */
  constructor(
    readonly mounts: readonly Mount[],
    folder = '/',
  ) {
    this.#folder = folder;
  }

  /** For a script to write to: what it does is seen by nobody else. */
  copy(folder = this.#folder): ContainerFiles {
    const volumes = new Map(this.mounts.map(({ volume }) => [volume, volume.copy()]));
    const copy = new ContainerFiles(
      this.mounts.map((mount) => ({ ...mount, volume: volumes.get(mount.volume) ?? mount.volume })),
      folder,
    );
    for (const [path, file] of this.#own) copy.#own.set(path, file);
    return copy;
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
    if (own) return { kind: 'file', file: own, mount: undefined };
    const found = this.#locate(clean);
    if (!found) return { kind: 'image' };
    const file = found.mount.volume.files.get(found.inside);
    if (file) return { kind: 'file', file, mount: found.mount };
    return found.mount.volume.unknown ? { kind: 'unknown', mount: found.mount } : { kind: 'absent' };
  }

  /** A program that nobody can read has run: it may have written anything. */
  hide(): void {
    for (const { volume } of this.mounts) volume.unknown = true;
  }

  write(path: string, file: VirtualFile): void {
    const clean = this.absolute(path);
    const found = this.#locate(clean);
    if (found) found.mount.volume.files.set(found.inside, file);
    else this.#own.set(clean, file);
  }

  /**
   * Takes over what became of copies of it, one of which is true.
   * @param choose what a file holds that is not the same in all of them; undefined stands for a file that nobody showed
   */
  join(copies: readonly ContainerFiles[], choose: ChooseVersion): void {
    const [first, ...others] = copies;
    if (first && others.every((copy) => copy.#folder === first.#folder)) this.#folder = first.#folder;
    joinFiles(
      this.#own,
      copies.map((copy) => copy.#own),
      (versions) => choose(versions, true),
    );
    for (const [index, { volume }] of this.mounts.entries()) {
      const volumes = copies.map(({ mounts }) => mounts[index]?.volume ?? volume);
      volume.unknown = volumes.some(({ unknown }) => unknown);
      const files = volumes.map((one) => one.files);
      joinFiles(volume.files, files, (versions) => choose(versions, volume.unknown));
    }
  }

  /** Whether anything is mounted at the path or inside it. */
  isFolder(path: string): boolean {
    const clean = this.absolute(path);
    return this.mounts.some(
      ({ path: mounted, subPath }) =>
        (mounted === clean && subPath === undefined) || mounted.startsWith(`${clean}/`),
    );
  }

  /** The innermost mount that a path lies on. */
  mountOf(path: string): Mount | undefined {
    return this.#locate(this.absolute(path))?.mount;
  }

  /** The innermost mount that holds a path. */
  #locate(path: string): { mount: Mount; inside: string } | undefined {
    const holding = this.mounts.filter(
      (mount) => path === mount.path || path.startsWith(`${mount.path}/`) || mount.path === '',
    );
    const mount = holding.sort((a, b) => b.path.length - a.path.length)[0];
    if (!mount) return undefined;
    const below = path.slice(mount.path.length + 1);
    const inside = [mount.subPath, below].filter((part) => part !== undefined && part !== '').join('/');
    return { mount, inside };
  }
}

/** `.` and `..` resolved, no slash at the end. */
function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
