/** Programs that move files about: `cp`, `mv`, `rm`, `ln`, `mkdir`, `touch`, and those that are not known. */

import { REMOVED } from '../files';
import { contentOf, WrittenFile } from './content';
import type { Invocation } from './filters';
import { blur, contentAt, detach, forEachMatch, isUncertain, unknownChunk, write } from './output';
import type { State, Status } from './state';
import { isKnown } from './text';
import { oneOf } from './versions';

type Program = (call: Invocation, state: State) => Status;

/** Options with a value of their own. */
const VALUED: Readonly<Record<string, RegExp>> = {
  install: /^-[mogt]$/,
  cp: /^-t$/,
  mv: /^-t$/,
  mkdir: /^-m$/,
  touch: /^-[drt]$/,
};

function operandsOf(name: string, args: readonly string[]): string[] {
  const operands: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--') return [...operands, ...args.slice(index + 1)];
    if (VALUED[name]?.test(arg)) index += 1;
    else if (!/^-./.test(arg)) operands.push(arg);
  }
  return operands;
}

const baseName = (path: string): string => {
  const bare = path.replace(/\/+$/, '');
  return bare.slice(bare.lastIndexOf('/') + 1);
};

const copy =
  (name: 'cp' | 'mv' | 'install' | 'ln'): Program =>
  ({ args, words }, state) => {
    const operands = operandsOf(name, args);
    const target = operands.at(-1);
    const sources = operands.slice(0, -1);
    if (name === 'install' && args.includes('-d'))
      return makeFolders({ args, words, source: sourceAt(words, state) }, state);
    if (target === undefined || sources.length === 0) return 'nonzero';
    if (words.some(({ splits }) => splits)) {
      unknownTarget(target, state);
      return 'unknown';
    }
    const keeps = args.some(
      (arg) => /^-[a-zA-Z]*n|^--no-clobber/.test(arg) && name !== 'install' && name !== 'ln',
    );
    const deep = args.some((arg) => /^-[a-zA-Z]*[rRa]|^--recursive|^--archive/.test(arg));
    const options = { keeps, deep, moves: name === 'mv' };
    const statuses = sources.map((from) => copyOne(from, target, sources.length > 1, options, state));
    return statuses.find((status) => status !== 0) ?? 0;
  };

const sourceAt = (words: Invocation['words'], { script }: State): Invocation['source'] =>
  words[0]?.source ?? { script, span: { start: 0, end: 0 }, exact: false };

interface CopyOptions {
  /** What is there already stays. */
  readonly keeps: boolean;
  readonly deep: boolean;
  readonly moves: boolean;
}

function copyOne(from: string, target: string, several: boolean, options: CopyOptions, state: State): Status {
  const { files } = state;
  if (!isKnown(from) || !isKnown(target)) {
    unknownTarget(target, state);
    if (options.moves && !isKnown(from))
      forEachMatch(state, files.absolute(from), (path) => blur(state, path));
    return 'unknown';
  }
  const into = several || target.endsWith('/') || files.isFolder(target) === true;
  const path = into ? `${target.replace(/\/+$/, '')}/${baseName(from)}` : target;
  if (files.isFolder(from) === true)
    return options.deep || options.moves ? copyFolder(options.moves, from, path, state) : 'nonzero';
  return copyFile(from, path, options, state);
}

function copyFile(from: string, path: string, { keeps, moves }: CopyOptions, state: State): Status {
  const { files } = state;
  const content = files.read(from);
  const before = files.read(path).kind;
  if (keeps && before === 'file') return 0;
  if (content.kind === 'absent' || files.absolute(from) === files.absolute(path)) return 'nonzero';
  if (content.kind !== 'file') {
    // What the image has there, or what is there already: a failed copy leaves it.
    write(state, path, [unknownChunk(state)]);
    return 'unknown';
  }
  const isSure = !isUncertain(content.file);
  if (!isSure) {
    // The copy fails where there is nothing to copy, and leaves what is there.
    const earlier = before === 'file' ? contentAt(state, path) : [];
    files.write(path, new WrittenFile(oneOf([earlier, contentOf(content.file)]), before !== 'file'));
  } else if (keeps && before !== 'absent') write(state, path, [unknownChunk(state)]);
  else files.write(path, content.file);
  if (moves) {
    detach(state, path);
    files.write(from, REMOVED);
    detach(state, from, path);
  }
  return isSure ? 0 : 'unknown';
}

function copyFolder(moves: boolean, from: string, to: string, state: State): Status {
  const { files } = state;
  const start = `${files.absolute(from)}/`;
  const closed = files.namesIn(from) !== undefined;
  for (const path of files.paths()) {
    if (!path.startsWith(start)) continue;
    const content = files.read(path);
    const inside = from.endsWith('/.') ? to.replace(/\/\.$/, '') : to;
    if (content.kind === 'file') files.write(`${inside}/${path.slice(start.length)}`, content.file);
    if (moves) files.write(path, REMOVED);
  }
  files.makeFolder(to);
  return closed ? 0 : 'unknown';
}

/** Whatever may be named by it has been written. */
function unknownTarget(target: string, state: State): void {
  if (isKnown(target)) {
    blur(state, target);
    if (state.files.read(target).kind === 'absent') write(state, target, [unknownChunk(state)]);
  } else forEachMatch(state, state.files.absolute(target), (path) => blur(state, path));
}

const remove: Program = ({ args, words }, state) => {
  const forced = args.some((arg) => /^-[a-zA-Z]*f|^--force/.test(arg));
  const deep = args.some((arg) => /^-[a-zA-Z]*[rR]|^--recursive/.test(arg));
  let status: Status = 0;
  for (const [index, arg] of args.entries()) {
    if (/^-./.test(arg)) continue;
    if (!isKnown(arg) || words[index]?.splits) {
      forEachMatch(state, state.files.absolute(arg), (path) => blur(state, path));
      status = forced ? status : 'unknown';
    } else status = removeOne(arg, deep, state) || forced ? status : 'nonzero';
  }
  return status;
};

/** @returns false where nothing was removed for certain */
function removeOne(path: string, deep: boolean, state: State): boolean {
  const { files } = state;
  if (files.isFolder(path) === true) {
    if (!deep) return false;
    const start = `${files.absolute(path)}/`;
    for (const one of files.paths()) if (one.startsWith(start)) files.write(one, REMOVED);
    files.removeFolder(path);
    return true;
  }
  const found = files.read(path);
  if (found.kind === 'absent') return false;
  files.write(path, REMOVED);
  detach(state, path);
  return true;
}

const makeFolders: Program = ({ args, words }, state) => {
  const isQuiet = args.some((arg) => /^-[a-z]*[pd]|^--parents/.test(arg));
  let status: Status = 0;
  for (const [index, path] of operandsOf('mkdir', args).entries()) {
    if (!isKnown(path) || words[index]?.splits) continue;
    const before = state.files.isFolder(path);
    if (!isQuiet && before !== false) status = before ? 'nonzero' : 'unknown';
    let folder = '';
    for (const step of state.files.absolute(path).split('/').slice(1)) {
      folder += `/${step}`;
      if (state.files.isFolder(folder) !== true) state.files.makeFolder(folder);
    }
  }
  return status;
};

const touch: Program = ({ args }, state) => {
  for (const path of operandsOf('touch', args))
    if (isKnown(path) && state.files.read(path).kind === 'absent' && state.files.isFolder(path) !== true)
      write(state, path, []);
  return 0;
};

/** A program that was not read may have changed any file that it is told about, and made others. */
export function unknownProgram({ args }: Pick<Invocation, 'args'>, state: State): Status {
  state.files.hide();
  for (const arg of args) {
    const path = arg.replace(/^-{1,2}[\w-]+=/, '');
    if (isKnown(path)) blur(state, path);
    else if (path.includes('/')) forEachMatch(state, state.files.absolute(path), (one) => blur(state, one));
  }
  return 'unknown';
}

/** What is in a file after a program that changes it in a way that is not read. */
const changes: Program = ({ args }, state) => {
  for (const arg of args) if (isKnown(arg)) blur(state, arg);
  return 'unknown';
};

export const FILE_PROGRAMS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['cp', copy('cp')],
  ['mv', copy('mv')],
  ['install', copy('install')],
  ['ln', copy('ln')],
  ['rm', remove],
  ['unlink', remove],
  ['mkdir', makeFolders],
  ['touch', touch],
  ['truncate', changes],
  ['dd', changes],
  ['dos2unix', changes],
  ['unix2dos', changes],
]);
