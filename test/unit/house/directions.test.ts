/**
 * Imports point inwards, types included. The table is the house: which rooms each room uses. A new room is one line
 * here; a new platform is none.
 */

import { describe, expect, it } from 'vitest';
import { type Module, readModules } from './modules';

/** What every room may use. */
const BASICS = ['core/text', 'core/units', 'core/memo', 'core/model', 'core/word-map', 'core/work-limits'];
const LIVE = ['core/observations', 'core/live'];
/** Below the platforms: what any server is made of, whatever deploys it. */
const BELOW = [
  'core/failure',
  ...BASICS,
  ...LIVE,
  'core/catalogue',
  'core/directives',
  'core/memory',
  'core/yaml',
  'core/annotations',
  'core/configuration',
  'core/server',
];

const HOUSE: Readonly<Record<string, readonly string[]>> = {
  'core/word-map': [],
  'core/work-limits': ['core/text'],
  'core/failure': ['core/text'],
  'core/text': ['core/word-map'],
  'core/units': ['core/word-map'],
  'core/memo': [],
  'core/model': ['core/text', 'core/units'],
  'core/observations': BASICS,
  'core/live': [...BASICS, 'core/observations'],
  'core/diagnose': [...BASICS, ...LIVE],
  'core/catalogue': [...BASICS, 'core/yaml'],
  'core/memory': [...BASICS, ...LIVE],
  'core/yaml': BASICS,
  'core/directives': [...BASICS, 'core/catalogue'],
  'core/annotations': [...BASICS, 'core/directives', 'core/yaml'],
  'core/configuration': BASICS,
  'core/edits': BASICS,
  'core/server': BELOW,
  'core/container': BELOW,
  'core/project': BELOW,
  'core/rules': BELOW,
  'core/explain': [...BELOW, 'core/rules'],
  'core/platform': [...BELOW, 'core/container', 'core/project'],
  'core/suppress': BELOW,
  'core/merge-findings': BELOW,
  'core/check': [...BELOW, 'core/rules'],
  'core/finish': [...BELOW, 'core/check', 'core/project', 'core/rules', 'core/suppress'],
  'core/lint': [
    ...BELOW,
    'core/check',
    'core/finish',
    'core/merge-findings',
    'core/platform/platform',
    'core/platform/platforms',
    'core/project',
  ],
  'core/concern': [...BELOW, 'core/lint', 'core/platform/missing', 'core/project'],
  files: ['core'],
  // Offers what the language server asks for.
  live: ['core', 'lsp/live-access'],
  lsp: ['core', 'files'],
  cli: ['core', 'files', 'live'],
  // Entry points: one for each program.
  node: ['core/failure', 'lsp', 'live'],
};

/** Files beside the rooms: `cli.ts` starts what is in `cli/`. */
const roomOf = (name: string): string => {
  const [first = '', second = ''] = name.split('/');
  return first === 'core' ? `core/${second}` : first;
};

/** `core/platform/helm/read/values` is of helm; `core/platform/platforms` of none. */
const platformOf = (name: string): string | undefined => /^core\/platform\/([\w-]+)\//.exec(name)?.[1];

const isWithin = (name: string, room: string): boolean => name === room || name.startsWith(`${room}/`);

function allowed(from: string, to: string): boolean {
  const [own, other] = [platformOf(from), platformOf(to)];
  // The only door of a platform is its index.
  if (other !== undefined && own !== other && to !== `core/platform/${other}/index`) return false;
  const room = roomOf(from);
  return roomOf(to) === room || (HOUSE[room] ?? []).some((used) => isWithin(to, used));
}

const MODULES = readModules('.').filter(({ name }) => name !== 'cli');
const NAMES = new Set(MODULES.map(({ name }) => name));

/** Local modules that a module imports, types included. */
const importsOf = (module: Module): string[] =>
  module.imports.filter(({ local, from }) => local && !from.endsWith('.json')).map(({ from }) => from);

describe('imports', () => {
  it.each(MODULES.map((module) => [module.name, module] as const))('of %s', (name, module) => {
    expect(Object.keys(HOUSE)).toContain(roomOf(name));
    expect(importsOf(module).filter((to) => !allowed(name, to))).toEqual([]);
    expect(importsOf(module).filter((to) => !NAMES.has(to))).toEqual([]);
  });

  it('a platform is entered by its index, a rule never sees a project, nothing in the core the editor', () => {
    expect(allowed('core/platform/helm/releases', 'core/platform/kubernetes/cluster')).toBe(false);
    expect(allowed('core/platform/helm/releases', 'core/platform/kubernetes/index')).toBe(true);
    expect(allowed('core/lint', 'core/platform/helm/index')).toBe(false);
    expect(allowed('core/container/unit', 'core/platform/kubernetes/index')).toBe(false);
    expect(allowed('core/rules/save-on-primary', 'core/project/project')).toBe(false);
    expect(allowed('core/server/instance', 'core/container/unit')).toBe(false);
    expect(allowed('core/text/span', 'core/model/fact')).toBe(false);
    expect(allowed('core/lint', 'lsp/server')).toBe(false);
    expect(allowed('lsp/server', 'cli/main')).toBe(false);
  });

  it('no module reaches itself, types included', () => {
    expect(circles(new Map(MODULES.map((module) => [module.name, importsOf(module)])))).toEqual([]);
  });

  it('no room reaches itself', () => {
    const rooms = new Map<string, string[]>();
    for (const module of MODULES) {
      const room = roomOf(module.name);
      const others = importsOf(module)
        .map(roomOf)
        .filter((other) => other !== room);
      rooms.set(room, [...(rooms.get(room) ?? []), ...others]);
    }
    expect(circles(rooms)).toEqual([]);
    expect(
      circles(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['a']],
        ]),
      ),
    ).toEqual([['a', 'b', 'c', 'a']]);
  });
});

/** The ways from a name back to itself, one for each name that closes one. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    const start = path.indexOf(name);
    if (start !== -1) found.push([...path.slice(start), name]);
    if (start !== -1 || done.has(name)) return;
    for (const next of graph.get(name) ?? []) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of graph.keys()) visit(name, []);
  return found;
}

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
