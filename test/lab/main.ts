/**
 * `npm run lab`: how well the memory model predicts.
 *
 *     npm run lab                                    real servers on this machine
 *     npm run lab -- --score table.csv [--format json]
 *     npm run lab -- --cross table.csv               margins chosen without the series that they are scored on
 */

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { crossValidate, foldsText } from './cross';
import { scoreOf, scoreText } from './score';
import { type Row, readTable } from './table';

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
      format: { type: 'string', default: 'text' },
    },
  });
  if (values.format !== 'text' && values.format !== 'json')
    throw new Error(`--format is text or json, not "${values.format}".`);
  const json = values.format === 'json';
  if (values.score !== undefined) {
    const score = scoreOf(read(values.score));
    process.stdout.write(json ? `${JSON.stringify(score, null, 2)}\n` : scoreText(score));
  } else if (values.cross !== undefined) {
    const folds = crossValidate(read(values.cross));
    process.stdout.write(json ? `${JSON.stringify(folds, null, 2)}\n` : foldsText(folds));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`lab: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
});
