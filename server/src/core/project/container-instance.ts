/** The server that runs in a container: found, versioned, with its configuration from every place that has a say. */

import { type EnvironmentEffect, environmentEffect } from '../containers/environment';
import type { FilePart, VirtualFile } from '../containers/files';
import { ContainerForm } from '../containers/form';
import { type ImageInfo, readImage } from '../containers/image';
import { limitEdits } from '../containers/limit-edits';
import { runScript } from '../containers/script-effects';
import { type ArgumentWord, type Start, startOf } from '../containers/start';
import type { ContainerUnit, WordList } from '../containers/unit';
import { argumentOf, wordOf } from '../containers/words';
import { type CommandLine, readCommandLine } from '../directives/command-line';
import type { ConfigInput, Opening } from '../directives/load';
import type { Edit } from '../model/finding';
import type { Placement, RedisInstance } from '../model/instance';
import type { StatedFacts } from '../model/stated';
import { ConfForm } from '../sources/redis-conf/form';
import { insertEntry, type TextOf } from '../yaml/edit';
import type { ScalarTree } from '../yaml/tree';
import { type ImageVersion, imageVersion } from './image-version';
import { buildInstance } from './server-instance';

export interface ContainerSurroundings {
  readonly text: TextOf;
  /** Facts of the project file and of annotations about this workload. */
  readonly stated: StatedFacts;
  readonly sysctls: Placement['sysctls'];
  readonly hostPrepared: boolean;
  readonly addInitContainer?: Placement['addInitContainer'];
  /** Volumes in memory, by name, with the word that makes them so. */
  readonly inMemory: ReadonlyMap<string, ScalarTree>;
}

/** @returns undefined when no server runs in the container, or one that does not fork */
export function containerInstance(
  unit: ContainerUnit,
  around: ContainerSurroundings,
): RedisInstance | undefined {
  const image = unit.image === undefined ? undefined : readImage(unit.image);
  if (image?.kind === 'forkless' || image?.kind === 'other') return undefined;
  const words = wordsOf(unit);
  const start = startWith(unit, image, words);
  if (start?.kind !== 'server') return undefined;
  return new ContainerReader(unit, image, start, words, around).read();
}

interface Words {
  readonly command: readonly ArgumentWord[] | undefined;
  readonly args: readonly ArgumentWord[] | undefined;
  /** A template decides about one of them. */
  readonly unknown: Opening | undefined;
}

function wordsOf(unit: ContainerUnit): Words {
  const read = (list: WordList): readonly ArgumentWord[] | undefined => {
    if (list.kind !== 'words') return undefined;
    // Compose has put its variables in already; only the kubelet knows $(NAME).
    return list.words.map((word) =>
      unit.source === 'kubernetes' ? argumentOf(word, unit.variables, unit.variablesKnown) : wordOf(word),
    );
  };
  const hole = [unit.command, unit.args].find((list) => list.kind === 'unknown');
  return {
    command: read(unit.command),
    args: read(unit.args),
    unknown: hole?.kind === 'unknown' ? { why: 'template', place: hole.place } : undefined,
  };
}

function startWith(
  unit: ContainerUnit,
  image: ImageInfo | undefined,
  { command, args }: Words,
): Start | undefined {
  const variables = new Map(
    unit.variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])),
  );
  const file = (path: string): ArgumentWord | undefined => {
    const content = unit.files.read(path);
    const part = content.kind === 'file' ? content.file.parts[0] : undefined;
    return part?.kind === 'text' && part.scalar ? wordOf(part.scalar) : undefined;
  };
  return startOf(image, command, args, { variables, file });
}

/** Configuration files that images read without being told (kubernetes.md A.6). */
function standardConfig(
  image: ImageInfo | undefined,
): { replaces: string; last: string | undefined } | undefined {
  switch (image?.family) {
    case 'bitnami': {
      const folder = `/opt/bitnami/${image.product ?? 'redis'}/mounted-etc`;
      return { replaces: `${folder}/${image.product ?? 'redis'}.conf`, last: `${folder}/overrides.conf` };
    }
    case 'stack':
      return { replaces: '/redis-stack.conf', last: undefined };
    case 'sclorg':
      return { replaces: '/etc/redis.conf', last: undefined };
    default:
      return undefined;
  }
}

/** Images of which the built-in configuration was read: the official ones have none, bitnami generates it. */
const KNOWN_FAMILIES = new Set(['official', 'bitnami']);

class ContainerReader {
  readonly #parts: {
    text: ConfigInput['parts'][number]['text'];
    layer: ConfigInput['parts'][number]['layer'];
  }[] = [];
  readonly #openings: Opening[] = [];
  readonly #version: ImageVersion;
  readonly #effect: EnvironmentEffect;
  readonly #read: string[] = [];
  #editable: FilePart | undefined;

  constructor(
    readonly unit: ContainerUnit,
    readonly image: ImageInfo | undefined,
    readonly start: Start,
    readonly words: Words,
    readonly around: ContainerSurroundings,
  ) {
    this.#version = imageVersion(image, unit, around.stated, start.program?.value);
    this.#effect = environmentEffect(image, unit.variables, unit.head);
  }

  read(): RedisInstance {
    const { unit, start } = this;
    if (start.script)
      runScript(start.before, unit.files, { map: start.script.map, place: start.script.place });
    const version = this.#version.settled ?? this.#version.assumed;
    const line = readCommandLine(start.args, version, unit.head.file);
    this.#addFiles(line);
    this.#parts.push({ text: line.options, layer: 'command-line option' });
    for (const { config, layer } of this.#effect.flags) this.#parts.push({ text: config, layer });
    this.#addOpenings(line);
    const bare = line.bare && this.#parts.every(({ text }) => text.lines.length === 0);
    return this.#build(bare);
  }

  /** The file that the server is told to read, else what the image reads by itself. */
  #addFiles(line: CommandLine): void {
    const standard = standardConfig(this.image);
    if (line.configFile) {
      this.#addPath(line.configFile.value, line.configFile.place);
    } else if (standard && this.unit.files.read(standard.replaces).kind !== 'image') {
      this.#addPath(standard.replaces, this.unit.head);
    } else {
      for (const { config, layer } of this.#effect.generated) this.#parts.push({ text: config, layer });
      const known =
        this.image === undefined || KNOWN_FAMILIES.has(this.image.family) || this.start.program !== undefined;
      if (!known) this.#openings.push({ why: 'unresolved', place: this.unit.head });
    }
    if (standard?.last && this.unit.files.read(standard.last).kind !== 'image')
      this.#addPath(standard.last, this.unit.head);
  }

  #addPath(path: string, place: Opening['place']): void {
    this.#read.push(path);
    const content = this.unit.files.read(path);
    if (content.kind === 'file') this.#addFile(content.file);
    else this.#openings.push({ why: 'unresolved', place });
  }

  #addFile({ parts }: VirtualFile): void {
    for (const part of parts) {
      if (part.kind === 'unknown') {
        this.#openings.push({ why: part.why, place: part.place });
        continue;
      }
      this.#editable ??= part;
      this.#parts.push({ text: part.config, layer: part.layer });
    }
  }

  #addOpenings(line: CommandLine): void {
    const { unit, start, words } = this;
    if (words.unknown) this.#openings.push(words.unknown);
    if (start.wrapped) this.#openings.push({ why: 'script', place: start.script?.place ?? unit.head });
    if (line.stdin) this.#openings.push({ why: 'script', place: unit.head });
    if (this.#effect.unknown) this.#openings.push({ why: 'secret', place: this.#effect.unknown.place });
  }

  #build(bare: boolean): RedisInstance {
    const { unit, start, around } = this;
    const role =
      around.stated.role ??
      (this.#effect.role &&
        ({ kind: 'known', value: this.#effect.role, origin: { layer: 'environment' } } as const)) ??
      unit.role;
    const input: ConfigInput = {
      parts: this.#parts,
      bare,
      openings: this.#openings,
      resolve: (pattern) => {
        const content = this.unit.files.read(pattern);
        const texts =
          content.kind === 'file'
            ? content.file.parts.flatMap((part) => (part.kind === 'text' ? [part.config] : []))
            : [];
        this.#read.push(pattern);
        return texts.length > 0 ? { kind: 'found', texts } : { kind: 'unresolved' };
      },
    };
    const choice = this.#version.choose(this.#parts.map(({ text }) => text));
    const inScript = start.script ? (start.args.at(-1) ?? start.program) : undefined;
    const list = start.script === undefined ? optionList(unit) : undefined;
    return buildInstance({
      name: `${unit.owner}${unit.container === ownName(unit.owner) ? '' : ` › ${unit.container}`}`,
      file: unit.head.file,
      kind: 'server',
      head: unit.head,
      input,
      version: choice,
      stated: around.stated,
      limit: unit.limit.bytes,
      fallbackRole: role,
      followers: unit.followers,
      form: new ContainerForm(unit, { list, inScript }, this.#fileForm(), around.text),
      placement: this.#placement(),
    });
  }

  #placement(): Placement {
    const { unit, around } = this;
    return {
      kind: unit.source,
      fragment: unit.fragment,
      head: unit.head,
      limit: unit.limit,
      setLimit: (bytes) => limitEdits(unit, bytes, around.text),
      image: this.image,
      ignoredVariables: this.#effect.ignored,
      unreadMounts: this.#unreadMounts(),
      dataInMemory: this.#dataInMemory(),
      sysctls: around.sysctls,
      hostPrepared: around.hostPrepared,
      ...(around.addInitContainer ? { addInitContainer: around.addInitContainer } : {}),
    };
  }

  /** The volume on which the data directory lies: `dir`, else the one of the image. */
  #dataInMemory(): ScalarTree[] {
    const mount = this.unit.files.mountOf(this.#dataFolder());
    const medium = mount && this.around.inMemory.get(mount.volume.name);
    return medium ? [medium] : [];
  }

  #dataFolder(): string {
    const lines = this.#parts.flatMap(({ text }) => text.lines);
    const dir = lines.findLast((line) => line.kind === 'directive' && line.name === 'dir' && !line.templated);
    const written = dir?.kind === 'directive' ? dir.args[0]?.value : undefined;
    if (written?.startsWith('/')) return written;
    return this.image?.family === 'bitnami' ? `/bitnami/${this.image.product ?? 'redis'}/data` : '/data';
  }

  #fileForm(): ConfForm | undefined {
    const part = this.#editable;
    if (part?.kind !== 'text') return undefined;
    const { scalar, config } = part;
    const newline = this.around.text(config.map.file).includes('\r\n') ? '\r\n' : '\n';
    if (!scalar) return new ConfForm(config);
    return scalar.style === 'literal' ? new ConfForm(config, { indent: scalar.indent, newline }) : undefined;
  }

  /** Configuration files that are mounted and that nothing tells the server to read. */
  #unreadMounts(): Placement['unreadMounts'] {
    if (this.start.wrapped || this.start.script) return [];
    return this.unit.files.mounts.flatMap((mount) => {
      const names = [...mount.volume.files.keys()].filter((name) =>
        /(?:redis|valkey)[^/]*\.conf$/.test(name),
      );
      const wanted = mount.subPath === undefined ? names : names.filter((name) => name === mount.subPath);
      const paths = wanted.map((name) =>
        mount.subPath === undefined ? `${mount.path}/${name}` : mount.path,
      );
      return paths
        .filter((path) => !this.#read.includes(path) && !/sentinel/.test(path))
        .map((path) => ({ path, place: mount.place, read: readEdits(this.unit, path, this.around.text) }));
    });
  }
}

/** Where the image decides so far, its arguments can begin with the file. */
function readEdits(unit: ContainerUnit, path: string, text: TextOf): Edit[] {
  if (unit.command.kind !== 'absent' || unit.args.kind !== 'absent') return [];
  const line =
    unit.source === 'compose'
      ? `command: ["redis-server", ${JSON.stringify(path)}]`
      : `args: [${JSON.stringify(path)}]`;
  return insertEntry(unit.tree, [line], line, text, unit.tree.entries.get('image'));
}

const ownName = (owner: string): string => owner.slice(owner.lastIndexOf('/') + 1);

/** The list that holds the options of the server: `args`, else `command`. */
function optionList(unit: ContainerUnit) {
  const holder =
    unit.args.kind === 'words' ? unit.args : unit.command.kind === 'words' ? unit.command : undefined;
  return holder?.list.kind === 'list' ? holder.list : undefined;
}
