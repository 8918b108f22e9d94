/** Generators of ConfigMaps and Secrets: from files, literals and environment files to the data of an object. */

import { type Segment, SourceMap } from '../../../text/source-map';
import { type FileId, type Place, stableSpan } from '../../../text/span';
import { scalarOfFile } from '../../../yaml/edit/build';
import { itemsAt, type MapEntry, type ScalarTree, scalarAt, type Tree, textAt } from '../../../yaml/tree';

export type Behavior = 'create' | 'merge' | 'replace';

export interface Generator {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: ScalarTree;
  readonly namespace: string | undefined;
  readonly behavior: Behavior;
  readonly files: readonly GeneratedFile[];
  readonly literals: readonly ScalarTree[];
  /** Files whose lines are `KEY=value`. */
  readonly envs: readonly ScalarTree[];
  readonly tree: Tree;
}

export interface GeneratedFile {
  readonly key: string;
  readonly path: string;
  /** Of the item. */
  readonly place: Place;
}

export function readGenerators(tree: Tree, field: string, kind: Generator['kind']): Generator[] {
  return itemsAt(tree, field).flatMap((item) => {
    const name = scalarAt(item, 'name');
    if (!name) return [];
    const behavior = textAt(item, 'behavior');
    const env = scalarAt(item, 'env');
    return [
      {
        kind,
        name,
        namespace: textAt(item, 'namespace'),
        behavior: behavior === 'merge' || behavior === 'replace' ? behavior : 'create',
        files: scalars(item, 'files').map(readFile),
        literals: scalars(item, 'literals'),
        envs: [...(env ? [env] : []), ...scalars(item, 'envs')],
        tree: item,
      },
    ];
  });
}

const scalars = (tree: Tree, key: string): ScalarTree[] =>
  itemsAt(tree, key).filter((item): item is ScalarTree => item.kind === 'scalar' && !item.null);

/** `redis.conf` or `key=path`. */
function readFile({ text, place }: ScalarTree): GeneratedFile {
  const equals = text.indexOf('=');
  const path = text.slice(equals + 1);
  const key = equals === -1 ? path.slice(path.lastIndexOf('/') + 1) : text.slice(0, equals);
  return { key, path, place };
}

/** A file that a generator reads. */
export interface SourceFile {
  readonly file: FileId;
  readonly text: string;
}

/**
 * The entries of the object, later ones over earlier ones.
 * @param read undefined for a file that nobody has: what stands in it is unknown then
 */
export function generatedEntries(
  generator: Generator,
  read: (path: string) => SourceFile | undefined,
): Map<string, MapEntry> {
  const entries = new Map<string, MapEntry>();
  for (const scalar of generator.envs) {
    const source = read(scalar.text);
    for (const entry of source ? readEnvironmentFile(source) : []) entries.set(entry.key, entry);
  }
  for (const { key, path, place } of generator.files) {
    const source = read(path);
    const value: Tree = source ? scalarOfFile(source.file, source.text) : { kind: 'hole', place };
    entries.set(key, { key, keyPlace: place, value });
  }
  for (const literal of generator.literals) {
    const entry = readLiteral(literal);
    if (entry) entries.set(entry.key, entry);
  }
  return entries;
}

/** Whether every key is known: an environment file that nobody has may hold any. */
export const isWhole = ({ envs, tree }: Generator, read: (path: string) => SourceFile | undefined): boolean =>
  envs.every(({ text }) => read(text)) && !(tree.kind === 'map' && tree.open);

/** `key=value`; one pair of quotes around the value is taken away. */
function readLiteral(scalar: ScalarTree): MapEntry | undefined {
  const equals = scalar.text.indexOf('=');
  if (equals < 1) return undefined;
  const quoted = /^(["'])([\s\S]*)\1$/.exec(scalar.text.slice(equals + 1));
  const start = equals + 1 + (quoted ? 1 : 0);
  const end = scalar.text.length - (quoted ? 1 : 0);
  return {
    key: scalar.text.slice(0, equals),
    keyPlace: scalar.place,
    value: part(scalar, start, end),
  };
}

/** A stretch of a scalar as a scalar of its own. */
function part(whole: ScalarTree, start: number, end: number): ScalarTree {
  const text = whole.text.slice(start, end);
  const segments: Segment[] = [];
  for (let from = 0; from <= text.length; ) {
    const newline = text.indexOf('\n', from);
    const to = newline === -1 ? text.length : newline + 1;
    const { span, exact } = whole.map.map({ start: start + from, end: start + to });
    segments.push({ decoded: { start: from, end: to }, source: span, exact });
    if (to === text.length) break;
    from = to;
  }
  return {
    ...whole,
    text,
    null: false,
    place: whole.map.place({ start, end }),
    map: SourceMap.of(whole.map.file, segments),
  };
}

const ENVIRONMENT_LINE = /^[ \t]*([^\s#=][^=\r\n]*)=([^\r\n]*)/gm;

function readEnvironmentFile({ file, text }: SourceFile): MapEntry[] {
  const whole = scalarOfFile(file, text);
  return [...text.matchAll(ENVIRONMENT_LINE)].map(({ 0: line, 1: key = '', 2: value = '', index }) => {
    const end = index + line.length;
    const keyStart = end - value.length - 1 - key.length;
    const keyPlace = { file, span: stableSpan(keyStart, keyStart + key.length) };
    return { key, keyPlace, value: { ...part(whole, end - value.length, end), style: 'plain' } };
  });
}
