/**
 * What configuration the server in a container reads, in order: the file it is told to read or that its image brings,
 * the options of its command line, and what the image makes of its environment.
 */

import { type Argument, type CommandLine, readCommandLine } from '../directives/command-line';
import { beyond, commonTo } from '../directives/common-lines';
import type { ConfigLine, ConfigText } from '../directives/config-text';
import type { ConfigInput, Opening, Resolution } from '../directives/load';
import type { ServerVersion } from '../model/version';
import type { ImageInfo } from '../server/image-info';
import { samePlace } from '../text/span';
import { type EnvironmentEffect, environmentEffect } from './environment';
import type { FilePart, KnownPart, PathContent, VirtualFile } from './files';
import {
  hasKnownConfig,
  isSetUp,
  readsEnvironment,
  type StandardConfig,
  standardConfig,
} from './image/image-config';
import type { ArgumentWord } from './start';
import type { Start } from './started';
import type { ContainerUnit } from './unit';

export interface ContainerConfig {
  readonly input: ConfigInput;
  readonly effect: EnvironmentEffect;
  /** Paths of the configuration files that the server reads, as it is told and as it resolves them. */
  readonly read: ReadonlySet<string>;
  /** Where the image looks for a file by itself, so that no argument names one. */
  readonly ownPath: string | undefined;
  /** The first known stretch of its configuration file. */
  readonly editable: KnownPart | undefined;
  /** Every known stretch of the files that it reads, by its text. */
  readonly known: ReadonlyMap<ConfigText, KnownPart>;
}

/** @param version for reading the command line */
export function readContainerConfig(
  unit: ContainerUnit,
  image: ImageInfo | undefined,
  start: Start,
  version: ServerVersion,
): ContainerConfig {
  return new Reader(unit, image, start, version).run();
}

class Reader {
  readonly #parts: ConfigInput['parts'][number][] = [];
  readonly #openings: Opening[] = [];
  readonly #read = new Set<string>();
  readonly #effect: EnvironmentEffect;
  readonly #standard: StandardConfig | undefined;
  #editable: KnownPart | undefined;
  readonly #known = new Map<ConfigText, KnownPart>();

  constructor(
    readonly unit: ContainerUnit,
    readonly image: ImageInfo | undefined,
    readonly start: Start,
    readonly version: ServerVersion,
  ) {
    const setUp = isSetUp(image, start);
    this.#effect = environmentEffect(
      setUp ? image : undefined,
      unit.variables,
      unit.anchor,
      start.entryPoint,
    );
    this.#standard = setUp ? standardConfig(image, unit.variables) : undefined;
  }

  run(): ContainerConfig {
    const { unit, start, version } = this;
    const { flags } = this.#effect;
    const read = (args: readonly Argument[]) =>
      readCommandLine([...args, ...flags], version, unit.anchor.file);
    const line = read(start.args);
    const others = start.alternatives.map(read);
    this.#addFiles(line);
    for (const text of optionTexts(line, others)) this.#parts.push(...byLayer(text, flags));
    this.#addOpenings(line, others);
    const runtime = new Set(unit.runtime);
    for (const text of runtime) this.#parts.push({ text, layer: 'script' });
    const bare = line.bare && this.#parts.every(({ text }) => text.text.trim() === '');
    return {
      input: {
        parts: this.#parts,
        bare,
        unknownSources: this.#openings,
        resolve: (path) => this.#resolve(path),
        saidBy: (text) => (runtime.has(text) ? { layer: 'script', atRuntime: true } : undefined),
      },
      effect: this.#effect,
      read: this.#read,
      ownPath: this.#standard?.replaces,
      editable: this.#editable,
      known: this.#known,
    };
  }

  /** The file that the server is told to read, else what the image reads by itself. */
  #addFiles(line: CommandLine): void {
    const { unit } = this;
    const standard = this.#standard;
    if (line.configFile) {
      this.#addPath(line.configFile.value, line.configFile.place);
    } else if (standard && this.#isMounted(standard.replaces)) {
      this.#addPath(standard.replaces, unit.anchor);
    } else {
      this.#addGenerated();
    }
    if (standard?.last && this.#isMounted(standard.last)) this.#addPath(standard.last, unit.anchor);
  }

  #addGenerated(): void {
    const { unit, image, start } = this;
    const { base, generated } = this.#effect;
    const mounted = this.#standard?.base;
    if (mounted && this.#isMounted(mounted)) this.#addPath(mounted, unit.anchor);
    else for (const { config, layer } of base) this.#parts.push({ text: config, layer });
    for (const { config, layer } of generated) this.#parts.push({ text: config, layer });
    const known = image === undefined || hasKnownConfig(image) || start.program !== undefined;
    if (!known) this.#openings.push({ why: 'unresolved', place: unit.anchor });
  }

  #isMounted(path: string): boolean {
    const { kind } = this.unit.files.read(path);
    return kind === 'file' || kind === 'unknown';
  }

  #addPath(path: string, place: Opening['place']): void {
    const content = this.#open(path);
    if (content.kind === 'file') this.#addFile(content.file);
    else this.#openings.push({ why: 'unresolved', place });
  }

  /** The server is told to read it. */
  #open(path: string): PathContent {
    this.#read.add(path).add(this.unit.files.absolute(path));
    return this.unit.files.read(path);
  }

  #addFile({ parts }: VirtualFile): void {
    for (const part of parts) {
      if (part.kind === 'unknown') {
        this.#openings.push({ why: part.why, place: part.place });
        continue;
      }
      this.#editable ??= part;
      this.#known.set(part.config, part);
      this.#parts.push({ text: part.config, layer: part.layer });
    }
  }

  #resolve(path: string): Resolution {
    const content = this.#open(path);
    const parts = content.kind === 'file' ? content.file.parts : [];
    for (const part of parts) if (part.kind === 'text') this.#known.set(part.config, part);
    const texts = parts.flatMap(textOf);
    return texts.length > 0 ? { kind: 'found', texts } : { kind: 'unresolved' };
  }

  #addOpenings(line: CommandLine, others: readonly CommandLine[]): void {
    const { unit, start } = this;
    const script = start.script?.place ?? unit.anchor;
    for (const list of [unit.command, unit.args]) {
      if (list.kind === 'unknown') this.#openings.push({ why: 'template', place: list.place });
    }
    const otherFile = others.some(({ configFile }) => configFile?.value !== line.configFile?.value);
    if (start.wrapped || otherFile) this.#openings.push({ why: 'script', place: script });
    if (unit.completeness !== 'whole') this.#openings.push({ why: 'unresolved', place: unit.anchor });
    if (line.stdin) this.#openings.push({ why: 'script', place: unit.anchor });
    for (const { place } of start.args.filter(couldBeOptions)) this.#openings.push({ why: 'script', place });
    if (!unit.variablesKnown && start.entryPoint && this.image && readsEnvironment(this.image))
      this.#openings.push({ why: 'unresolved', place: unit.anchor });
    if (this.#effect.unknown) this.#openings.push({ why: 'secret', place: this.#effect.unknown.place });
  }
}

const textOf = (part: FilePart): ConfigText[] => (part.kind === 'text' ? [part.config] : []);

/** A word that begins with something unknown may be any option, unless the word before it waits for its value. */
function couldBeOptions(word: ArgumentWord, index: number, words: readonly ArgumentWord[]): boolean {
  const before = words[index - 1]?.value ?? '';
  return !word.certain && word.value.startsWith('$') && !/^--[\w-]+$/.test(before);
}

/** Options of the environment apart from those of the command line. */
function byLayer(text: ConfigText, flags: readonly Argument[]): ConfigInput['parts'][number][] {
  const [flag] = flags;
  if (!flag) return [{ text, layer: 'command-line option' }];
  const fromFlags = (line: ConfigLine) => samePlace(text.map.place(line.span), flag.place);
  const lines = (wanted: boolean) => text.lines.filter((line) => fromFlags(line) === wanted);
  return [
    { text: { ...text, lines: lines(false) }, layer: 'command-line option' },
    { text: { ...text, lines: lines(true) }, layer: 'environment' },
  ];
}

/** Options that the server gets in every case are certain; those of one case alone are not. */
function optionTexts(line: CommandLine, others: readonly CommandLine[]): ConfigText[] {
  const texts = others.map(({ options }) => options);
  const extra = texts.map((options) => beyond(options, line.options)).filter(({ lines }) => lines.length > 0);
  return [commonTo(line.options, texts), ...extra];
}
