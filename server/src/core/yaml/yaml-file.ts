/**
 * A YAML file as its documents: cut, gated, parsed when somebody asks, and not parsed again while its text stands.
 *
 * Places in a document are stable offsets: they count from a base that is its own, so that nothing that was worked out
 * of it changes when it moves. `now` says where a place stands, `stable` is the way back.
 */

import { Piece, wholePiece } from '../text/piece';
import type { FileId, Span } from '../text/span';
import { updateChunks } from './chunks';
import { buildTrees, type ParsedChunk, parseTolerant } from './parsed-chunk';
import { namesOfData, primariesIn, referencesIn } from './references';
import { concernsServers } from './relevance';
import { SECTIONS_FROM, type Section, sectionsOf, treeOfSections } from './sections';
import { isTemplateName } from './template-mask';
import type { ResolveAction } from './template-shape';
import { type Tree, textAt } from './tree';

/** Larger documents are data, not manifests. UTF-16 units. */
const CHUNK_LIMIT = 2 * 1024 * 1024;

export interface Chunk {
  readonly text: string;
  /** Where it stands in the file now. */
  readonly start: number;
  /** The offset that its places count from: stays while its text stays, however far it moves. */
  readonly base: number;
  /** How long its text may become before it needs another base. */
  readonly room: number;
  /** Whether it can concern Redis at all. */
  readonly relevant: boolean;
  /** What was worked out of the text; chunks that only moved share it. */
  readonly memory: {
    parsed?: ParsedChunk;
    /** Of a large document; those of the one before it until it is parsed itself. */
    sections?: readonly Section[] | undefined;
    trees?: readonly Tree[];
    /** Names of ConfigMaps, Secrets and Services that its pods refer to. */
    references?: ReadonlySet<string>;
    /** Names that stand in it, where it holds a ConfigMap, a Secret or a Service. */
    data?: ReadonlySet<string>;
    /** Whether it may declare the release of a chart. */
    declares?: boolean;
  };
}

export class YamlFile {
  readonly file: FileId;
  readonly text: string;
  readonly chunks: readonly Chunk[];
  /** Stable offsets from here on belong to no document yet. */
  readonly #free: number;
  #byBase: readonly Chunk[] | undefined;

  /** @param before the same file before a change; what stayed is not parsed again */
  constructor(file: FileId, text: string, before?: YamlFile) {
    this.file = file;
    this.text = text;
    const former = before && before.#free < OFFSETS ? before : undefined;
    let free = former ? former.#free : 0;
    const create = (piece: string, start: number, instead?: Chunk): Chunk => {
      const stays = instead !== undefined && piece.length <= instead.room;
      const room = stays ? instead.room : piece.length + (piece.length >> 2) + ROOM;
      const base = stays ? instead.base : free;
      if (!stays) free += room + 1;
      return { text: piece, start, base, room, relevant: concernsServers(file, piece), memory: {} };
    };
    const move = (old: Chunk, start: number): Chunk => (old.start === start ? old : { ...old, start });
    this.chunks = updateChunks(former?.chunks ?? [], text, create, move);
    this.#free = free;
    this.#free = free;
    if (former) inheritSections(former.chunks, this.chunks);
  }

  /** Whether any of its documents can concern Redis. */
  get relevant(): boolean {
    return this.chunks.some(({ relevant }) => relevant);
  }

  /** The documents that can concern Redis. */
  relevantTrees(): Tree[] {
    return this.chunks.filter(({ relevant }) => relevant).flatMap((chunk) => this.trees(chunk));
  }

  /** Names of the ConfigMaps, Secrets and Services that the relevant documents refer to. */
  references(): string[] {
    return this.chunks
      .filter(({ relevant }) => relevant)
      .flatMap((chunk) => {
        chunk.memory.references ??= new Set([
          ...this.trees(chunk).flatMap((tree) => (textAt(tree, 'kind') ? [...referencesIn(tree)] : [])),
          ...primariesIn(chunk.text),
        ]);
        return [...chunk.memory.references];
      });
  }

  /** ConfigMaps, Secrets and Services of these names that say nothing of a server themselves. */
  referencedTrees(names: ReadonlySet<string>): Tree[] {
    if (names.size === 0) return [];
    return this.chunks
      .filter(({ relevant, text, memory }) => {
        if (relevant) return false;
        memory.data ??= namesOfData(text);
        return [...memory.data].some((name) => names.has(name));
      })
      .flatMap((chunk) => this.trees(chunk));
  }

  /** All documents: for files that another one refers to. */
  allTrees(): Tree[] {
    return this.chunks.flatMap((chunk) => this.trees(chunk));
  }

  /** Trees keep their identity as long as their text stands: their places are stable offsets. */
  trees(chunk: Chunk): readonly Tree[] {
    const { memory } = chunk;
    memory.trees ??= this.#inSections(chunk) ?? this.#whole(chunk);
    return memory.trees;
  }

  #inSections({ text, base, memory }: Chunk): readonly Tree[] | undefined {
    if (text.length < SECTIONS_FROM || text.length > CHUNK_LIMIT || memory.parsed) return undefined;
    memory.sections = sectionsOf(text, memory.sections);
    const tree = memory.sections && treeOfSections(memory.sections, this.file, base);
    return tree && [tree];
  }

  #whole({ text, base, memory }: Chunk): readonly Tree[] {
    memory.parsed ??=
      text.length > CHUNK_LIMIT ? { documents: [] } : parseTolerant(text, isTemplateName(this.file));
    return buildTrees(memory.parsed, { file: this.file, text }, base);
  }

  /** The documents of a template with what its actions write, where that is known. */
  resolvedTrees(resolve: ResolveAction): Tree[] {
    return this.chunks.flatMap((chunk) => {
      this.trees(chunk);
      const { text, base, memory } = chunk;
      return memory.parsed ? buildTrees(memory.parsed, { file: this.file, text }, base, resolve) : [];
    });
  }

  /** Something in it is written by a template. */
  get isTemplate(): boolean {
    return isTemplateName(this.file) && this.text.includes('{{');
  }

  /** The documents around a stable offset that can concern Redis. */
  treesAt(offset: number): readonly Tree[] {
    const chunk = this.chunkOf(offset);
    return chunk?.relevant ? this.trees(chunk) : [];
  }

  /** The document that a stable offset belongs to; undefined where that is gone. */
  chunkOf(offset: number): Chunk | undefined {
    this.#byBase ??= this.chunks.toSorted((a, b) => a.base - b.base);
    const chunk = lastAtOrBefore(this.#byBase, offset, ({ base }) => base);
    return chunk && offset <= chunk.base + chunk.text.length ? chunk : undefined;
  }

  /** The text around a stable offset: of its document. */
  piece(offset: number): Piece {
    const chunk = this.chunkOf(offset);
    return chunk ? new Piece(chunk.text, chunk.base) : wholePiece(this.text);
  }

  /** From where something stands now to the offset that it keeps. */
  stable(offset: number): number {
    const chunk = lastAtOrBefore(this.chunks, offset, ({ start }) => start);
    return chunk ? offset - chunk.start + chunk.base : offset;
  }

  /** Where a stable span stands now. */
  now({ start, end }: Span): Span {
    const from = this.#now(start);
    return { start: from, end: Math.max(from, this.#now(end)) };
  }

  #now(offset: number): number {
    const chunk = this.chunkOf(offset);
    return chunk ? offset - chunk.base + chunk.start : Math.min(offset, this.text.length);
  }
}

/** Stable offsets are used up slowly; engines count fast up to here. Then the file is read as if it were new. */
const OFFSETS = 2 ** 30;
/** Characters that a document can grow by at least. */
const ROOM = 256;

/** The last of some in order that begins at or before an offset; else the first. */
function lastAtOrBefore<T>(items: readonly T[], offset: number, startOf: (item: T) => number): T | undefined {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const item = items[middle];
    if (item !== undefined && startOf(item) <= offset) low = middle;
    else high = middle - 1;
  }
  return items[low];
}

/** A large document that changed begins with the sections of the one that it was. */
function inheritSections(before: readonly Chunk[], now: readonly Chunk[]): void {
  const kept = new Set(now.map(({ memory }) => memory));
  const gone = before.filter(({ memory }) => memory.sections && !kept.has(memory));
  if (gone.length === 0) return;
  for (const { memory, text } of now)
    if (text.length >= SECTIONS_FROM && !memory.trees && !memory.sections)
      memory.sections = gone.shift()?.memory.sections;
}
