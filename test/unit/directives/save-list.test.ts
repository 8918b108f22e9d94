import { describe, expect, it } from 'vitest';
import { type ConfigInput, type Loaded, loadConfig } from '../../../server/src/core/directives/load';
import { type ActivePoint, COMPILED_SAVE_POINTS } from '../../../server/src/core/directives/save-list';
import { configOf, versionOf } from '../../support/config';

const INCLUDED: Readonly<Record<string, string>> = {
  one: 'save 10 1\n',
  two: 'save 20 2\nsave 30 3\n',
  none: 'port 1\n',
  inner: 'include one\nsave 40 4\n',
};

function load(text: string, version: string, bare = false): Loaded {
  const resolve: ConfigInput['resolve'] = (pattern) => {
    const found = INCLUDED[pattern];
    return found === undefined
      ? { kind: 'unresolved' }
      : { kind: 'found', texts: [configOf(found, pattern)] };
  };
  const parts = [{ text: configOf(text), layer: 'redis.conf' as const }];
  return loadConfig({ parts, bare, resolve }, versionOf(version));
}

const print = (points: readonly ActivePoint[]): string =>
  points.map(({ seconds, changes }) => `${seconds} ${changes}`).join(', ');

const inForce = (text: string, version: string, bare = false): string => {
  const { points, compiled } = load(text, version, bare).save;
  return compiled ? 'compiled' : print(points);
};

describe('nobody writes a save', () => {
  it.each([
    ['2.8', ''],
    ['5.0', ''],
    ['6.0', ''],
    ['6.2', 'compiled'],
    ['7.0', 'compiled'],
    ['valkey-8.1', 'compiled'],
  ])('%s: %j', (version, expected) => {
    expect(inForce('port 1\n', version)).toBe(expected);
    expect(inForce('', version, true)).toBe('compiled');
  });

  it('the compiled points are those of the source', () => {
    expect(COMPILED_SAVE_POINTS.map(({ seconds, changes }) => [seconds, changes])).toEqual([
      [3600n, 1n],
      [300n, 100n],
      [60n, 10000n],
    ]);
  });
});

describe('lines of one file', () => {
  it.each(['5.0', '6.2', '7.0', 'valkey-9.1'])('%s adds them up, twice the same too', (version) => {
    expect(inForce('save 900 1\nsave 300 10\nsave 900 1\n', version)).toBe('900 1, 300 10, 900 1');
  });

  it.each(['5.0', '6.2', '7.0', 'valkey-9.1'])('%s clears with an empty text what came before', (version) => {
    expect(inForce('save 900 1\nsave ""\n', version)).toBe('');
    expect(inForce('save ""\nsave 900 1\n', version)).toBe('900 1');
    expect(inForce("save 900 1\nsave ''\nsave 300 10\n", version)).toBe('300 10');
  });

  it('several pairs on one line since 7.0, nothing before', () => {
    expect(inForce('save 900 1 300 10\n', '7.0')).toBe('900 1, 300 10');
    expect(inForce('save 900 1 300 10\n', '6.2')).toBe('');
    expect(inForce('save 900 1 300 10\n', '5.0')).toBe('');
  });

  it('a save without a value is a first save since 6.2', () => {
    expect(inForce('save\n', '6.2')).toBe('');
    expect(inForce('save\n', '7.0')).toBe('');
    expect(inForce('save 900 1\nsave\n', '7.0')).toBe('900 1');
    expect(inForce('save 900 1\nsave\n', '5.0')).toBe('900 1');
  });
});

describe('includes', () => {
  it.each([
    ['include one\nsave 900 1\nsave 300 10\n', '10 1, 900 1, 300 10', '900 1, 300 10', '300 10'],
    ['save 900 1\ninclude one\n', '900 1, 10 1', '10 1', '900 1, 10 1'],
    ['save 900 1\ninclude one\nsave 300 10\n', '900 1, 10 1, 300 10', '10 1, 300 10', '300 10'],
    [
      'save 900 1\ninclude none\nsave 300 10\nsave 60 5\n',
      '900 1, 300 10, 60 5',
      '900 1, 300 10, 60 5',
      '60 5',
    ],
    ['include none\nsave 900 1\n', '900 1', '900 1', '900 1'],
    ['include one\ninclude two\n', '10 1, 20 2, 30 3', '20 2, 30 3', '10 1, 20 2, 30 3'],
    ['include inner\n', '10 1, 40 4', '40 4', '40 4'],
  ])('%j', (text, upTo60, in62, since70) => {
    expect(inForce(text, '6.0')).toBe(upTo60);
    expect(inForce(text, '6.2')).toBe(in62);
    expect(inForce(text, '7.0')).toBe(since70);
    expect(inForce(text, 'valkey-9.1')).toBe(since70);
  });

  it('names what was dropped, and by which line', () => {
    const { dropped } = load('include one\nsave 900 1\nsave 300 10\n', '7.0').save;
    expect(dropped.map(({ points, by }) => [print(points), by.line.number])).toEqual([
      ['10 1', 1],
      ['900 1', 2],
    ]);
    expect(load('save 900 1\nsave 300 10\n', '7.0').save.dropped).toEqual([]);
  });

  it('one that cannot be found still ends a text', () => {
    expect(inForce('save 900 1\ninclude missing\nsave 300 10\n', '7.0')).toBe('300 10');
    expect(load('include missing\n', '7.0').unknownSources).toMatchObject([
      { why: 'unresolved', include: 'missing' },
    ]);
  });
});

describe('what is not certain', () => {
  it.each(['save {{ seconds }} 1\n', '{% if rdb %}\nsave 900 1\n{% endif %}\n', 'save 900\n'])(
    '%j',
    (text) => {
      expect(load(text, '7.0').save.uncertain).toBe(true);
    },
  );

  it('plain lines are', () => {
    expect(load('save 900 1\nsave ""\n', '7.0').save).toMatchObject({ uncertain: false, written: true });
  });
});
