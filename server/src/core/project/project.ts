/**
 * The files that are linted together, each parsed once per version of its text. A project holds text and facts, never a
 * file handle; the editor and the command line add and remove files.
 */

import type { StatedFact } from '../annotations/annotation';
import { type YamlAnnotation, YamlAnnotations } from '../annotations/yaml-annotations';
import { type ConfigText, readConfigText } from '../directives/config-text';
import { recogniseConf } from '../directives/recognise';
import type { Failure } from '../failure';
import { Memo } from '../memo';
import { Blocks } from '../text/blocks';
import { type Piece, wholePiece } from '../text/piece';
import { SourceMap } from '../text/source-map';
import {
  type FileId,
  type Place,
  type PresentOffset,
  type PresentPlace,
  presentSpan,
  type StableOffset,
  stableOffset,
} from '../text/span';
import { isYamlName } from '../yaml/incremental/relevance';
import { YamlFile } from '../yaml/incremental/yaml-file';
import { type ScalarTree, scalarAround } from '../yaml/tree';
import { type ConfDocument, readConfDocument } from './conf-document';
import { allIncludes, type Includable } from './include';

export interface FileHint {
  /** The user declares this to be a redis.conf (language id), whatever its name. */
  readonly redisConf?: boolean;
  /** The editor treats this as YAML, whatever its name. */
  readonly yaml?: boolean;
}

interface Parsed {
  readonly text: Blocks;
  readonly hint: FileHint;
  readonly conf?: ConfDocument | undefined;
  readonly yaml?: YamlFile | undefined;
  /** Reading it failed. */
  readonly failure?: Failure;
  annotations?: readonly YamlAnnotation[];
  /** Of a file that only counts as a redis.conf because another one includes it; read on first use. */
  fragment?: ConfigText;
}

export class Project implements Includable {
  readonly #files = new Map<FileId, Parsed>();
  readonly #scripts = new Memo<ScalarTree, boolean>();
  readonly #annotations = new YamlAnnotations();

  /** @returns whether anything changed */
  set(file: FileId, source: string | Blocks, hint: FileHint = {}): boolean {
    const before = this.#files.get(file);
    const text = Blocks.of(source);
    if (before?.text.equals(text) && sameHint(before.hint, hint)) return false;
    this.#files.set(file, { text, hint, ...read(file, text, hint, before) });
    return true;
  }

  /** The same files without some; what was read of the others is shared. */
  without(files: ReadonlySet<FileId>): Project {
    return this.#part((file) => !files.has(file));
  }

  /** One of the files by itself. */
  only(file: FileId): Project {
    return this.#part((one) => one === file);
  }

  #part(isPart: (file: FileId) => boolean): Project {
    const part = new Project();
    for (const [file, parsed] of this.#files) if (isPart(file)) part.#files.set(file, parsed);
    return part;
  }

  /** Files that could not be read at all. */
  get failures(): readonly Failure[] {
    return [...this.#files.values()].flatMap(({ failure }) => failure ?? []);
  }

  /** Another object whenever the text of the file changed; undefined without the file. */
  versionOf(file: FileId): object | undefined {
    return this.#files.get(file);
  }

  delete(file: FileId): boolean {
    return this.#files.delete(file);
  }

  has(file: FileId): boolean {
    return this.#files.has(file);
  }

  text(file: FileId): string | undefined {
    return this.#files.get(file)?.text.toString();
  }

  /** The text around a place, in stable offsets: the YAML document, or the whole text of any other file. */
  piece({ file, span }: Place): Piece {
    return this.yaml(file)?.piece(span.start) ?? wholePiece(this.text(file) ?? '');
  }

  /** Converts a place to present offsets. */
  now({ file, span }: Place): PresentPlace {
    return { file, span: this.yaml(file)?.now(span) ?? presentSpan(span.start, span.end) };
  }

  /** Converts a present offset to a stable one. */
  stable(file: FileId, offset: PresentOffset): StableOffset {
    return this.yaml(file)?.stable(offset) ?? stableOffset(offset);
  }

  conf(file: FileId): ConfDocument | undefined {
    return this.#files.get(file)?.conf;
  }

  /** The lines of any file, recognised or not, because an included file may contain a single line. */
  config(file: FileId): ConfigText | undefined {
    const parsed = this.#files.get(file);
    if (!parsed || parsed.conf || parsed.yaml) return parsed?.conf?.config;
    parsed.fragment ??= readConfigText(parsed.text.toString(), SourceMap.identity(file, parsed.text.length));
    return parsed.fragment;
  }

  /** The texts that a configuration includes, directly or indirectly, in reading order. */
  includesOf(document: ConfDocument): readonly ConfigText[] {
    return allIncludes(document.config, this);
  }

  get ids(): Iterable<FileId> {
    return this.#files.keys();
  }

  yaml(file: FileId): YamlFile | undefined {
    return this.#files.get(file)?.yaml;
  }

  yamlAnnotations(yaml: YamlFile): readonly YamlAnnotation[] {
    const parsed = this.#files.get(yaml.file);
    if (!parsed) return [];
    parsed.annotations ??= this.#annotations.of(yaml);
    return parsed.annotations;
  }

  /** Facts that annotations state about the YAML document that contains a place. */
  factsAt({ file, span }: Place): readonly StatedFact[] {
    const yaml = this.yaml(file);
    const chunk = yaml?.chunkOf(span.start);
    if (!yaml || !chunk) return [];
    return this.yamlAnnotations(yaml)
      .filter((one) => one.chunk === chunk.base)
      .flatMap(({ facts }) => facts);
  }

  /** Whether a place is in a scalar that is not a configuration, most likely a shell script. */
  isInScript({ file, span }: Place): boolean {
    const yaml = this.yaml(file);
    const chunk = yaml?.chunkOf(span.start);
    const scalar = yaml && chunk && scalarAround(yaml.trees(chunk), span.start);
    if (!scalar) return false;
    const before = this.piece(scalar.place).slice(scalar.place.span.start, span.start);
    if (!before.includes('\n')) return false;
    return this.#scripts.get(scalar, [], () => !recogniseConf('/', readConfigText(scalar.text, scalar.map)));
  }

  /** YAML files in a stable order. */
  yamls(): YamlFile[] {
    return [...this.#files.values()]
      .flatMap(({ yaml }) => (yaml ? [yaml] : []))
      .sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  /** redis.conf files in a stable order. */
  confs(): ConfDocument[] {
    return [...this.#files.values()]
      .flatMap(({ conf }) => (conf ? [conf] : []))
      .sort((a, b) => (a.file < b.file ? -1 : 1));
  }
}

function read(file: FileId, text: Blocks, hint: FileHint, before?: Parsed): Partial<Parsed> {
  try {
    const isYaml = !hint.redisConf && (hint.yaml || isYamlName(file));
    if (isYaml) return { yaml: new YamlFile(file, text, before?.yaml) };
    return { conf: readConfDocument(file, text, hint.redisConf, before?.conf) };
  } catch (error) {
    return { failure: { file, what: 'This file could not be read.', error, whole: true } };
  }
}

const sameHint = (a: FileHint, b: FileHint): boolean =>
  (a.redisConf ?? false) === (b.redisConf ?? false) && (a.yaml ?? false) === (b.yaml ?? false);
