/**
 * `npm run truth:helm -- <folder of points> [--only <part of a name>] [--except <parts>] [--verbose]`: lints what users wrote of
 * each point and compares the servers with those that really ran. A point is a folder with `app` and `truth.json`.
 * Prints facts right, wrong and unknown, by family and by fact. Ends with 1 when a fact is wrong.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { lintFolder } from '../../corpus/lint-folder';
import { type Compared, comparePoint } from './compare';
import type { Point } from './facts';

const USAGE = 'Usage: npm run truth:helm -- <folder of points> [--only <text>] [--except <text>] [--verbose]';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true },
      except: { type: 'string', multiple: true },
      verbose: { type: 'boolean', default: false },
    },
  });
  const [folder] = positionals;
  if (!folder || positionals.length > 1) throw new Error(USAGE);
  const root = resolve(folder);
  const all: Compared[] = [];
  for (const name of readdirSync(root).sort()) {
    const point = JSON.parse(readFileSync(join(root, name, 'truth.json'), 'utf8')) as Point;
    const text = `${point.id} ${point.fam} ${point.version}`;
    if (values.only && !values.only.some((part) => text.includes(part))) continue;
    if (values.except?.some((part) => text.includes(part))) continue;
    all.push(...comparePoint(point, (await lintFolder(join(root, name, 'app'))).instances));
  }
  print(all, values.verbose);
  return all.some(({ verdict }) => verdict === 'wrong') ? 1 : 0;
}

function print(all: readonly Compared[], verbose: boolean): void {
  table('family', all, ({ family }) => family);
  table('fact', all, ({ fact }) => fact);
  for (const { point, family, server, fact, expected, found, verdict } of all)
    if (verdict === 'wrong' || (verbose && verdict === 'unknown'))
      console.log(`${verdict} ${family} ${point} ${server} ${fact}: ${found ?? 'unknown'}, not ${expected}`);
}

function table(title: string, all: readonly Compared[], keyOf: (one: Compared) => string): void {
  console.log(`${title.padEnd(32)}  right  wrong  unknown`);
  for (const key of [...new Set(all.map(keyOf))].sort())
    line(
      key,
      all.filter((one) => keyOf(one) === key),
    );
  line('all', all);
}

function line(name: string, rows: readonly Compared[]): void {
  const count = (wanted: string) => String(rows.filter(({ verdict }) => verdict === wanted).length);
  console.log(
    `${name.padEnd(32)}${count('right').padStart(7)}${count('wrong').padStart(7)}${count('unknown').padStart(9)}`,
  );
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  },
);
