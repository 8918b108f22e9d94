/**
 * Words from files are never looked up in a plain object: `constructor` and `toString` would find what it inherits. No
 * table is a plain object, and a word that only `Object.prototype` knows is put in place of every word of the samples.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_CONFIGURATION } from '../../../server/src/core/configuration';
import { lint } from '../../../server/src/core/lint';
import { Project } from '../../../server/src/core/project/project';
import { samples, type Texts } from '../../support/samples';

const SOURCE = join(__dirname, '../../../server/src');
/** Constants that are looked up by a word: `wordMap` makes a Map of them. */
const PLAIN_TABLE =
  /^const \w+: (?:Readonly<)?(?:Partial<)?(?:Record<string,|\{ (?:readonly )?\[\w+: string\])/gm;
/** Rewritten elsewhere; its tables follow. */
const NOT_YET = 'core/container/shell/';

it('no table is a plain object', () => {
  const tables = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith(NOT_YET))
    .flatMap((path) =>
      [...readFileSync(join(SOURCE, path), 'utf8').matchAll(PLAIN_TABLE)].map(
        ([table]) => `${path}: ${table}`,
      ),
    );
  expect(tables).toEqual([]);
});

describe('a word that only Object.prototype knows', () => {
  const PROBE = 'forkguardProbe';
  const lookups = new Set<string>();

  beforeEach(() => {
    Object.defineProperty(Object.prototype, PROBE, {
      configurable: true,
      get() {
        lookups.add(ownFrame(new Error().stack));
        return undefined;
      },
    });
  });
  afterEach(() => {
    Reflect.deleteProperty(Object.prototype, PROBE);
    lookups.clear();
  });

  it('is met where a plain object is asked for it', () => {
    const table: Readonly<Record<string, number>> = { save: 1 };
    expect(table[PROBE]).toBeUndefined();
    expect([...lookups]).toEqual([expect.stringContaining('words.test')]);
  });

  it('is met nowhere', () => {
    const tried = new Map<string, number>();
    for (const texts of samples()) for (const probed of withProbe(texts, tried)) judge(probed);
    expect([...lookups]).toEqual([]);
  });

  /** A word that many samples have is tried in so many of them. */
  const TRIES = 2;

  /** The texts with the probe in place of one word, for each word. */
  function* withProbe(texts: Texts, tried: Map<string, number>): Iterable<Texts> {
    const words = new Set([...texts.values()].flatMap((text) => text.match(/[A-Za-z][\w-]*/g) ?? []));
    for (const word of words) {
      const tries = tried.get(word) ?? 0;
      if (tries === TRIES) continue;
      tried.set(word, tries + 1);
      const whole = new RegExp(`(?<![\\w-])${word}(?![\\w-])`, 'g');
      yield new Map([...texts].map(([file, text]) => [file, text.replace(whole, PROBE)]));
    }
  }

  function judge(texts: Texts): void {
    const project = new Project();
    for (const [file, text] of texts) project.set(file, text);
    for (const { fixes } of lint(project, NO_CONFIGURATION).findings) expect(fixes).toBeDefined();
  }

  /** Below the getter itself. */
  const ownFrame = (stack = ''): string => stack.split('\n')[2]?.trim() ?? '';
});
