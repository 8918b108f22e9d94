/** Tokenization as the editor does it, and assertions that show scopes under the text they belong to. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { type IGrammar, INITIAL, parseRawGrammar, Registry, type StateStack } from 'vscode-textmate';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const OURS: Readonly<Record<string, string>> = {
  'source.redis-conf': 'syntaxes/redis-conf.tmLanguage.json',
  'redis-conf.injection': 'syntaxes/redis-conf.injection.json',
};

/** `current` is VS Code's grammar for YAML, `2017` the one before it, from which the Helm grammar grew. */
export type Yaml = 'current' | '2017';

const YAML: Readonly<Record<Yaml, Readonly<Record<string, string>>>> = {
  current: {
    'source.yaml': 'test/fixtures/grammar/yaml/yaml.tmLanguage',
    'source.yaml.1.2': 'test/fixtures/grammar/yaml/yaml-1.2.tmLanguage',
  },
  '2017': {
    'source.yaml': 'test/fixtures/grammar/yaml/yaml-2017.tmLanguage',
    'source.helm': 'test/fixtures/grammar/yaml/yaml-2017.tmLanguage',
  },
};

const INJECTED_TO = new Set(['source.yaml', 'source.helm']);

export const fixture = (name: string): string => readFileSync(`${root}test/fixtures/grammar/${name}`, 'utf8');
export const json = (path: string): unknown => JSON.parse(readFileSync(root + path, 'utf8'));

let engine: Promise<void> | undefined;

function onigLib() {
  engine ??= loadWASM(
    readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm')),
  );
  return engine.then(() => ({ createOnigScanner, createOnigString }));
}

async function load(
  scope: string,
  files: Readonly<Record<string, string>>,
  injected: boolean,
): Promise<IGrammar> {
  const registry = new Registry({
    onigLib: onigLib(),
    loadGrammar: async (scopeName) => {
      const file = files[scopeName];
      if (file === undefined) return null;
      return { ...parseRawGrammar(readFileSync(root + file, 'utf8'), `${scopeName}.json`), scopeName };
    },
    getInjections: (scopeName) =>
      injected && INJECTED_TO.has(scopeName) ? ['redis-conf.injection'] : undefined,
  });
  const grammar = await registry.loadGrammar(scope);
  if (!grammar) throw new Error(`no grammar for ${scope}`);
  return grammar;
}

export const redisConf = (): Promise<IGrammar> => load('source.redis-conf', OURS, false);

export const yaml = (which: Yaml, options: { injected: boolean } = { injected: true }): Promise<IGrammar> =>
  load('source.yaml', { ...YAML[which], ...OURS }, options.injected);

export const helm = (): Promise<IGrammar> => load('source.helm', { ...YAML['2017'], ...OURS }, true);

export interface Token {
  readonly text: string;
  readonly start: number;
  /** Outermost first, without the scope of the grammar itself. */
  readonly scopes: readonly string[];
}

export interface Line {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** How many rules are still open behind the line; 1 is the grammar alone. */
  readonly depth: number;
}

export function tokenize(grammar: IGrammar, text: string): Line[] {
  let state: StateStack = INITIAL;
  return text.split('\n').map((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    const tokens = result.tokens.map((token) => ({
      text: line.slice(token.startIndex, token.endIndex),
      start: token.startIndex,
      scopes: token.scopes.slice(1),
    }));
    return { text: line, tokens, depth: state.depth };
  });
}

/** A scope of a theme's rule: `comment` covers `comment.line.number-sign`. */
const covers = (wanted: string, scope: string): boolean => scope === wanted || scope.startsWith(`${wanted}.`);

export const has = (token: Token, wanted: string): boolean =>
  token.scopes.some((scope) => covers(wanted, scope));

const ASSERTION = /^ *\^[ ^]*(?= |$)/;

/**
 * Tokenizes the lines of `marked`; a line of carets speaks of the text above the carets:
 *
 *     maxmemory 2gb
 *     ^^^^^^^^^ keyword
 *               ^ constant.numeric -string
 *
 * Every character above a caret must have each scope named, and none of those with a minus.
 */
export function expectScopes(grammar: IGrammar, marked: string, options: { eol?: string } = {}): void {
  const lines = marked.replace(/^\n|\n *$/g, '').split('\n');
  const source = lines.filter((line) => !ASSERTION.test(line));
  const tokens = tokenize(grammar, source.map((line) => line + (options.eol ?? '')).join('\n'));
  let above = -1;
  for (const line of lines) {
    const carets = ASSERTION.exec(line)?.[0];
    if (carets === undefined) above += 1;
    else check(tokens[above], carets, line.slice(carets.length).trim().split(/\s+/));
  }
}

function check(line: Line | undefined, carets: string, wanted: readonly string[]): void {
  if (!line) throw new Error('carets without a line above them');
  for (let column = carets.indexOf('^'); column < carets.length; column += 1) {
    if (carets[column] !== '^') continue;
    const token = line.tokens.findLast((candidate) => candidate.start <= column);
    if (!token) throw new Error(`no token at column ${column} of: ${line.text}`);
    for (const scope of wanted) {
      const expected = !scope.startsWith('-');
      const where = `${JSON.stringify(token.text)} at column ${column} of: ${line.text}\nhas ${token.scopes.join(' ')}\n`;
      expect(has(token, expected ? scope : scope.slice(1)), `${where}wanted ${scope}`).toBe(expected);
    }
  }
}
