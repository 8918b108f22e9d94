/**
 * Imports point inwards. The table is the house: what each room may use when the program runs, and of what it may know
 * the types besides. A new room is one line here.
 */

import { describe, expect, it } from 'vitest';
import { type Import, readModules } from './modules';

interface Room {
  readonly uses: readonly string[];
  readonly knowsTypesOf?: readonly string[];
}

const BASICS = ['core/text', 'core/units', 'core/model'];
/** What running servers say, and what it means. */
const LIVE = ['core/observations', 'core/live'];

const HOUSE: Readonly<Record<string, Room>> = {
  'core/text': { uses: [] },
  'core/units': { uses: [] },
  // An instance is described in the types of what it is made of; nothing of it is called from here.
  'core/model': {
    uses: ['core/text', 'core/units'],
    knowsTypesOf: ['core/directives', 'core/memory', 'core/yaml', 'core/containers', 'core/observations'],
  },
  'core/observations': { uses: BASICS },
  // What the numbers of a running server mean.
  'core/live': { uses: [...BASICS, 'core/observations'] },
  'core/diagnose': { uses: [...BASICS, ...LIVE] },
  'core/catalogue': { uses: BASICS },
  'core/memory': { uses: [...BASICS, ...LIVE] },
  'core/yaml': { uses: BASICS },
  'core/directives': { uses: [...BASICS, 'core/catalogue'] },
  'core/containers': { uses: [...BASICS, 'core/catalogue', 'core/directives', 'core/yaml'] },
  'core/annotations': { uses: BASICS },
  'core/configuration': { uses: BASICS },
  'core/edits': { uses: BASICS },
  'core/merge-findings': { uses: BASICS },
  'core/sources': {
    uses: [
      ...BASICS,
      'core/catalogue',
      'core/directives',
      'core/yaml',
      'core/containers',
      'core/annotations',
    ],
  },
  'core/rules': {
    uses: [...BASICS, 'core/catalogue', 'core/directives', 'core/memory', 'core/yaml', ...LIVE],
  },
  'core/project': {
    uses: [
      ...BASICS,
      'core/catalogue',
      'core/directives',
      'core/memory',
      'core/yaml',
      'core/containers',
      'core/sources',
      'core/annotations',
      'core/configuration',
      ...LIVE,
    ],
  },
  'core/suppress': {
    uses: [...BASICS, 'core/annotations', 'core/configuration', 'core/directives'],
    knowsTypesOf: ['core/sources'],
  },
  'core/explain': {
    uses: [
      ...BASICS,
      'core/catalogue',
      'core/directives',
      'core/memory',
      'core/rules',
      'core/annotations',
      'core/yaml',
      ...LIVE,
    ],
  },
  'core/check': { uses: [...BASICS, 'core/configuration', 'core/rules'] },
  'core/finish': {
    uses: [...BASICS, 'core/check', 'core/configuration', 'core/project', 'core/rules', 'core/suppress'],
  },
  'core/lint': {
    uses: [
      ...BASICS,
      'core/check',
      'core/configuration',
      'core/finish',
      'core/merge-findings',
      'core/project',
      'core/sources',
      ...LIVE,
    ],
  },
  files: { uses: ['core'] },
  lsp: { uses: ['core', 'files'], knowsTypesOf: ['live'] },
  live: { uses: ['core'], knowsTypesOf: ['lsp'] },
  cli: { uses: ['core', 'files', 'live'] },
  // Entry points: one for each program.
  node: { uses: ['lsp', 'live'] },
};

/** Files beside the rooms: `cli.ts` starts what is in `cli/`. */
const roomOf = (name: string): string => {
  const [first = '', second = ''] = name.split('/');
  return first === 'core' ? `core/${second}` : first;
};

const isWithin = (name: string, room: string): boolean => name === room || name.startsWith(`${room}/`);

function allowed(from: string, { from: to, typesOnly }: Import): boolean {
  const own = roomOf(from);
  if (roomOf(to) === own) return own !== 'core/sources' || sameSource(from, to);
  const { uses = [], knowsTypesOf = [] } = HOUSE[own] ?? {};
  return (
    uses.some((room) => isWithin(to, room)) || (typesOnly && knowsTypesOf.some((room) => isWithin(to, room)))
  );
}

/** Sources are ignorant of each other. */
const sameSource = (a: string, b: string): boolean => a.split('/')[2] === b.split('/')[2];

const MODULES = readModules('.').filter(({ name }) => name !== 'cli');

describe('imports', () => {
  it.each(MODULES.map((module) => [module.name, module] as const))('of %s', (name, { imports }) => {
    expect(Object.keys(HOUSE)).toContain(roomOf(name));
    const wrong = imports.filter((one) => one.local && !one.from.endsWith('.json') && !allowed(name, one));
    expect(wrong.map(({ from }) => from)).toEqual([]);
  });

  it('a source never imports another, a rule never a project, nothing in the core the editor', () => {
    const to = (from: string, typesOnly = true): Import => ({ from, local: true, typesOnly });
    expect(allowed('core/sources/kubernetes/objects', to('core/sources/redis-conf/form'))).toBe(false);
    expect(allowed('core/rules/save-on-primary', to('core/project/project'))).toBe(false);
    expect(allowed('core/text/span', to('core/model/fact'))).toBe(false);
    expect(allowed('core/model/instance', to('core/directives/load', false))).toBe(false);
    expect(allowed('core/model/instance', to('core/directives/load'))).toBe(true);
    expect(allowed('core/lint', to('lsp/server'))).toBe(false);
    expect(allowed('lsp/server', to('cli/main'))).toBe(false);
  });
});

describe('without Node', () => {
  const SERVES_NODE = ['lsp/disk'];
  const WORKS_ANYWHERE = ['files/uri', 'files/limits'];

  it('only one file of the language server needs it', () => {
    const needing = MODULES.filter(
      ({ name }) => name.startsWith('lsp/') && !SERVES_NODE.includes(name),
    ).flatMap(({ name, imports }) =>
      imports
        .filter(
          ({ from, typesOnly }) =>
            !typesOnly &&
            (from.startsWith('node:') ||
              (from.startsWith('files/') && !WORKS_ANYWHERE.includes(from)) ||
              from === 'vscode-languageserver/node'),
        )
        .map(({ from }) => `${name} imports ${from}`),
    );
    expect(needing).toEqual([]);
  });

  it.each(WORKS_ANYWHERE)('%s does not', (name) => {
    const found = MODULES.find((module) => module.name === name);
    expect(found?.imports.filter(({ local, typesOnly }) => !local && !typesOnly)).toEqual([]);
  });
});
