/**
 * A YAML file as its documents: cut, gated, parsed when somebody asks, and not parsed again while its text stands.
 *
 * Places in a document are stable offsets: they count from a base that is its own, so that nothing that was worked out
 * of it changes when it moves. `now` says where a place stands, `stable` is the way back.
 */

import { Blocks } from '../../text/blocks';
import { mayAnnotate } from '../../text/own-comment';
import { Piece, wholePiece } from '../../text/piece';
import { lastAtOrBefore, startsOf } from '../../text/sorted';
import {
  type FileId,
  type PresentOffset,
  type PresentSpan,
  presentSpan,
  type StableOffset,
  type StableSpan,
  stableOffset,
} from '../../text/span';
import type { Holds } from '../template/branches';
import { isTemplateName } from '../template/mask';
import type { ResolveAction } from '../template/shape';
import { type Tree, textAt } from '../tree';
import { updateChunks } from './chunks';
import {
  buildTrees,
  type DecidedDocuments,
  type ParsedChunk,
  parseDecided,
  parseTolerant,
} from './parsed-chunk';
import { hostsIn, namesOfData, referencesIn } from './references';
import { concernsServers } from './relevance';
import { SECTIONS_FROM, type Section, sectionsOf, treeOfSections } from './sections';

/** Larger documents are data, not manifests. UTF-16 units. */
const CHUNK_LIMIT = 2 * 1024 * 1024;

export interface Chunk {
  readonly text: string;
  /** The offset that its places count from: stays while its text stays, however far it moves. */
  readonly base: StableOffset;
  /** How long its text may become before it needs another base. */
  readonly room: number;
  /** Whether it can concern Redis at all. */
  readonly relevant: boolean;
  /** Whether it has a comment for the linter. */
  readonly annotated: boolean;
  /** What was worked out of the text. */
  readonly memory: {
    parsed?: ParsedChunk;
    /** Of a large document; those of the one before it until it is parsed itself. */
    sections?: readonly Section[] | undefined;
    trees?: readonly Tree[];
    /** Of a template, what its conditions left. */
    decided?: DecidedDocuments;
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
  readonly blocks: Blocks;
  readonly chunks: readonly Chunk[];
  /** The documents that can concern Redis. */
  readonly #relevant: readonly Chunk[];
  /** Where each document stands now. */
  readonly #starts: readonly number[];
  /** Stable offsets from here on belong to no document yet. */
  readonly #free: number;
  /** Indexes of the documents by their bases, and those bases. */
  #order: readonly number[] = [];
  #bases: readonly number[] = [];

  /** @param before the same file before a change; what stayed is not parsed again */
  constructor(file: FileId, text: string | Blocks, before?: YamlFile) {
    this.file = file;
    this.blocks = Blocks.of(text);
    const former = before && before.#free < OFFSETS ? before : undefined;
    let free = former ? former.#free : 0;
    const create = (piece: string, instead?: Chunk): Chunk => {
      const stays = instead !== undefined && piece.length <= instead.room;
      const room = stays ? instead.room : piece.length + (piece.length >> 2) + ROOM;
      const base = stays ? instead.base : stableOffset(free);
      if (!stays) free += room + 1;
      const relevant = concernsServers(file, piece);
      return { text: piece, base, room, relevant, annotated: mayAnnotate(piece), memory: {} };
    };
    const cut = former ? { text: former.blocks, chunks: former.chunks } : { text: NOTHING, chunks: [] };
    this.chunks = updateChunks<Chunk>(cut, this.blocks, create);
    this.#relevant = this.chunks.filter(({ relevant }) => relevant);
    this.#starts = startsOf(this.chunks.map(({ text: { length } }) => length));
    this.#free = free;
    if (!former) return;
    inheritSections(former.chunks, this.chunks);
    if (former.#free !== free || former.chunks.length !== this.chunks.length) return;
    this.#order = former.#order;
    this.#bases = former.#bases;
  }

  /** The whole text; put together when first asked for. */
  get text(): string {
    return this.blocks.toString();
  }

  /** Whether any of its documents can concern Redis. */
  get relevant(): boolean {
    return this.#relevant.length > 0;
  }

  /** The documents that can concern Redis. */
  relevantTrees(): Tree[] {
    return this.#relevant.flatMap((chunk) => this.trees(chunk));
  }

  /** Names of the ConfigMaps, Secrets and Services that the relevant documents refer to. */
  references(): string[] {
    return this.#relevant.flatMap((chunk) => {
      chunk.memory.references ??= new Set([
        ...this.trees(chunk).flatMap((tree) => (textAt(tree, 'kind') ? [...referencesIn(tree)] : [])),
        ...hostsIn(chunk.text),
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

  /** The documents of a template with what its actions write, and without what they leave out, where that is known. */
  resolvedTrees(resolve: ResolveAction, holds?: Holds): Tree[] {
    return this.chunks.flatMap((chunk) => {
      this.trees(chunk);
      const { text, base, memory } = chunk;
      memory.decided ??= new Map();
      const parsed =
        memory.parsed && holds ? parseDecided(memory.parsed, text, holds, memory.decided) : memory.parsed;
      return parsed ? buildTrees(parsed, { file: this.file, text }, base, resolve) : [];
    });
  }

  /** Something in it is written by a template. */
  get isTemplate(): boolean {
    return isTemplateName(this.file) && this.text.includes('{{');
  }

  /** The documents around a stable offset that can concern Redis. */
  treesAt(offset: StableOffset): readonly Tree[] {
    const chunk = this.chunkOf(offset);
    return chunk?.relevant ? this.trees(chunk) : [];
  }

  /** The document that a stable offset belongs to; undefined where that is gone. */
  chunkOf(offset: StableOffset): Chunk | undefined {
    return this.chunks[this.#indexOf(offset)];
  }

  /** @returns -1 where the document is gone */
  #indexOf(offset: StableOffset): number {
    if (this.#order.length === 0) {
      const bases = this.chunks.map(({ base }) => base);
      this.#order = [...bases.keys()].sort((a, b) => (bases[a] ?? 0) - (bases[b] ?? 0));
      this.#bases = this.#order.map((index) => bases[index] ?? 0);
    }
    const index = this.#order[lastAtOrBefore(this.#bases, offset)] ?? -1;
    const chunk = this.chunks[index];
    return chunk && offset <= chunk.base + chunk.text.length ? index : -1;
  }

  /** The text around a stable offset: of its document. */
  piece(offset: StableOffset): Piece {
    const chunk = this.chunkOf(offset);
    return chunk ? new Piece(chunk.text, chunk.base) : wholePiece(this.text);
  }

  /** From where something stands now to the offset that it keeps. */
  stable(offset: PresentOffset): StableOffset {
    const index = lastAtOrBefore(this.#starts, offset);
    return stableOffset(offset - (this.#starts[index] ?? 0) + (this.chunks[index]?.base ?? 0));
  }

  /** Where a stable span stands now. */
  now({ start, end }: StableSpan): PresentSpan {
    const from = this.#now(start);
    return presentSpan(from, Math.max(from, this.#now(end)));
  }

  #now(offset: StableOffset): number {
    const index = this.#indexOf(offset);
    const chunk = this.chunks[index];
    return chunk ? offset - chunk.base + (this.#starts[index] ?? 0) : Math.min(offset, this.blocks.length);
  }
}

const NOTHING = new Blocks([]);

/** Stable offsets are used up slowly; engines count fast up to here. Then the file is read as if it were new. */
const OFFSETS = 2 ** 30;
/** Characters that a document can grow by at least. */
const ROOM = 256;

/** A large document that changed begins with the sections of the one that it was. */
function inheritSections(before: readonly Chunk[], now: readonly Chunk[]): void {
  const kept = new Set(now.map(({ memory }) => memory));
  const gone = before.filter(({ memory }) => memory.sections && !kept.has(memory));
  if (gone.length === 0) return;
  for (const { memory, text } of now)
    if (text.length >= SECTIONS_FROM && !memory.trees && !memory.sections)
      memory.sections = gone.shift()?.memory.sections;
}
