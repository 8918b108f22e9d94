/** A YAML file as its documents: cut, gated, parsed when somebody asks, and not parsed again while its text stands. */

import type { FileId } from '../text/span';
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
  /** Offset in the file. */
  readonly start: number;
  /** Whether it can concern Redis at all. */
  readonly relevant: boolean;
  /** What was worked out of the text; chunks that only moved share it. */
  readonly memory: {
    parsed?: ParsedChunk;
    /** Of a large document; those of the one before it until it is parsed itself. */
    sections?: readonly Section[] | undefined;
    built?: { readonly start: number; readonly trees: readonly Tree[] };
    /** Names of ConfigMaps, Secrets and Services that its pods refer to. */
    references?: ReadonlySet<string>;
    /** Names that stand in it, where it holds a ConfigMap, a Secret or a Service. */
    data?: ReadonlySet<string>;
  };
}

export class YamlFile {
  readonly file: FileId;
  readonly text: string;
  readonly chunks: readonly Chunk[];

  /** @param before the same file before a change; what stayed is not parsed again */
  constructor(file: FileId, text: string, before?: YamlFile) {
    this.file = file;
    this.text = text;
    this.chunks = updateChunks(before?.chunks ?? [], text, createChunk(file), (old, start) =>
      old.start === start ? old : { ...old, start },
    );
    if (before) inheritSections(before.chunks, this.chunks);
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

  /** Trees keep their identity as long as their text stays where it is. */
  trees({ text, start, memory }: Chunk): readonly Tree[] {
    if (memory.built?.start === start) return memory.built.trees;
    const trees = this.#inSections(text, start, memory) ?? this.#whole(text, start, memory);
    memory.built = { start, trees };
    return trees;
  }

  #inSections(text: string, start: number, memory: Chunk['memory']): readonly Tree[] | undefined {
    if (text.length < SECTIONS_FROM || text.length > CHUNK_LIMIT || memory.parsed) return undefined;
    memory.sections = sectionsOf(text, memory.sections);
    const tree = memory.sections && treeOfSections(memory.sections, this, start);
    return tree && [tree];
  }

  #whole(text: string, start: number, memory: Chunk['memory']): readonly Tree[] {
    memory.parsed ??=
      text.length > CHUNK_LIMIT ? { documents: [] } : parseTolerant(text, isTemplateName(this.file));
    return buildTrees(memory.parsed, this, start);
  }

  /** The documents of a template with what its actions write, where that is known. */
  resolvedTrees(resolve: ResolveAction): Tree[] {
    return this.chunks.flatMap((chunk) => {
      this.trees(chunk);
      return chunk.memory.parsed ? buildTrees(chunk.memory.parsed, this, chunk.start, resolve) : [];
    });
  }

  /** Something in it is written by a template. */
  get isTemplate(): boolean {
    return isTemplateName(this.file) && this.text.includes('{{');
  }

  /** The documents around an offset that can concern Redis. */
  treesAt(offset: number): readonly Tree[] {
    const chunk = this.chunkAt(offset);
    return chunk?.relevant ? this.trees(chunk) : [];
  }

  chunkAt(offset: number): Chunk | undefined {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.chunks[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return this.chunks[low];
  }
}

const createChunk =
  (file: FileId) =>
  (text: string, start: number): Chunk => ({
    text,
    start,
    relevant: concernsServers(file, text),
    memory: {},
  });

/** A large document that changed begins with the sections of the one that it was. */
function inheritSections(before: readonly Chunk[], now: readonly Chunk[]): void {
  const kept = new Set(now.map(({ memory }) => memory));
  const gone = before.filter(({ memory }) => memory.sections && !kept.has(memory));
  if (gone.length === 0) return;
  for (const { memory, text } of now)
    if (text.length >= SECTIONS_FROM && !memory.built && !memory.sections)
      memory.sections = gone.shift()?.memory.sections;
}
