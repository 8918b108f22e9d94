/** Where commands print to, and what becomes of files that are written. */

import type { VirtualFile } from '../files';
import { type Chunk, type Content, contentOf, WrittenFile } from './content';
import { contentFrom, linesOf, maybeLine } from './lines';
import type { State, Stream } from './state';
import { UNKNOWN } from './text';

/** For the budget: a chunk costs more than its text. */
const sizeOf = (content: Content): number =>
  content.reduce((sum, chunk) => sum + 50 + (chunk.kind === 'text' ? chunk.text.length : 0), 0);

/** Prints to a file descriptor. */
export function print(state: State, content: Content, descriptor = 1): void {
  const stream = state.streams.get(descriptor);
  state.take(sizeOf(content));
  if (content.length > 0 && stream)
    append(state, stream, state.script.conditional ? maybe(content) : content);
}

function append(state: State, stream: Stream, content: Content): void {
  if (stream.kind === 'file') appendTo(state, stream.path, content);
  if (stream.kind === 'unknown file')
    forEachMatch(state, stream.path, (path) => appendTo(state, path, maybe(content)));
}

function appendTo(state: State, path: string, content: Content): void {
  const before = contentAt(state, path);
  // The list is made anew each time.
  state.take(before.length);
  write(state, path, [...before, ...content]);
}

export const write = (state: State, path: string, content: Content): void =>
  state.files.write(path, new WrittenFile(content));

/** What is there already; what the image or a volume may hold is unknown. */
export function contentAt(state: State, path: string): Content {
  const found = state.files.read(path);
  if (found.kind === 'file') return contentIfThere(found.file);
  return found.kind === 'absent' ? [] : [unknownChunk(state)];
}

/** A file that may not be there adds nothing then. */
export const contentIfThere = (file: VirtualFile): Content =>
  isUncertain(file) ? maybe(contentOf(file)) : contentOf(file);

export const isUncertain = (file: VirtualFile): boolean => file instanceof WrittenFile && file.maybeAbsent;

export const unknownChunk = ({ script }: State): Chunk => ({
  kind: 'unknown',
  why: 'script',
  place: script.place,
});

export const maybe = (content: Content): Content => contentFrom(linesOf(content).map(maybeLine));

/** The file has another path now, or none: what is open for writing stays with it. */
export function detach(state: State, path: string, to?: string): void {
  const absolute = state.files.absolute(path);
  for (const [descriptor, stream] of state.streams)
    if (stream.kind === 'file' && stream.path === absolute)
      state.streams.set(
        descriptor,
        to === undefined ? { kind: 'elsewhere' } : { kind: 'file', path: state.files.absolute(to) },
      );
}

/** Something may have changed the file: what was in it may be gone, and more may be there. */
export function blur(state: State, path: string): void {
  const found = state.files.read(path);
  if (found.kind !== 'file') return;
  state.files.write(path, new WrittenFile([...maybe(contentOf(found.file)), unknownChunk(state)], true));
}

/** Files whose paths a path with unknown parts may name. */
export function forEachMatch(state: State, path: string, act: (path: string) => void): void {
  const parts = path.split(UNKNOWN);
  for (const known of state.files.paths()) if (mayBe(known, parts)) act(known);
}

/** Each known part in its order. */
function mayBe(path: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.at(-1) ?? '';
  if (!path.startsWith(first) || !path.endsWith(last) || path.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of rest.slice(0, -1)) {
    const found = path.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= path.length - last.length;
}
