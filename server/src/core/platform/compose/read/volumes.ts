/** What is mounted into a service: files and folders of the project, configs and secrets, volumes, memory. */

import { ContainerFiles, type Mount, Volume } from '../../../container/files';
import { isOpen } from '../../../container/open-text';
import { textFile } from '../../../container/text-file';
import { readConfigText } from '../../../directives/config-text';
import type { FileId } from '../../../text/span';
import { at, type ScalarTree, scalarAt } from '../../../yaml/tree';
import { templateEnding } from './recognise';
import {
  type ComposeFiles,
  type Found,
  isScalar,
  itemsOf,
  mappedOf,
  projectPath,
  type Service,
  type TopLevel,
  textOf,
  valuesAt,
} from './service';

export interface ServiceMounts {
  readonly files: ContainerFiles;
  /** Volumes in memory, by name, with the words that make them so. */
  readonly inMemory: ReadonlyMap<string, ScalarTree>;
}

/** Files that a server may be told to read; others in a mounted folder are data. */
const READABLE = /\.(?:conf|sh)(?:\.[\w-]+)?$/i;

export function mountsOf(service: Service, topLevel: TopLevel, files: ComposeFiles): ServiceMounts {
  return new Reader(service, topLevel, files).run();
}

class Reader {
  /** By target: a later one takes the place of an earlier one. */
  readonly #mounts = new Map<string, Mount>();
  readonly #inMemory = new Map<string, ScalarTree>();

  constructor(
    readonly service: Service,
    readonly topLevel: TopLevel,
    readonly files: ComposeFiles,
  ) {}

  run(): ServiceMounts {
    const all = (key: string): Found[] => valuesAt(this.service, [key], this.files.text).flatMap(itemsOf);
    for (const item of all('volumes')) this.#volume(item);
    for (const item of all('tmpfs')) if (isScalar(item)) this.#memory(textOf(item)?.split(':')[0], item.tree);
    for (const item of all('configs')) this.#granted(item, 'configs', '/');
    for (const item of all('secrets')) this.#granted(item, 'secrets', '/run/secrets/');
    return { files: new ContainerFiles([...this.#mounts.values()]), inMemory: this.#inMemory };
  }

  #volume(item: Found): void {
    const { tree, layer } = item;
    if (isScalar(item)) {
      const [source, target] = splitShort(textOf(item) ?? item.tree.text);
      if (target !== undefined) this.#mount(source, target, isPath(source), item, item.tree);
    } else if (tree.kind === 'map') {
      const get = (key: string) =>
        textOf({ tree: at(tree, key) ?? { kind: 'hole', place: tree.place }, layer });
      const target = get('target');
      const type = scalarAt(tree, 'type');
      if (target === undefined) return;
      if (type?.text === 'tmpfs') this.#memory(target, type);
      else this.#mount(get('source'), target, type?.text === 'bind', item, scalarAt(tree, 'target'));
    }
  }

  #mount(
    source: string | undefined,
    target: string,
    bound: boolean,
    { tree, layer }: Found,
    word: ScalarTree | undefined,
  ): void {
    const place = word?.place ?? tree.place;
    if (bound && source !== undefined) {
      this.#bind(isOpen(source) ? undefined : source, layer.from, target, place);
      return;
    }
    const medium = source === undefined ? undefined : this.#memoryVolume(source);
    const name = source ?? `anonymous ${target}`;
    if (medium) this.#inMemory.set(name, medium);
    this.#put(new Volume(true, name, place), target, undefined, place);
  }

  /** @param path undefined where it cannot be known */
  #bind(path: string | undefined, from: FileId, target: string, place: Mount['place']): void {
    const file = path === undefined ? undefined : projectPath(path, from);
    const volume = new Volume(true, file ?? `somewhere at ${target}`, place);
    const name = target.slice(target.lastIndexOf('/') + 1);
    // What a template mounts is rendered beside it, by the same hand.
    const ending = templateEnding(from);
    const sources = file === undefined ? [] : [file, ...(ending === '' ? [] : [file + ending])];
    if (sources.some((one) => this.#addFile(volume, name, one))) {
      this.#put(volume, target, name, place);
      return;
    }
    const inside = file === undefined ? [] : this.files.below(file);
    for (const one of inside)
      if (READABLE.test(one))
        this.#addFile(volume, one.slice((file?.replace(/\/$/, '').length ?? 0) + 1), one);
    this.#put(volume, target, undefined, place);
  }

  #addFile(volume: Volume, name: string, file: FileId): boolean {
    const text = this.files.content(file);
    if (text === undefined) return false;
    volume.files.set(name, textFile(file, text));
    return true;
  }

  /** `driver_opts: { type: tmpfs }`. */
  #memoryVolume(name: string): ScalarTree | undefined {
    const type = scalarAt(this.topLevel('volumes', name)?.tree, 'driver_opts', 'type');
    return type?.text === 'tmpfs' ? type : undefined;
  }

  #memory(target: string | undefined, word: ScalarTree): void {
    if (target === undefined) return;
    const name = `tmpfs ${target}`;
    this.#inMemory.set(name, word);
    this.#put(new Volume(false, name, word.place), target, undefined, word.place);
  }

  /** A config or secret: a file of the project, or a text in the compose file itself. */
  #granted(item: Found, section: 'configs' | 'secrets', folder: string): void {
    const { tree, layer } = item;
    const get = (key: string) => (tree.kind === 'map' ? scalarAt(tree, key) : undefined);
    const source = textOf(isScalar(item) ? item : { tree: get('source') ?? tree, layer });
    if (source === undefined) return;
    const written = get('target');
    const target = (written && textOf({ tree: written, layer })) ?? source;
    const path = target.startsWith('/') ? target : folder + target;
    const place = written?.place ?? get('source')?.place ?? tree.place;
    const found = this.topLevel(section, source);
    const content = scalarAt(found?.tree, 'content');
    if (found && content) this.#inline({ tree: content, layer: found.layer }, path, place);
    else {
      const named = scalarAt(found?.tree, 'file');
      const text = named && found && textOf({ tree: named, layer: found.layer });
      this.#bind(text, found?.layer.from ?? layer.from, path, place);
    }
  }

  #inline(content: Found<ScalarTree>, path: string, place: Mount['place']): void {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const mapped = mappedOf(content, this.files.text);
    const scalar = mapped.text === content.tree.text ? content.tree : mapped.toScalar(content.tree.place);
    const volume = new Volume(false, path, place);
    const config = readConfigText(scalar.text, scalar.map);
    volume.files.set(name, { parts: [{ kind: 'text', config, layer: 'redis.conf', scalar }] });
    this.#put(volume, path, name, place);
  }

  #put(volume: Volume, target: string, subPath: string | undefined, place: Mount['place']): void {
    const path = target.replace(/\/+$/, '');
    this.#mounts.set(path, { volume, path, subPath, place });
  }
}

/** `source:target:options`; a drive letter is part of its path. */
function splitShort(text: string): [source: string | undefined, target: string | undefined] {
  const parts = text.match(/(?:^|(?<=:))(?:[A-Za-z]:[\\/][^:]*|[^:]+)/g) ?? [];
  return parts.length < 2 ? [undefined, parts[0]] : [parts[0], parts[1]];
}

const isPath = (source: string | undefined): boolean =>
  source !== undefined && (/^(?:[./~]|\\\\|[A-Za-z]:[\\/])/.test(source) || source.includes('${'));
