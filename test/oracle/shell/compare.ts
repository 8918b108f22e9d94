/** One script, twice: as it is read here, and as a real shell runs it. */

import { ContainerFiles, type PathContent, Volume } from '../../../server/src/core/container/files';
import {
  type Chunk,
  type Content,
  contentOf,
  WrittenFile,
} from '../../../server/src/core/container/shell/content';
import { runWords, type ServerStart } from '../../../server/src/core/container/shell/run';
import { readConfigText } from '../../../server/src/core/directives/config-text';
import { SourceMap } from '../../../server/src/core/text/source-map';
import { stableSpan } from '../../../server/src/core/text/span';
import { ENVIRONMENT, FILES, type GeneratedScript } from './generate';
import type { RealRun, RealShells, RealStart } from './real';

export interface Comparison {
  readonly disagreements: readonly string[];
  readonly started: boolean;
  /** Words and lines that were compared, and those of them that are not known. */
  readonly compared: number;
  readonly unknown: number;
}

const NOTHING = { isRunScript: () => false, passesTo: () => undefined, library: () => undefined };

export async function compareScript(
  script: GeneratedScript,
  shells: RealShells,
  files = FILES,
  environment = ENVIRONMENT,
): Promise<Comparison> {
  const real = await shells.run(script, files, environment);
  if (real.killed) return { disagreements: [], started: false, compared: 0, unknown: 0 };
  const { starts, surelyStarts, gaveUp } = read(script, real.folder, files, environment);
  if (gaveUp) return { disagreements: [], started: real.starts.length > 0, compared: 1, unknown: 1 };
  const disagreements: string[] = [];
  if (real.starts.length > 0 && starts.length === 0) disagreements.push('starts a server, and none is found');
  if (real.starts.length === 0 && surelyStarts)
    disagreements.push('starts none, and one is said to start surely');
  for (const theirs of real.starts) {
    const reasons = starts.map((ours) => difference(ours, theirs, real));
    if (reasons.length > 0 && reasons.every((reason) => reason !== undefined))
      disagreements.push(`${JSON.stringify(theirs.args)}: ${reasons.join(' | ')}`);
  }
  return { disagreements, started: real.starts.length > 0, ...countUnknown(starts) };
}

function read(
  { text, dialect, args }: GeneratedScript,
  folder: string,
  given: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
) {
  const place = { file: 'file:///script', span: stableSpan(0, text.length) };
  const volume = new Volume(false, 'work', place);
  for (const [name, content] of Object.entries(given)) {
    const config = readConfigText(content, SourceMap.identity(`file:///${name}`, content.length));
    volume.files.set(name, { parts: [{ kind: 'text', config, layer: 'redis.conf' }] });
  }
  const files = new ContainerFiles([{ volume, path: folder, subPath: undefined, place }], folder);
  const word = (value: string) => ({
    value,
    place,
    certain: true,
    exact: undefined,
    map: SourceMap.identity(place.file, value.length),
  });
  const variables = Object.entries({ ...environment, PWD: folder }).map(([name, value]) => ({ name, value }));
  return runWords([dialect, '-c', text, 'start', ...args].map(word), {
    variables,
    variablesKnown: true,
    files,
    image: NOTHING,
    dialect,
  });
}

/** @returns undefined where they agree */
function difference(
  { args, files }: ServerStart,
  theirs: RealStart,
  { folder }: RealRun,
): string | undefined {
  if (!agreeOnArguments(args, theirs.args))
    return `arguments ${JSON.stringify(args.map(({ value }) => value))}`;
  const own = files.paths().filter((path) => path.startsWith(`${folder}/`));
  const differing = own.map((path) =>
    fileDifference(path.slice(folder.length + 1), files.read(path), theirs),
  );
  const closed = files.namesIn(folder) !== undefined;
  const missed = [...theirs.files.keys()].filter(
    (name) => closed && files.read(`${folder}/${name}`).kind === 'absent',
  );
  return differing.find((one) => one !== undefined) ?? missed.map((name) => `${name} is there`)[0];
}

/** A word that is not known may be none, or several. */
function agreeOnArguments(args: ServerStart['args'], theirs: readonly string[]): boolean {
  const isOpen = args.some(({ value, certain }) => !certain && /^\$\{[^}]*\}$/.test(value));
  if (isOpen) return !args[0]?.certain || theirs[0] === args[0].value;
  const words = args.map(({ value, certain }) => (certain ? escaped(value) : patternOfWord(value)));
  return new RegExp(`^${words.join('\0')}$`, 's').test(theirs.join('\0'));
}

function fileDifference(name: string, found: PathContent, theirs: RealStart): string | undefined {
  if (found.kind !== 'file') return undefined;
  const text = theirs.files.get(name);
  const mayBeAbsent = found.file instanceof WrittenFile && found.file.maybeAbsent;
  if (text === undefined) return mayBeAbsent ? undefined : `${name} is not there`;
  const content = contentOf(found.file);
  if (new RegExp(`^${patternOf(content)}$`, 's').test(text)) return undefined;
  return `${name} is ${JSON.stringify(text)}, not ${JSON.stringify(shown(content))}`;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const patternOfWord = (value: string): string =>
  value
    .split(/\$\{[^}]*\}/)
    .map(escaped)
    .join('.*');

/** Lines that may be absent may come in any number and order: a loop may have written them. */
function patternOf(content: Content): string {
  let pattern = '';
  let optional: string[] = [];
  const close = (): void => {
    if (optional.length > 0) pattern += `(?:${optional.join('|')})*`;
    optional = [];
  };
  for (const chunk of content) {
    if (chunk.kind === 'text' && chunk.maybe) optional.push(patternOfChunk(chunk));
    else {
      close();
      pattern += patternOfChunk(chunk);
    }
  }
  close();
  return pattern;
}

function patternOfChunk(chunk: Chunk): string {
  if (chunk.kind === 'unknown') return '.*';
  let pattern = '';
  let at = 0;
  for (const { start, end } of chunk.holes) {
    pattern += `${escaped(chunk.text.slice(at, start))}.*`;
    at = end;
  }
  return pattern + escaped(chunk.text.slice(at));
}

const shown = (content: Content): string[] =>
  content.map((chunk) => (chunk.kind === 'unknown' ? '?' : `${chunk.maybe ? '~' : ''}${chunk.text}`));

interface Count {
  readonly compared: number;
  readonly unknown: number;
}

function countUnknown(starts: readonly ServerStart[]): Count {
  const counts = starts.flatMap(({ args, files }): Count[] => [
    { compared: args.length, unknown: args.filter(({ certain }) => !certain).length },
    ...files.paths().flatMap((path) => {
      const found = files.read(path);
      return found.kind === 'file' ? contentOf(found.file).map(countChunk) : [];
    }),
  ]);
  return {
    compared: counts.reduce((sum, { compared }) => sum + compared, 0),
    unknown: counts.reduce((sum, { unknown }) => sum + unknown, 0),
  };
}

function countChunk(chunk: Chunk): Count {
  if (chunk.kind === 'unknown') return { compared: 1, unknown: 1 };
  const compared = Math.max(1, chunk.text.split('\n').length - 1);
  return { compared, unknown: chunk.maybe ? compared : chunk.holes.length };
}
