/**
 * `npm run lab`: how well the memory model predicts.
 *
 *     npm run lab                                    every server of test/servers; writes docs/accuracy.md
 *     npm run lab -- --table out.csv                 and keeps the measurements
 *     npm run lab -- --only "hashes"                 some of them; writes nothing
 *     npm run lab -- --kills                         kills alone; writes nothing
 *     npm run lab -- --score table.csv [--format json]
 *     npm run lab -- --cross table.csv               margins chosen without the saves that they are scored on
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serversWanted } from '../servers';
import { crossValidate, foldsText } from './cross';
import { runSeries } from './experiment';
import { type Kill, runKill } from './kill';
import { KILLS } from './kill-plan';
import { seriesFor } from './plan';
import { accuracyPage, csvOf, filesLine, headerLine, killLine, resultLine } from './report';
import { previousScoreOf, scoreOf, scoreText, twoPools } from './score';
import { nameOf, type Program } from './series';
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
      kills: { type: 'boolean', default: false },
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
  } else if (values.kills) await killAll(await programs());
  else await measure(values.table, values.only);
}

/** By FORKGUARD_SERVERS, else all that Debian has. */
async function programs(): Promise<(Program & { readonly major: number })[]> {
  const { servers, missing } = await serversWanted();
  for (const { name, why } of missing) print(`${name} is missing: ${why}`);
  return servers.map(({ product, release, path, version }) => ({
    label: `${product}-${release}`,
    path,
    major: version.major,
  }));
}

async function measure(table: string | undefined, only: string | undefined): Promise<void> {
  const all = await programs();
  const rows: Row[] = [];
  print(headerLine());
  for (const program of all) {
    print(`── ${program.label}`);
    for (const series of seriesFor(program.label.replace(/-.*/, ''), program.major)) {
      if (only !== undefined && !nameOf(series).startsWith(only)) continue;
      await runSeries(series, program, (_, row) => {
        rows.push(row);
        print(resultLine(row));
        if (table !== undefined) writeFileSync(table, csvOf(rows));
      });
    }
  }
  if (rows.length === 0) throw new Error(`No data is called "${only}".`);
  print(filesLine(rows));
  print(scoreText({ 'this law': scoreOf(rows), 'two pools': scoreOf(rows, twoPools) }));
  if (only !== undefined) return;
  const kills = await killAll(all);
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(join('docs', 'accuracy.md'), accuracyPage({ date, rows, kills }));
}

async function killAll(all: readonly Program[]): Promise<Kill[] | string> {
  const kills: Kill[] = [];
  for (const program of all)
    for (const plan of KILLS) {
      if (plan.only && !plan.only.test(program.label)) continue;
      const kill = await runKill(plan, program);
      if (typeof kill === 'string') {
        print(`The break-even was not checked: ${kill}`);
        return kill;
      }
      kills.push(kill);
      print(killLine(kill));
    }
  return kills;
}

main().catch((error: unknown) => {
  process.stderr.write(`lab: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
});
