/** What a file holds while scripts work on it: stretches of text with where they are written, and what is not known. */

import { asConditional, asOptional, type ConfigText, readConfigText } from '../../directives/config-text';
import type { Layer } from '../../model/fact';
import { SourceMap } from '../../text/source-map';
import type { Span } from '../../text/span';
import type { ScalarTree } from '../../yaml/tree';
import type { FilePart, KnownPart, UnknownPart, VirtualFile } from '../files';
import { mapOf, rendered, renderedPiece, type Source, type Text, UNKNOWN } from './text';

export interface TextChunk {
  readonly kind: 'text';
  readonly text: string;
  readonly map: SourceMap;
  readonly layer: Layer;
  /** Stretches of the text that stand for something unknown, in order. */
  readonly holes: readonly Span[];
  /** It may be absent. */
  readonly maybe: boolean;
  /** The scalar that the text is. */
  readonly scalar?: ScalarTree;
  /** The configuration that it is a stretch of, and where it begins in it. */
  readonly of?: { readonly config: ConfigText; readonly from: number };
}

export type Chunk = TextChunk | UnknownPart;
export type Content = readonly Chunk[];

/** A file that a script wrote. */
export class WrittenFile implements VirtualFile {
  #parts: readonly FilePart[] | undefined;

  /** @param maybeAbsent it may not be there at all */
  constructor(
    readonly content: Content,
    readonly maybeAbsent = false,
  ) {}

  get parts(): readonly FilePart[] {
    this.#parts ??= partsOf(this.content);
    return this.#parts;
  }
}

export const contentOf = (file: VirtualFile): Content =>
  file instanceof WrittenFile ? file.content : file.parts.map(chunkOf);

function chunkOf(part: FilePart): Chunk {
  if (part.kind === 'unknown') return part;
  const { config, layer, scalar } = part;
  // What a template fills in is as unknown to a script as to us; `${NAME}` is text to both.
  const holes = config.holes
    .map(({ span }) => span)
    .filter(({ start }) => !config.text.startsWith('${', start));
  const { text, map } = config;
  return {
    kind: 'text',
    text,
    map,
    layer,
    holes,
    maybe: false,
    of: { config, from: 0 },
    ...(scalar ? { scalar } : {}),
  };
}

/** @param otherwise where pieces without a place belong */
export function chunkFrom(text: Text, otherwise: Source): TextChunk {
  const holes: Span[] = [];
  let at = 0;
  for (const piece of text) {
    const shown = renderedPiece(piece);
    const unit = `\${${piece.name ?? 'unknown'}}`;
    let from = 0;
    for (const [index, part] of piece.text.split(/\uE000+/).entries()) {
      if (index > 0) holes.push({ start: at + from - unit.length, end: at + from });
      from += part.length + unit.length;
    }
    at += shown.length;
  }
  return {
    kind: 'text',
    text: rendered(text),
    map: mapOf(text, otherwise),
    layer: 'script',
    holes,
    maybe: false,
  };
}

/** As a script sees it: `UNKNOWN` for what is not known. */
export function shownText({ text, holes }: Pick<TextChunk, 'text' | 'holes'>): string {
  if (holes.length === 0) return text;
  let shown = '';
  let at = 0;
  for (const { start, end } of holes) {
    shown += text.slice(at, start) + UNKNOWN;
    at = end;
  }
  return shown + text.slice(at);
}

/** @returns undefined where lines may be absent, or may be anything */
export function wholeText(content: Content): string | undefined {
  let text = '';
  for (const chunk of content) {
    if (chunk.kind !== 'text' || chunk.maybe) return undefined;
    text += shownText(chunk);
  }
  return text;
}

export function sliceChunk(chunk: TextChunk, start: number, end: number): TextChunk {
  if (start === 0 && end === chunk.text.length) return chunk;
  const { of: whole, holes, scalar: _, ...rest } = chunk;
  return {
    ...rest,
    text: chunk.text.slice(start, end),
    map: chunk.map.slice({ start, end }),
    holes: holes.flatMap((hole) =>
      hole.start >= start && hole.end <= end ? [{ start: hole.start - start, end: hole.end - start }] : [],
    ),
    ...(whole ? { of: { config: whole.config, from: whole.from + start } } : {}),
  };
}

/** As one chunk, where they stand one after the other in the same line. */
export function mergeChunks(chunks: readonly TextChunk[]): TextChunk | undefined {
  const [first] = chunks;
  if (!first || chunks.length === 1) return first;
  let at = 0;
  const holes = chunks.flatMap((chunk) => {
    const moved = chunk.holes.map(({ start, end }) => ({ start: start + at, end: end + at }));
    at += chunk.text.length;
    return moved;
  });
  const maps = chunks.map(({ map, text }) => ({ map, length: text.length }));
  return {
    kind: 'text',
    text: chunks.map(({ text }) => text).join(''),
    map: SourceMap.concat(first.map.file, maps),
    layer: first.layer,
    holes,
    maybe: chunks.some(({ maybe }) => maybe),
  };
}

/** As the server reads it: lines that more than one chunk makes up are one line. */
function partsOf(content: Content): FilePart[] {
  const last = content.findLastIndex(({ kind }) => kind === 'unknown');
  return glued(content).map(({ chunk, index }) =>
    chunk.kind === 'unknown' ? chunk : partFrom(chunk, index < last),
  );
}

/** @param index of the chunk in the content */
function glued(content: Content): { readonly chunk: Chunk; readonly index: number }[] {
  const result: { chunk: Chunk; index: number }[] = [];
  for (const [index, chunk] of content.entries()) {
    const before = result.at(-1);
    const open =
      before?.chunk.kind === 'text' && before.chunk.text !== '' && !before.chunk.text.endsWith('\n');
    if (!open || before.chunk.kind !== 'text' || chunk.kind !== 'text' || chunk.text === '') {
      result.push({ chunk, index });
      continue;
    }
    result.pop();
    const lineStart = before.chunk.text.lastIndexOf('\n') + 1;
    const newline = chunk.text.indexOf('\n') + 1 || chunk.text.length;
    const line = [
      sliceChunk(before.chunk, lineStart, before.chunk.text.length),
      sliceChunk(chunk, 0, newline),
    ];
    if (lineStart > 0) result.push({ chunk: sliceChunk(before.chunk, 0, lineStart), index });
    const merged = mergeChunks(line);
    if (merged) result.push({ chunk: merged, index });
    if (newline < chunk.text.length)
      result.push({ chunk: sliceChunk(chunk, newline, chunk.text.length), index });
  }
  return result;
}

/** @param overridable something unknown follows, which may set anything again */
function partFrom(chunk: TextChunk, overridable: boolean): KnownPart {
  const { text, map, layer, scalar, of: whole } = chunk;
  const config = whole ? stretchOf(whole.config, whole.from, text.length) : readConfigText(text, map);
  const certain = chunk.maybe ? asOptional(config) : overridable ? asConditional(config) : config;
  return {
    kind: 'text',
    config: certain,
    layer,
    ...(scalar ? { scalar } : {}),
  };
}

function stretchOf(config: ConfigText, from: number, length: number): ConfigText {
  if (from === 0 && length === config.text.length) return config;
  const lines = config.lines.filter(({ span }) => span.start >= from && span.end <= from + length);
  return { ...config, lines };
}
