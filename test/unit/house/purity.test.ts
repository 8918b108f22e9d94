/** The core is pure: the same input gives the same findings, in an editor, in a browser and on a command line. */

import { describe, expect, it } from 'vitest';
import { readModules } from './modules';

const CORE = readModules('core');
const PACKAGES: readonly string[] = ['yaml', 're2js', 'unbash'];

/** The names of all constants of a module, as the bundler prints them. */
const constantsOf = (code: string): string[] =>
  [...code.matchAll(/^(?:export )?const (\w+) =/gm)].map(([, name = '']) => name);

/** Whether anything in the code changes what a constant holds. */
function isWritten(name: string, code: string): boolean {
  const before = `(?<![\\w.$#])${name}`;
  const methods = 'set|add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin';
  return new RegExp(
    `${before}\\.(?:${methods})\\(|${before}(?:\\.\\w+|\\[[^\\]]*\\])+\\s*(?:[-+*/|&^%]|\\?\\?|\\|\\||&&)?=[^=>]|delete ${name}|Object\\.assign\\(${name}\\b|${before}(?:\\+\\+|--)`,
  ).test(code);
}

it('the reader of modules sees what is there', () => {
  expect(CORE.length).toBeGreaterThan(80);
  const settings = CORE.find(({ name }) => name === 'core/lint');
  expect(settings?.imports).toContainEqual({ from: 'core/model/finding', local: true, typesOnly: true });
  expect(settings?.imports).toContainEqual({ from: 'core/finish', local: true, typesOnly: false });
  expect(isWritten('cache', 'cache.set(1, 2)')).toBe(true);
  expect(isWritten('table', 'table[key] = 1')).toBe(true);
  expect(isWritten('table', 'if (table[key] === 1 || table.x >= 2) other.table.set(1)')).toBe(false);
});

describe.each(CORE.map((module) => [module.name, module] as const))('%s', (_, { imports, code }) => {
  it('imports nothing but the core and the packages that are named', () => {
    const outside = imports.filter(({ local, from }) =>
      local ? !from.startsWith('core/') : !PACKAGES.includes(from),
    );
    expect(outside.map(({ from }) => from)).toEqual([]);
  });

  it('uses nothing that depends on time, place or chance', () => {
    expect([...new Set(code.match(/FORBIDDEN_\w+/g))]).toEqual([]);
    expect(code).not.toMatch(/\bimport\(/);
  });

  it('keeps nothing from one call to the next', () => {
    expect(code.match(/^(?:export )?(?:let|var) .*/gm) ?? []).toEqual([]);
    expect(constantsOf(code).filter((name) => isWritten(name, code))).toEqual([]);
    expect(code.match(/\bstatic #?\w+ =/g) ?? []).toEqual([]);
  });
});
