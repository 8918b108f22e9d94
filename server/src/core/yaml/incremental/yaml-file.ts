/**
 * A YAML file as a list of documents, which are parsed on demand and only if their text changed.
 *
 * Places in a document are stable offsets. They count from a base of the document, so that derived results stay valid
 * when the document moves. `now` converts to present offsets, `stable` back.
 */

import { Blocks } from '../../text/blocks';
import { mayAnnotate } from '../../text/own-comment';
import { Piece, wholePiece } from '../../text/piece';
import { lastAtOrBefore, startsOf } from '../../text/sorted';
import {
  type FileId,
  type Place,
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
import { concernsServers, holdsNoServer } from './relevance';
import { SECTIONS_FROM, type Section, sectionsOf, treeOfSections } from './sections';

/** Larger documents are data, not manifests. In UTF-16 code units. */
const CHUNK_LIMIT = 2 * 1024 * 1024;

export interface Chunk {
  readonly text: string;
  /** Base of the stable offsets; it stays the same while the document only moves. */
  readonly base: StableOffset;
  /** The length up to which the text can grow without a new base. */
  readonly room: number;
  /** Whether it can concern a server. */
  readonly relevant: boolean;
  /** Whether it may contain an annotation. */
  readonly annotated: boolean;
  /** Results derived from the text, filled in on demand. */
  readonly memory: {
    parsed?: ParsedChunk;
    /** Of a large document; inherited from its previous version until it is parsed itself. */
    sections?: readonly Section[] | undefined;
    trees?: readonly Tree[];
    /** Of a template, per remaining text after decided conditions. */
    decided?: DecidedDocuments;
    /** Names of ConfigMaps, Secrets and Services that its pods refer to. */
    references?: ReadonlySet<string>;
    /** Names in a text that contains a ConfigMap, a Secret or a Service. */
    data?: ReadonlySet<string>;
    /** Where the tree was cut off, if it has more nodes than are read. */
    limited?: Place;
    /** Whether it may declare a chart release. */
    declares?: boolean;
  };
}

export class YamlFile {
  readonly file: FileId;
  readonly blocks: Blocks;
  readonly chunks: readonly Chunk[];
  /** The documents that can concern a server. */
  readonly #relevant: readonly Chunk[];
  /** Present start offsets of the documents. */
  readonly #starts: readonly number[];
  /** The first stable offset that no document uses yet. */
  readonly #free: number;
  /** Indexes of the documents sorted by base, and the sorted bases. */
  #order: readonly number[] = [];
  #bases: readonly number[] = [];

  /** @param before the file before a change; unchanged documents are not parsed again */
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

  /** The whole text, joined on first use. */
  get text(): string {
    return this.blocks.toString();
  }

  /** Whether any document can concern a server. */
  get relevant(): boolean {
    return this.#relevant.length > 0;
  }

  /** The documents that can concern a server. */
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

  /** ConfigMaps, Secrets and Services with these names in documents that are not relevant by themselves. */
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

  /** All documents, for a file that another one refers to. */
  allTrees(): Tree[] {
    return this.chunks.flatMap((chunk) => this.trees(chunk));
  }

  /** Trees keep their identity while their text is unchanged, because their places are stable offsets. */
  trees(chunk: Chunk): readonly Tree[] {
    const { memory } = chunk;
    memory.trees ??= holdsNoServer(chunk.text) ? [] : (this.#inSections(chunk) ?? this.#whole(chunk));
    return memory.trees;
  }

  #inSections({ text, base, memory }: Chunk): readonly Tree[] | undefined {
    if (text.length < SECTIONS_FROM || text.length > CHUNK_LIMIT || memory.parsed) return undefined;
    memory.sections = sectionsOf(text, memory.sections);
    const tree = memory.sections && treeOfSections(memory.sections, this.file, base);
    return tree && [tree];
  }

  /** Where documents were cut off, because they have more nodes than are read. */
  get limits(): readonly Place[] {
    return this.#relevant.flatMap(({ memory: { limited } }) => limited ?? []);
  }

  #whole(chunk: Chunk): readonly Tree[] {
    const { text, base, memory } = chunk;
    const parsed = this.#parsed(chunk);
    const onLimit = (place: Place) => {
      memory.limited ??= place;
    };
    return buildTrees(parsed, { file: this.file, text, onLimit }, base);
  }

  /** Kept for templates, which are built again with other values; a parsed document takes fifty times its text. */
  #parsed({ text, memory }: Chunk): ParsedChunk {
    if (memory.parsed) return memory.parsed;
    if (text.length > CHUNK_LIMIT) return { documents: [] };
    const parsed = parseTolerant(text, isTemplateName(this.file));
    if (parsed.masked) memory.parsed = parsed;
    return parsed;
  }

  /**
   * The documents of a template, with the output of its actions and without branches that are not rendered, where
   * known.
   */
  resolvedTrees(resolve: ResolveAction, holds?: Holds): Tree[] {
    return this.chunks.flatMap((chunk) => {
      const trees = this.trees(chunk);
      const { text, base, memory } = chunk;
      // Without actions nothing depends on values.
      if (!memory.parsed) return memory.sections ? [] : trees;
      memory.decided ??= new Map();
      const parsed = holds ? parseDecided(memory.parsed, text, holds, memory.decided) : memory.parsed;
      return buildTrees(parsed, { file: this.file, text }, base, resolve);
    });
  }

  /** Whether a template produces parts of the file. */
  get isTemplate(): boolean {
    return isTemplateName(this.file) && this.text.includes('{{');
  }

  /** The relevant documents that contain a stable offset. */
  treesAt(offset: StableOffset): readonly Tree[] {
    const chunk = this.chunkOf(offset);
    return chunk?.relevant ? this.trees(chunk) : [];
  }

  /** The document that contains a stable offset; undefined if it no longer exists. */
  chunkOf(offset: StableOffset): Chunk | undefined {
    return this.chunks[this.#indexOf(offset)];
  }

  /** @returns -1 if the document no longer exists */
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

  /** The text of the document that contains a stable offset. */
  piece(offset: StableOffset): Piece {
    const chunk = this.chunkOf(offset);
    return chunk ? new Piece(chunk.text, chunk.base) : wholePiece(this.text);
  }

  /** Converts a present offset to a stable one. */
  stable(offset: PresentOffset): StableOffset {
    const index = lastAtOrBefore(this.#starts, offset);
    return stableOffset(offset - (this.#starts[index] ?? 0) + (this.chunks[index]?.base ?? 0));
  }

  /** Converts a stable span to a present one. */
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

/**
 * Stable offsets stay below this limit, because engines compute fast with small integers. Past it the file is read
 * anew.
 */
const OFFSETS = 2 ** 30;
/** Minimum number of characters by which a document can grow. */
const ROOM = 256;

/** Hands the sections of a large document to its changed version. */
function inheritSections(before: readonly Chunk[], now: readonly Chunk[]): void {
  const kept = new Set(now.map(({ memory }) => memory));
  const gone = before.filter(({ memory }) => memory.sections && !kept.has(memory));
  if (gone.length === 0) return;
  for (const { memory, text } of now)
    if (text.length >= SECTIONS_FROM && !memory.trees && !memory.sections)
      memory.sections = gone.shift()?.memory.sections;
}
