/**
 * Resolves `include` to files of the project.
 *
 * The server resolves relative paths against its working directory, which is unknown and which a `dir` line changes.
 * Forkguard uses the folder of the including file, and hovers say so. An absolute path belongs to the machine of the
 * server; it matches only a file of the project with the same path.
 */

import { type ConfigText, type DirectiveLine, readConfigText } from '../directives/config-text';
import type { Resolution } from '../directives/load';
import { shellPattern } from '../text/glob';
import { type Segment, SourceMap } from '../text/source-map';
import { type FileId, stableSpan } from '../text/span';

/** Files that may be included, by URI, with their text as a configuration. */
export interface Includable {
  readonly ids: Iterable<FileId>;
  config(file: FileId): ConfigText | undefined;
}

export function resolveInclude(pattern: string, from: FileId, files: Includable): Resolution {
  const target = resolvePath(pattern, from);
  if (!/[*?[]/.test(pattern)) {
    const config = files.config(target);
    return config ? { kind: 'found', texts: [config] } : { kind: 'unresolved' };
  }
  const texts: ConfigText[] = [];
  const wildcard = shellPattern(target, sharedFolder(target, from));
  const matching = [...files.ids].filter((id) => wildcard.matches(id)).sort();
  for (const id of matching) {
    const config = files.config(id);
    if (config) texts.push(config);
  }
  // On the server's machine, other files may match the wildcard.
  return texts.length > 0 ? { kind: 'found', texts: joinTexts(texts) } : { kind: 'unresolved' };
}

/**
 * The server concatenates the files of a wildcard before it splits lines (`loadServerConfig`, config.c 7.0.15). If a
 * file does not end with a line break, its last line continues in the next file.
 */
function joinTexts(texts: readonly ConfigText[]): readonly ConfigText[] {
  const [first, ...rest] = texts;
  if (
    !first ||
    rest.length === 0 ||
    texts.slice(0, -1).every(({ text }) => text === '' || text.endsWith('\n'))
  )
    return texts;
  const segments: Segment[] = [];
  let joined = '';
  for (const { text, map } of texts) {
    const decoded = { start: joined.length, end: joined.length + text.length };
    segments.push({ decoded, source: stableSpan(0, text.length), exact: true, file: map.file });
    joined += text;
  }
  return [readConfigText(joined, SourceMap.of(first.map.file, segments))];
}

/** The file id of the path. */
export function resolvePath(pattern: string, from: FileId): string {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(from)?.[0] ?? '';
  if (pattern.startsWith('/')) return `${scheme}${pattern}`;
  const folder = from.slice(scheme.length, from.lastIndexOf('/'));
  const parts = folder.split('/');
  for (const part of pattern.split('/')) {
    if (part === '..') parts.length = Math.max(1, parts.length - 1);
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `${scheme}${parts.join('/')}`;
}

/** All texts reached through includes, each once, in the order in which the server first reads them. */
export function allIncludes(config: ConfigText, files: Includable): ConfigText[] {
  const texts = new Set<ConfigText>();
  const followed = new Set<string>();
  const visit = (text: ConfigText): void => {
    for (const { line, pattern } of includesIn(text)) {
      // Compares places, because the files of a wildcard are joined into a new text on each call.
      const { file, span } = text.map.place(line.span);
      const key = `${file}\0${span.start}`;
      if (followed.has(key)) continue;
      followed.add(key);
      const resolution = resolveInclude(pattern, text.map.file, files);
      for (const included of resolution.kind === 'found' ? resolution.texts : []) {
        if (included === config || texts.has(included)) continue;
        texts.add(included);
        visit(included);
      }
    }
  };
  visit(config);
  return [...texts];
}

/** The include lines with an argument. */
function includesIn({ lines }: ConfigText): { line: DirectiveLine; pattern: string }[] {
  const found: { line: DirectiveLine; pattern: string }[] = [];
  // Runs on every keystroke, on files that are mostly comments.
  for (const line of lines) {
    if (line.kind !== 'directive' || line.name !== 'include' || line.templated) continue;
    const pattern = line.args[0]?.value ?? '';
    if (pattern !== '') found.push({ line, pattern });
  }
  return found;
}

export interface MissingFile {
  /** The file or pattern that the project does not contain. */
  readonly target: FileId;
  readonly wild: boolean;
  readonly matches: (file: FileId) => boolean;
  /** The path may be a folder, in which case there is nothing to read. */
  readonly mayBeFolder?: boolean;
  /** Only of interest if it concerns a server: a scan that found it and left it out need not read it again. */
  readonly gated?: boolean;
}

/** Files to look for on disk. Includes every pattern, because more files than the known ones may match. */
export function missingIncludes(files: Includable): MissingFile[] {
  const missing = new Map<FileId, MissingFile>();
  for (const id of files.ids) {
    const config = files.config(id);
    for (const { pattern } of config ? includesIn(config) : []) {
      const found = missingFile(resolvePath(pattern, id), id);
      if (found.wild || !files.config(found.target)) missing.set(found.target, found);
    }
  }
  return [...missing.values()];
}

/** @param from the file that refers to it; what both paths start with is no pattern */
export function missingFile(target: FileId, from = ''): MissingFile {
  const literal = sharedFolder(target, from);
  const wildcard = shellPattern(target, literal);
  const wild = /[*?[]/.test(target.slice(literal));
  return { target, wild, matches: (file) => wildcard.matches(file) };
}

/** The length of the folder in which both files are. */
function sharedFolder(a: FileId, b: FileId): number {
  let at = 0;
  while (at < a.length && a.charAt(at) === b.charAt(at)) at += 1;
  return a.lastIndexOf('/', at - 1) + 1;
}
