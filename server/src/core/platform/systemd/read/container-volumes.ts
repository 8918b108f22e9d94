/** What a `.container` file mounts: files and folders of the project, volumes, memory. */

import { ContainerFiles, type Mount, Volume } from '../../../container/files';
import { isOpen } from '../../../container/open-text';
import { textFile } from '../../../container/text-file';
import type { FileId, Place } from '../../../text/span';
import type { ScalarTree } from '../../../yaml/tree';
import type { UnitWord } from './words';

export interface NamedFile {
  /** Below the path; empty for the path itself. */
  readonly name: string;
  readonly file: FileId;
  readonly text: string;
}

/** What volumes are looked up in. */
export interface VolumeSources {
  /** Files below a path of the machine, or beside the unit where the path begins with a dot. */
  readonly filesAt: (path: string) => readonly NamedFile[];
  /** The word that puts a `.volume` into memory. */
  readonly mediumOf: (unit: string) => ScalarTree | undefined;
}

export class ContainerVolumes {
  /** By target: a later one takes the place of an earlier one. */
  readonly #mounts = new Map<string, Mount>();
  readonly inMemory = new Map<string, ScalarTree>();

  constructor(readonly sources: VolumeSources) {}

  get files(): ContainerFiles {
    return new ContainerFiles([...this.#mounts.values()]);
  }

  /** `source:target:options`, or a target alone. */
  volume(word: UnitWord): void {
    const [first = '', second] = word.text.text.split(':');
    if (second === undefined)
      this.#put(new Volume(true, `anonymous ${first}`, word.place), first, undefined, word);
    else this.#mount(first, second, word);
  }

  /** `type=bind,source=./redis.conf,destination=/etc/redis.conf`. */
  mount(word: UnitWord): void {
    const fields = new Map(
      word.text.text.split(',').map((field): [string, string] => {
        const equals = field.indexOf('=');
        return equals === -1 ? [field, ''] : [field.slice(0, equals), field.slice(equals + 1)];
      }),
    );
    const get = (...names: readonly string[]) => names.map((name) => fields.get(name)).find(Boolean);
    const target = get('destination', 'target', 'dst');
    if (target === undefined) return;
    if (fields.get('type') === 'tmpfs') this.#memory(target, word.text.toScalar(word.place));
    else this.#mount(get('source', 'src') ?? '', target, word);
  }

  /** `/data:size=1g`. */
  tmpfs(word: UnitWord): void {
    this.#memory(word.text.text.split(':')[0] ?? '', word.text.toScalar(word.place));
  }

  #mount(source: string, target: string, word: UnitWord): void {
    const isPath = /^[./~]/.test(source) || isOpen(source);
    if (!isPath) {
      const medium = this.sources.mediumOf(source);
      if (medium) this.inMemory.set(source, medium);
      this.#put(new Volume(true, source, word.place), target, undefined, word);
      return;
    }
    const volume = new Volume(true, source, word.place);
    const name = target.slice(target.lastIndexOf('/') + 1);
    const found = isOpen(source) ? [] : this.sources.filesAt(source);
    const [only] = found;
    const isFile = found.length === 1 && only?.name === '';
    for (const one of found) volume.files.set(isFile ? name : one.name, textFile(one.file, one.text));
    this.#put(volume, target, isFile ? name : undefined, word);
  }

  #memory(target: string, word: ScalarTree): void {
    const name = `tmpfs ${target}`;
    this.inMemory.set(name, word);
    this.#put(new Volume(false, name, word.place), target, undefined, word);
  }

  #put(
    volume: Volume,
    target: string,
    subPath: string | undefined,
    { place }: { readonly place: Place },
  ): void {
    const path = target.replace(/\/+$/, '');
    this.#mounts.set(path, { volume, path, subPath, place });
  }
}
