/** A slip in a data file is found with its place and what was probably meant. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkData } from '../../../server/dev/check-data.mjs';
import { nearestName } from '../../../server/src/core/catalogue/suggest';

const CORE = 'server/src/core';

const DATA = {
  charts: `${CORE}/platform/helm/data/charts`,
  history: `${CORE}/platform/helm/data/history`,
  operators: `${CORE}/platform/operators/data/operators`,
  directives: `${CORE}/catalogue/data/directives`,
  summaries: `${CORE}/catalogue/data/summaries`,
  'fork-notes': `${CORE}/catalogue/data/fork-notes`,
};

type Name = keyof typeof DATA;

const read = (path: string): string => readFileSync(path, 'utf8');

const checked = (name: Name, text: string): string[] =>
  checkData(`${name}.json`, text, JSON.parse(read(`${DATA[name]}.schema.json`)), nearestName);

/** The data with the first `from` replaced: what is found, without the place. */
function slip(name: Name, from: string, to: string): string[] {
  const text = read(`${DATA[name]}.json`);
  expect(text).toContain(from);
  return checked(name, text.replace(from, to)).map((message) => {
    const match = /^([\w-]+\.json):(\d+):\d+: (.*)$/.exec(message);
    expect(match?.[1]).toBe(`${name}.json`);
    const line = text.replace(from, to).split('\n')[Number(match?.[2]) - 1] ?? '';
    return `${line.trim()} | ${match?.[3]}`;
  });
}

describe('the data', () => {
  it.each(Object.keys(DATA) as Name[])('%s matches its schema', (name) => {
    expect(checked(name, read(`${DATA[name]}.json`))).toEqual([]);
  });
});

describe('a slip', () => {
  it('in a key', () => {
    expect(slip('charts', '"when"', '"whne"')).toEqual([
      '"whne": [ | charts[0].servers[0].whne: no such key. Did you mean "when"?',
    ]);
    expect(slip('operators', '"settings"', '"setings"')).toEqual([
      '"setings": [ | operators[0].common.setings: no such key. Did you mean "settings"?',
    ]);
    expect(slip('operators', '"followers": [{ "count"', '"folowers": [{ "count"')).toHaveLength(1);
  });

  it('in one of several words', () => {
    expect(slip('charts', '"as": "text"', '"as": "txet"')).toEqual([
      '"as": "txet", | charts[0].servers[0].config[0].as: "txet" is none of text, map, lines, options, option-maps, directive, points, environment, percent-of-limit. Did you mean "text"?',
    ]);
    expect(slip('directives', '"type":"bool"', '"type":"boole"')[0]).toContain('Did you mean "bool"?');
  });

  it('in a condition', () => {
    const found = slip('charts', '"architecture=standalone"', '"architecture == standalone"');
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('"architecture == standalone" does not match');
  });

  it('in the name of a directive', () => {
    expect(slip('summaries', '"appendonly"', '"apendonly"')[0]).toContain(
      'apendonly: no such key. Did you mean "appendonly"?',
    );
  });

  it('in the kind of a value, and a key that is missing', () => {
    expect(slip('history', '"oldest":"14.0.0"', '"oldest":14')[0]).toContain(
      'charts.bitnami/redis.oldest: must be string',
    );
    expect(slip('charts', '"id": "bitnami/redis",', '')[0]).toContain('charts[0]: "id" is missing');
  });

  it('in the JSON itself, and a key that is there twice', () => {
    expect(slip('operators', '"operators": [', '"operators": [[')[0]).toBeDefined();
    expect(slip('operators', '"name": "OT', '"source": "x", "name": "OT')).toHaveLength(1);
  });
});
