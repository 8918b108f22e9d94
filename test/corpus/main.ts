/**
 * `npm run corpus -- <folder> [--format text|json] [--verbose]`: lints a folder of samples that people have labelled and
 * says, per rule, what was expected, found and wrongly found, and every disagreement. Ends with 1 when there is one with
 * a label that is not doubtful, with 2 when the folder cannot be used.
 */

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { judge } from './judge';
import { certainOf, printJson, printText } from './print';

const USAGE = 'Usage: npm run corpus -- <folder with LABELS.json> [--format text|json] [--verbose]';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'text' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const [folder] = positionals;
  if (!folder || positionals.length > 1 || !['text', 'json'].includes(values.format)) throw new Error(USAGE);
  const verdict = await judge(resolve(folder));
  console.log(values.format === 'json' ? printJson(verdict) : printText(verdict, values.verbose));
  return certainOf(verdict).length > 0 ? 1 : 0;
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
