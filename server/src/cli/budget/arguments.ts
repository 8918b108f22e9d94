/** The arguments of `forkguard budget`. */

import { parseArgs } from 'node:util';
import { readWhatIf, WHAT_IF_KEYS, type WhatIf } from '../../core/memory/what-if';
import { UsageError } from '../usage-error';

const FORMATS = ['text', 'json'] as const;

export interface BudgetArguments {
  readonly command: 'budget' | 'budget-help';
  readonly paths: readonly string[];
  readonly format: (typeof FORMATS)[number];
  readonly whatIf: WhatIf;
  readonly config: string | undefined;
  readonly context: boolean;
  readonly root: string | undefined;
  readonly stdinFilename: string | undefined;
  readonly color: boolean | undefined;
}

const OPTIONS = {
  format: { type: 'string', default: 'text' },
  'what-if': { type: 'string', multiple: true, default: [] as string[] },
  config: { type: 'string' },
  root: { type: 'string' },
  'no-context': { type: 'boolean', default: false },
  'stdin-filename': { type: 'string' },
  color: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws UsageError */
export function readBudgetArguments(argv: readonly string[]): BudgetArguments {
  const { values, positionals } = parse(argv);
  const format = FORMATS.find((one) => one === values.format);
  if (!format) throw new UsageError(`--format is one of ${FORMATS.join(', ')}, not "${values.format}".`);
  if (positionals.includes('-') && positionals.length > 1)
    throw new UsageError('"-" (standard input) stands alone, without other paths.');
  if (values['stdin-filename'] !== undefined && !positionals.includes('-'))
    throw new UsageError('--stdin-filename names standard input: write "-" as the path.');
  return {
    command: values.help ? 'budget-help' : 'budget',
    paths: positionals.length === 0 ? ['.'] : positionals,
    format,
    whatIf: whatIfOf(values['what-if']),
    config: values.config,
    context: !values['no-context'],
    root: values.root,
    stdinFilename: values['stdin-filename'],
    color: values['no-color'] ? false : values.color,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    const [message] = String(error instanceof Error ? error.message : error).split(/\.\s|\n/);
    throw new UsageError(`${message}. "forkguard budget --help" lists the options.`);
  }
}

/** Several options count like one; later facts win. */
function whatIfOf(texts: readonly string[]): WhatIf {
  try {
    return Object.assign({}, ...texts.map(readWhatIf));
  } catch (error) {
    throw new UsageError(`--what-if: ${error instanceof Error ? error.message : error}`);
  }
}

export const BUDGET_HELP = `Prints what a fork of each server needs, expected and at worst, term by term.

forkguard budget [paths…]       files and folders (default: .; "-" reads standard input)

  --what-if <facts>             other facts than those of the files: writes=5000/s,value=1kb,limit=4Gi
                                (${WHAT_IF_KEYS.slice(0, 7).join(', ')},
                                ${WHAT_IF_KEYS.slice(7).join(', ')})
  --format <format>             ${FORMATS.join(', ')} (default: text)
  --config <file>               project file (default: .forkguard.yaml in or above the first path)
  --root <folder>               judge paths together with this folder (default: the nearest folder above them
                                with .git or .forkguard.yaml)
  --no-context                  judge paths by themselves
  --stdin-filename <path>       the name under which standard input is read (default: by its content)
  --no-color, --color           colours off or on (default: on a terminal)
  -h, --help

Exit code: 0, or 2 for wrong usage or input that cannot be read.
`;
