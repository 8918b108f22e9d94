/**
 * An editor for `dist/extension.js` that does nothing: every function and class of `vscode` is there, and what is called
 * is recorded by its path (`languages.registerHoverProvider`).
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { compileFunction } from 'node:vm';

interface Extension {
  activate(context: unknown): Promise<unknown>;
}

/** @param given values by path, where a stand-in does not do */
export function fakeEditor(given: Readonly<Record<string, unknown>>) {
  const called = new Set<string>();
  return { vscode: standIn('', given, (path) => called.add(path)), called };
}

/** A function, class and object in one: members are of the same kind, calls return another one. */
function standIn(
  path: string,
  given: Readonly<Record<string, unknown>>,
  record: (path: string) => void,
): object {
  const members = new Map<PropertyKey, unknown>();
  const below = (name: string) => (path === '' ? name : `${path}.${name}`);
  const memberOf = (name: string) =>
    below(name) in given ? given[below(name)] : standIn(below(name), given, record);
  const itself: object = new Proxy(class {}, {
    get(target, name, receiver) {
      if (name === Symbol.toPrimitive) return () => path;
      // Neither a promise nor something to go through.
      if (typeof name === 'symbol' || name === 'then') return undefined;
      if (name === 'prototype') return Reflect.get(target, name, receiver);
      if (!members.has(name)) members.set(name, memberOf(name));
      return members.get(name);
    },
    set(_, name, value) {
      members.set(name, value);
      return true;
    },
    apply: () => {
      record(path);
      return standIn(`${path}()`, given, record);
    },
    // A class of the bundle that extends this one keeps its own methods.
    construct: (target, args, made) =>
      made === itself ? standIn(`new ${path}`, given, record) : Reflect.construct(target, args, made),
  });
  return itself;
}

/** Loads a CommonJS bundle with other modules in place of some of its own. */
export function loadBundle(file: string, modules: Readonly<Record<string, unknown>>): Extension {
  const real = createRequire(file);
  const load = (name: string): unknown => modules[name] ?? real(name);
  const module = { exports: {} };
  const source = readFileSync(file, 'utf8');
  const run = compileFunction(source, ['require', 'module', 'exports', '__filename', '__dirname'], {
    filename: file,
  });
  run(load, module, module.exports, file, dirname(file));
  return module.exports as Extension;
}
