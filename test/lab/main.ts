/**
 * `npm run lab`: how well the memory model predicts.
 *
 *     npm run lab                                    real servers on this machine; writes docs/accuracy.md
 *     npm run lab -- --table out.csv                 and keeps the measurements
 *     npm run lab -- --only "strings, 1000"          some of them; writes nothing
 *     npm run lab -- --score table.csv [--format json]
 *     npm run lab -- --cross table.csv               margins chosen without the saves that they are scored on
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { crossValidate, foldsText } from './cross';
import { runSeries } from './experiment';
import { KILLS, type Kill, runKill } from './kill';
import { LabServer } from './lab-server';
import { SERIES } from './plan';
import { accuracyPage, csvOf, headerLine, killLine, type Result, resultLine, summaryLines } from './report';
import { previousScoreOf, scoreOf, scoreText, twoPools } from './score';
import { type Row, readTable } from './table';

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

function read(path: string): Row[] {
  try {
    return readTable(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      score: { type: 'string' },
      cross: { type: 'string' },
      table: { type: 'string' },
      only: { type: 'string' },
      format: { type: 'string', default: 'text' },
    },
  });
  if (values.format !== 'text' && values.format !== 'json')
    throw new Error(`--format is text or json, not "${values.format}".`);
  const json = values.format === 'json';
  if (values.score !== undefined) {
    const rows = read(values.score);
    const score = scoreOf(rows);
    const [base, previous] = [scoreOf(rows, twoPools), previousScoreOf(rows)];
    const whole = { ...score, fromPreviousSave: previous, twoPools: base };
    const columns = { 'this law': score, 'two pools': base, 'from the previous save': previous };
    process.stdout.write(json ? `${JSON.stringify(whole, null, 2)}\n` : scoreText(columns));
  } else if (values.cross !== undefined) {
    const groups = crossValidate(read(values.cross));
    process.stdout.write(json ? `${JSON.stringify(groups, null, 2)}\n` : groups.map(foldsText).join('\n'));
  } else await measure(values.table, values.only);
}

async function measure(table: string | undefined, only: string | undefined): Promise<void> {
  const { version, allocator } = await serverFacts();
  const results: Result[] = [];
  print(headerLine());
  for (const series of SERIES) {
    const { kind, valueBytes } = series.dataset;
    if (only !== undefined && !`${kind}, ${valueBytes}`.startsWith(only)) continue;
    let previous: Row | undefined;
    await runSeries(series, version, (plan, row) => {
      const result = { dataset: series.dataset, plan, row, previous };
      previous = row;
      results.push(result);
      print(resultLine(result));
    });
  }
  if (results.length === 0) throw new Error(`No data is called "${only}".`);
  print('');
  for (const line of summaryLines(results)) print(line);
  const rows = results.map(({ row }) => row);
  if (table !== undefined) writeFileSync(table, csvOf(rows));
  if (only !== undefined) return;
  const score = scoreOf(rows);
  print(scoreText({ 'this law': score, 'two pools': scoreOf(rows, twoPools) }));
  const kills = await killAll(version);
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(
    join('docs', 'accuracy.md'),
    accuracyPage({ version, allocator, date, results, score, kills }),
  );
}

async function killAll(version: string): Promise<Kill[] | string> {
  const kills: Kill[] = [];
  for (const plan of KILLS) {
    const kill = await runKill(plan, version);
    if (typeof kill === 'string') {
      print(`The break-even was not checked: ${kill}`);
      return kill;
    }
    kills.push(kill);
    print(killLine(kill));
  }
  return kills;
}

async function serverFacts(): Promise<{ version: string; allocator: string }> {
  const server = new LabServer();
  try {
    await server.ready();
    const info = await server.info();
    return { version: info.get('redis_version') ?? '', allocator: info.get('mem_allocator') ?? '' };
  } finally {
    await server.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`lab: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
});
