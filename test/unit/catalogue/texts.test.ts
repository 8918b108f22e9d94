import { describe, expect, it } from 'vitest';
import data from '../../../server/src/core/catalogue/data/directives.json';
import forkNotes from '../../../server/src/core/catalogue/data/fork-notes.json';
import summaries from '../../../server/src/core/catalogue/data/summaries.json';
import { forkNoteOf, summaryOf } from '../../../server/src/core/catalogue/directives';
import { history } from '../../../server/src/core/catalogue/history';

const keys = [
  ...new Set([...Object.keys(data.directives.redis), ...Object.keys(data.directives.valkey)]),
].sort();

describe('summaries', () => {
  it('exist for every directive and for nothing else', () => {
    expect(Object.keys(summaries)).toEqual(keys);
  });

  it('are short sentences', () => {
    const odd = Object.values(summaries).filter((text) => !/^[A-Z].*\.$/.test(text) || text.length > 260);
    expect(odd).toEqual([]);
  });

  it('are found under every name', () => {
    expect(summaryOf('SlaveOf')).toBe(summaryOf('replicaof'));
    expect(summaryOf('masterauth')).toBe(summaryOf('primaryauth'));
    expect(summaryOf('constructor')).toBeUndefined();
  });
});

describe('fork notes', () => {
  it('belong to directives', () => {
    expect(Object.keys(forkNotes).filter((name) => !keys.includes(name))).toEqual([]);
  });

  it('cover what decides when a fork happens and what it costs', () => {
    for (const name of [
      'save',
      'appendonly',
      'repl-diskless-sync',
      'maxmemory',
      'disable-thp',
      'oom-score-adj',
      'slaveof',
    ]) {
      expect(forkNoteOf(name)).toMatch(/^[A-Z].*\.$/);
    }
    expect(forkNoteOf('port')).toBeUndefined();
  });
});

describe('history', () => {
  const told = (name: string, product: 'redis' | 'valkey' = 'redis') =>
    history(product, name).map(({ version, message }) => `${version}: ${message}`);

  it('tells the life of a directive, oldest first', () => {
    expect(told('gopher-enabled')).toEqual(['6.0.0: introduced', '7.0.0: removed']);
    expect(told('disable-thp')).toEqual(['6.2.0: introduced', '7.0.0: CONFIG SET can no longer change it']);
    expect(told('slaveof')).toEqual(['1.3.6: introduced', '5.0.0: renamed to replicaof']);
    expect(told('repl-backlog-size', 'valkey')).toEqual([
      '7.2.5: introduced',
      '8.0.0: default changed from "1048576" to "10485760"',
    ]);
  });

  it('tells new values, new types and new ranges', () => {
    expect(told('maxmemory-policy')).toEqual([
      '2.2.0: introduced',
      '3.0.0: default changed from "volatile-lru" to "noeviction"',
      '4.0.0: accepts volatile-lfu, allkeys-lfu',
      '8.6.0: accepts volatile-lrm, allkeys-lrm',
    ]);
    expect(told('oom-score-adj')).toEqual([
      '6.0.7: introduced',
      '6.0.10: takes one of several words (before: yes or no)',
    ]);
    expect(told('maxmemory-samples').at(-1)).toBe('7.4.0: range changed from 1–2147483647 to 1–64');
    expect(told('dynamic-hz', 'valkey').at(-1)).toBe('8.1.0: accepted, but without effect from here on');
  });

  it('is empty for what nobody knows', () => {
    expect(told('nothing-of-the-kind')).toEqual([]);
    expect(told('repl-rdb-channel', 'valkey')).toEqual([]);
  });
});
