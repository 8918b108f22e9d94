/** Redirections of a command: where its files descriptors lead to. */

import type { HereDoc, HereString, Redirect, Redirection } from 'unbash';
import { type Content, chunkFrom } from './content';
import type { Expander } from './expand';
import { blur, contentAt, contentIfThere, forEachMatch, isUncertain, write } from './output';
import type { State, Stream } from './state';
import { isKnown, stringOf } from './text';

/** @returns false where the command does not run, because a file cannot be read */
export function redirect(redirections: readonly Redirection[], state: State, expander: Expander): boolean {
  return redirections.every((one) => {
    switch (one.type) {
      case 'HereDoc':
        return hereDocument(one, state, expander);
      case 'HereString':
        return hereString(one, state, expander);
      default:
        return toFile(one, state, expander);
    }
  });
}

function hereDocument(
  { body, delimiter, operator, descriptor }: HereDoc,
  state: State,
  expander: Expander,
): boolean {
  const text = expander.hereDocument(body, delimiter?.quoted ?? false, operator === '<<-');
  if (descriptorOf(descriptor) ?? true) state.input = [chunkFrom(text, expander.source(body))];
  return true;
}

function hereString({ target }: HereString, state: State, expander: Expander): boolean {
  if (!target) return true;
  const text = expander.text(target);
  state.input = [chunkFrom([...text, { text: '\n' }], expander.source(target))];
  return true;
}

/** Undefined for standard input. */
const descriptorOf = (descriptor: HereDoc['descriptor']): boolean | undefined =>
  descriptor?.type === 'FileDescriptor' && descriptor.value !== 0 ? false : undefined;

function toFile({ operator, descriptor, target }: Redirect, state: State, expander: Expander): boolean {
  if (!target) return true;
  const number = descriptor?.type === 'FileDescriptor' ? descriptor.value : operator.startsWith('<') ? 0 : 1;
  const path = stringOf(expander.text(target));
  if (operator === '<&' || (operator === '>&' && /^(?:\d+-?|-)$/.test(path))) {
    duplicate(number, path, state);
    return true;
  }
  if (operator === '<' || operator === '<>') {
    if (number === 0) state.input = readable(path, state);
    return !(isKnown(path) && operator === '<' && state.files.read(path).kind === 'absent');
  }
  const stream = open(path, operator.includes('>>'), state);
  state.streams.set(number, stream);
  if (operator.startsWith('&') || (operator === '>&' && !descriptor)) state.streams.set(2, stream);
  return true;
}

function duplicate(number: number, path: string, state: State): void {
  const from = /^\d+/.exec(path)?.[0];
  const stream = from === undefined ? undefined : state.streams.get(Number(from));
  if (number === 0) state.input = undefined;
  else state.streams.set(number, stream ?? { kind: 'elsewhere' });
}

function readable(path: string, state: State): Content | undefined {
  if (path === '/dev/null') return [];
  if (!isKnown(path)) return undefined;
  const found = state.files.read(path);
  return found.kind === 'file' ? contentIfThere(found.file) : undefined;
}

const DEVICE = /^\/dev\/(?:null|tty|stdout|stderr|fd\/\d+|console|pts\/.*)$|^\/proc\/(?:self|\d+)\/fd\/\d+$/;

function open(path: string, appends: boolean, state: State): Stream {
  const through = /^\/(?:dev|proc\/self)\/(?:fd\/(\d+)|std(out|err))$/.exec(path);
  if (through)
    return state.streams.get(Number(through[1] ?? (through[2] === 'out' ? 1 : 2))) ?? { kind: 'elsewhere' };
  if (DEVICE.test(path)) return { kind: 'elsewhere' };
  const absolute = state.files.absolute(path);
  if (!isKnown(absolute)) {
    if (!appends) forEachMatch(state, absolute, (one) => blur(state, one));
    return { kind: 'unknown file', path: absolute };
  }
  if (!appends) write(state, absolute, []);
  else {
    const found = state.files.read(absolute);
    if (found.kind === 'absent' || (found.kind === 'file' && isUncertain(found.file)))
      write(state, absolute, contentAt(state, absolute));
  }
  return { kind: 'file', path: absolute };
}
