/**
 * The lab in short: three saves of a real server, and bounds that hold on a busy machine. `npm run lab` is the long one.
 */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnswerCount } from './answers';
import { runSeries } from './experiment';
import { LabServer } from './lab-server';
import { SHORT } from './plan';
import { forward, fromFiles, fromPrevious } from './predictions';
import { csvOf } from './report';
import { LIMITS, predict, previousScoreOf, scoreOf, twoPools } from './score';
import type { CasePlan } from './series';
import { isOverwriting, type Row, readTable } from './table';

const measured = new Map<CasePlan, Row>();

beforeAll(async () => {
  const server = new LabServer();
  await server.ready();
  const label = `redis-${(await server.info()).get('redis_version')}`;
  await server.close();
  await runSeries(SHORT, { label }, (plan, row) => measured.set(plan, row));
}, 300_000);

afterAll(() => measured.clear());

const rows = (): Row[] => [...measured.values()];

describe('real saves', () => {
  it.each(SHORT.cases)('$operation at $rate/s: is predicted from INFO', (plan) => {
    const row = measured.get(plan);
    expect(row?.writes).toBeGreaterThan(100);
    expect(row?.extraPss).toBeGreaterThan(1_000_000);
    if (!row) return;
    const error = (forward(row) - row.extraPss) / row.rss;
    expect(error).toBeGreaterThan(-0.05);
    expect(error).toBeLessThan(0.25);
    expect((row.lastCow ?? 0) / row.extraPss).toBeGreaterThan(0.7);
  });

  it.each(SHORT.cases)('$operation at $rate/s: lies in the range that files give', (plan) => {
    const row = measured.get(plan);
    const range = row && fromFiles(row);
    expect(row?.extraPss).toBeLessThanOrEqual((range?.high ?? 0) + 0.05 * (row?.rss ?? 0));
    expect(row?.extraPss).toBeGreaterThanOrEqual(
      (range?.low ?? Number.POSITIVE_INFINITY) - 0.1 * (row?.rss ?? 0),
    );
  });

  it('are predicted from the save before', () => {
    const [first, second] = rows();
    const forecast = second && fromPrevious(second, first);
    expect(forecast?.low).toBeLessThan((second?.extraPss ?? 0) * 1.1);
    expect(forecast?.high).toBeGreaterThan((second?.extraPss ?? 0) * 0.9);
  });
});

describe('answers', () => {
  it('are counted however they are cut, lines and strings that hold line ends', () => {
    const stream = Buffer.from('+OK\r\n:12\r\n$-1\r\n$6\r\na\r\nb\r\n\r\n$0\r\n\r\n-ERR no\r\n');
    for (let size = 1; size <= stream.length; size += 1) {
      const answers = new AnswerCount();
      for (let at = 0; at < stream.length; at += size) answers.take(stream.subarray(at, at + size));
      expect(answers.count).toBe(6);
    }
  });
});

describe('the score', () => {
  it('is the same from a table as from the measurements', () => {
    const table = readTable(csvOf(rows()));
    expect(table.map(predict)).toEqual(rows().map(predict));
    expect(scoreOf(table)).toEqual(scoreOf(rows()));
  });

  const text = [
    'case,server,kind,op,distribution,value_bytes,keys,used_memory,used_memory_dataset,rss_before,writes,extra_pss,killed',
    'a,redis-7.0.15,rdb,set,uniform,1000,100000,110000000,106400000,118000000,20000,59000000,',
    'b,redis-7.0.15,rdb,set,uniform,1000,100000,110000000,106400000,118000000,20000,59000000,yes',
    'c,redis-7.0.15,rdb,get,uniform,1000,100000,110000000,106400000,118000000,20000,1000000,',
    'd,redis-7.0.15,rdb,idle,uniform,1000,100000,110000000,106400000,118000000,,1000000,',
  ].join('\n');

  it('counts saves with writes that were not cut short', () => {
    expect(
      readTable(text)
        .filter(isOverwriting)
        .map((row) => row.case),
    ).toEqual(['a']);
    expect(scoreOf(readTable(text))).toMatchObject({ n: 1 });
  });

  it('tells unsafe decisions from needless ones', () => {
    const table = readTable(text);
    expect(scoreOf(table, () => 1)).toMatchObject({ unsafe: 3, needless: 0, worstUnderPercent: -50 });
    expect(scoreOf(table, () => 200_000_000)).toMatchObject({ unsafe: 0, needless: LIMITS.length - 3 });
    expect(scoreOf(table, ({ extraPss }) => extraPss)).toMatchObject({
      medianRatio: 1,
      worstRatios: [1, 1],
      medianErrorPercent: 0,
      unsafe: 0,
      needless: 0,
    });
  });

  it('reads a table whose columns stand elsewhere, whose cells are quoted, and with none of the optional ones', () => {
    const names = ['extra_pss', 'note', 'WRITES', 'rss_before', 'used_memory_dataset', 'used_memory', 'keys'];
    const cells = [59000000, '"a, b ""c"""', 20000, 118000000, 106400000, '"110000000"', 100000];
    const table = readTable(`\uFEFF${names.join(' , ')}\r\n${cells.join(', ')}\r\n\r\n`);
    expect(table).toMatchObject([{ extraPss: 59_000_000, writes: 20_000, usedMemory: 110_000_000 }]);
    // Nothing is known of build and values, so everything may lie anywhere.
    expect(scoreOf(table).n).toBe(1);
    expect(predict(table[0] as Row)).toBeGreaterThan(predict(readTable(text)[0] as Row));
  });

  it.each([
    ['hget', '', 'reads'],
    ['append', '', 'longer values'],
    ['set', '140000000', 'a dataset that grew'],
    ['expire', '', 'deletes'],
  ])('does not count %s: %s', (op, peak) => {
    const [head, row = ''] = text.split('\n');
    const grown = `${head},used_memory_peak_during\n${row.replace(',set,', `,${op},`)},${peak}`;
    expect(readTable(grown).filter(isOverwriting)).toEqual([]);
  });

  it.each([
    ['redis-7.0.15', 'redis-7.0.15-bundled', 'jemalloc'],
    ['redis-7.0.15', 'Redis 7.0.15 (Debian jemalloc 5.3)', 'jemalloc'],
    ['redis-7.0.15-libc', 'redis-7.0.15-glibc', 'libc'],
  ])('takes %s and %s for builds with %s', (one, other) => {
    const of = (server: string) => predict(readTable(text.replaceAll('redis-7.0.15', server))[0] as Row);
    expect(Math.abs(of(one) / of(other) - 1)).toBeLessThan(0.03);
    expect(of('redis-7.0.15')).toBeLessThan(of('redis-7.0.15-libc'));
  });

  it('refuses a label that names no server', () => {
    expect(() => readTable(text.replaceAll('redis-7.0.15', 'something'))).toThrow(
      '"something" names no server',
    );
  });

  it('counts new keys with what memory grows by, and evicted ones with the places that they leave', () => {
    const [head, row = ''] = text.split('\n');
    const of = (op: string, peak: string, policy: string) =>
      readTable(
        `${head},used_memory_peak_during,policy\n${row.replace(',set,', `,${op},`)},${peak},${policy}`,
      );
    const [grown] = of('insert', '140000000', '');
    const [evicting] = of('insert', '110000000', 'allkeys-lru');
    expect([grown, evicting].map((one) => one && isOverwriting(one))).toEqual([true, true]);
    expect(predict(grown as Row)).toBeGreaterThan(20_000 * 1024);
    expect(predict(evicting as Row)).toBeGreaterThan(predict(readTable(text)[0] as Row));
  });

  it('scores saves in a row from the one before, and the two pools beside', () => {
    const [head, row = ''] = text.split('\n');
    const saves = [0, 1, 2].map(
      (number) => `${row.replace(/^a/, `s#${number}`)},${58_000_000 + number * 1e6}`,
    );
    const table = readTable(`${head},rdb_last_cow_size\n${saves.join('\n')}`);
    expect(previousScoreOf(table)).toMatchObject({ n: 2, worstRatios: [0.983, 1], unsafe: 0 });
    expect(previousScoreOf(readTable(text))).toBeUndefined();
    expect(scoreOf(table, twoPools).medianRatio).toBeCloseTo(1.23, 1);
  });

  it('says what a table lacks', () => {
    expect(() => readTable('case,keys\na,1\n')).toThrow('no column used_memory, used_memory_dataset');
    expect(() => scoreOf(readTable(text.split('\n')[0] ?? ''))).toThrow('no save with writes');
  });
});

describe('docs/accuracy.md', () => {
  it('holds a table, and nothing of the machine but its kind', () => {
    const page = readFileSync('docs/accuracy.md', 'utf8');
    expect(page).toContain('## Break-even');
    expect(page).not.toMatch(/\/(?:home|work|tmp|root)\//);
  });
});
