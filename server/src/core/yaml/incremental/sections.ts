/**
 * Cuts a large document at its top-level keys, so that an edit in a values file reparses only the block that it
 * touches.
 *
 * Cuts only where the pieces mean the same as the whole: a block mapping without anchors, templates or directives, in
 * which every unindented line is a key, a list item or a comment. Any other document is parsed as a whole.
 */

import { type Document, isMap, isScalar } from 'yaml';
import { advance, type FileId, type Place, type Span, type StableOffset, stableSpan } from '../../text/span';
import { parseChunk, treeOf } from '../parse/document';
import type { MapEntry, MapTree, Tree } from '../tree';
import { updatePieces } from './chunks';

/** Smaller documents are parsed as a whole, which is fast enough. In UTF-16 code units. */
export const SECTIONS_FROM = 32 * 1024;

export interface Section {
  readonly text: string;
  /** Offset in the document. */
  readonly start: number;
  readonly memory: {
    /** The only key, with its span in the section; undefined if there are errors or other content. */
    head?: { readonly key: string; readonly span: Span } | undefined;
    /** Kept only for values in use, because a parsed document takes fifty times the memory of its text. */
    document?: Document.Parsed | undefined;
    built?: { readonly start: number; readonly value: Tree };
  };
}

const KEY = /^(?:[A-Za-z_][\w./-]*|"[^"\\\n]*"|'[^'\n]*')[ \t]*:(?=[ \t\r\n]|$)/;
/** Anchors, aliases and merge keys connect blocks; a template may produce anything. */
const REACHES_ACROSS = /(?:^|[\s[{,:-])[&*][\w-]|<<[ \t]*:|\{\{|^%/m;

/** @returns undefined if the document cannot be cut safely; otherwise spans that cover it, in order */
function cutSections(text: string): Span[] | undefined {
  if (REACHES_ACROSS.test(text)) return undefined;
  const starts: number[] = [];
  for (const { index } of text.matchAll(/^(?=[^ \t\r\n#])/gm)) {
    const line = text.slice(index, index + 256);
    if (KEY.test(line)) starts.push(index);
    else if (starts.length === 0 ? !/^---[ \t]*\r?\n/.test(line) : !/^-[ \t\r\n]/.test(line))
      return undefined;
  }
  if (starts.length < 2) return undefined;
  // Text before the first key belongs to it.
  return starts.map((start, index) => ({
    start: index === 0 ? 0 : start,
    end: starts[index + 1] ?? text.length,
  }));
}

/** @param before sections before a change; unchanged ones are not parsed again */
export function sectionsOf(text: string, before: readonly Section[] = []): readonly Section[] | undefined {
  const spans = cutSections(text);
  if (!spans) return undefined;
  const sections = updatePieces<Section>(
    before,
    text,
    spans,
    (piece, start) => ({ text: piece, start, memory: {} }),
    (old, start) => (old.start === start ? old : { ...old, start }),
  );
  for (const { text: piece, memory } of sections) {
    if (!('head' in memory)) memory.head = headOf(soleDocument(piece));
    if (!memory.head) return undefined;
  }
  return sections;
}

function soleDocument(text: string): Document.Parsed | undefined {
  const documents = parseChunk(text);
  return documents.length === 1 && documents[0]?.errors.length === 0 ? documents[0] : undefined;
}

function headOf(document: Document.Parsed | undefined): Section['memory']['head'] {
  const contents = document?.contents;
  if (!isMap(contents) || contents.flow === true) return undefined;
  const [pair, ...others] = contents.items;
  if (others.length > 0 || !isScalar(pair?.key) || !pair.key.range) return undefined;
  const [start, end] = pair.key.range;
  return { key: String(pair.key.value), span: { start, end } };
}

/** @param start stable offset of the document */
export function treeOfSections(
  sections: readonly Section[],
  file: FileId,
  start: StableOffset,
): MapTree | undefined {
  const entries = new Map<string, SectionEntry>();
  let first: MapEntry | undefined;
  for (const section of sections) {
    const entry = entryOf(section, file, advance(start, section.start));
    if (!entry) return undefined;
    first ??= entry;
    const former = entries.get(entry.key);
    entries.set(entry.key, entry);
    if (!former) continue;
    entry.others = former.others ?? [];
    entry.others.push(former.value);
  }
  const last = sections.at(-1);
  if (!first || !last) return undefined;
  const span = stableSpan(first.keyPlace.span.start, start + last.start + last.text.length);
  return { kind: 'map', entries, place: { file, span }, flow: false, open: false };
}

function entryOf(section: Section, file: FileId, start: StableOffset): SectionEntry | undefined {
  const { head } = section.memory;
  if (!head) return undefined;
  const keySpan = stableSpan(start + head.span.start, start + head.span.end);
  return new SectionEntry(head.key, { file, span: keySpan }, section, start);
}

/** An entry that builds its value on demand: most blocks of a large file are irrelevant and move with every edit. */
class SectionEntry implements MapEntry {
  readonly written: string;
  /** Values of the same key before this one. */
  others?: Tree[];
  readonly #memory: Section['memory'];
  readonly #start: number;

  // Stores its arguments instead of a closure, see FindingNow.
  constructor(
    readonly key: string,
    readonly keyPlace: Place,
    section: Section,
    start: number,
  ) {
    this.written = section.text;
    this.#memory = section.memory;
    this.#start = start;
  }

  get value(): Tree {
    const [start, memory] = [this.#start, this.#memory];
    if (memory.built?.start !== start) memory.built = { start, value: this.#build() };
    return memory.built.value;
  }

  #build(): Tree {
    const source = { file: this.keyPlace.file, text: this.written };
    this.#memory.document ??= soleDocument(this.written);
    const tree = this.#memory.document && treeOf(this.#memory.document, source, this.#start);
    const value = tree?.kind === 'map' ? tree.entries.get(this.key)?.value : undefined;
    return value ?? { kind: 'hole', place: this.keyPlace };
  }
}
