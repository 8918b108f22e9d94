/** The arguments of the command line. What is wrong with them is said in one line, with exit code 2. */

import { parseArgs } from 'node:util';
import type { Severity } from '../core/model/finding';
import { RULE_IDS } from '../core/rules/index';
import { type BudgetArguments, readBudgetArguments } from './budget/arguments';
import { type DiagnoseArguments, readDiagnoseArguments } from './diagnose/arguments';
import { UsageError } from './usage-error';

export const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export type Format = (typeof FORMATS)[number];

const THRESHOLDS = ['error', 'warning', 'information', 'never'] as const;

export interface LintArguments {
  readonly command: 'lint';
  readonly paths: readonly string[];
  readonly format: Format;
  readonly failOn: Severity | 'never';
  /** Apply safe fixes, and those of the rules named whatever their safety. */
  readonly fix: boolean;
  readonly fixRules: ReadonlySet<string>;
  readonly config: string | undefined;
  /** Read the repository of what is named; `root` is the folder to read instead. */
  readonly context: boolean;
  readonly root: string | undefined;
  readonly stdinFilename: string | undefined;
  readonly color: boolean | undefined;
  readonly hints: boolean;
}

export type Arguments =
  | LintArguments
  | BudgetArguments
  | DiagnoseArguments
  | { readonly command: 'explain'; readonly rule: string | undefined }
  | { readonly command: 'help' | 'version' };

const OPTIONS = {
  format: { type: 'string', default: 'text' },
  'fail-on': { type: 'string', default: 'error' },
  config: { type: 'string' },
  root: { type: 'string' },
  'no-context': { type: 'boolean', default: false },
  'stdin-filename': { type: 'string' },
  color: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  hints: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** @throws UsageError */
export function readArguments(argv: readonly string[]): Arguments {
  if (argv[0] === 'budget') return readBudgetArguments(argv.slice(1));
  if (argv[0] === 'diagnose') return readDiagnoseArguments(argv.slice(1));
  const { fix, fixRules, rest } = takeFix(argv);
  const { values, positionals } = parse(rest);
  if (values.help) return { command: 'help' };
  if (values.version) return { command: 'version' };
  if (positionals[0] === 'explain') return explain(positionals.slice(1));
  const paths = positionals[0] === 'lint' ? positionals.slice(1) : positionals;
  if (paths.includes('-') && paths.length > 1)
    throw new UsageError('"-" (standard input) stands alone, without other paths.');
  if (values['stdin-filename'] !== undefined && !paths.includes('-'))
    throw new UsageError('--stdin-filename names standard input: write "-" as the path.');
  if (fix && paths.includes('-'))
    throw new UsageError('--fix writes files; it does not go with standard input.');
  return {
    command: 'lint',
    paths: paths.length === 0 ? ['.'] : paths,
    format: oneOf('--format', values.format, FORMATS),
    failOn: oneOf('--fail-on', values['fail-on'], THRESHOLDS),
    fix,
    fixRules,
    config: values.config,
    context: !values['no-context'],
    root: values.root,
    stdinFilename: values['stdin-filename'],
    color: values['no-color'] ? false : values.color,
    hints: values.hints,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    const [message] = String(error instanceof Error ? error.message : error).split(/\.\s|\n/);
    throw new UsageError(`${message}. "forkguard --help" lists the options.`);
  }
}

/** `--fix` stands alone or names rules: `--fix=save-on-primary,missing-maxmemory`. */
function takeFix(argv: readonly string[]): { fix: boolean; fixRules: Set<string>; rest: string[] } {
  const fixRules = new Set<string>();
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const isFix = (arg: string, index: number) => index < end && (arg === '--fix' || arg.startsWith('--fix='));
  const rest = argv.filter((arg, index) => !isFix(arg, index));
  for (const arg of argv.slice(0, end)) {
    if (!arg.startsWith('--fix=')) continue;
    for (const rule of arg.slice('--fix='.length).split(',')) {
      if (!RULE_IDS.has(rule)) throw new UsageError(`--fix: there is no rule "${rule}".`);
      fixRules.add(rule);
    }
  }
  return { fix: rest.length < argv.length, fixRules, rest };
}

function explain(rest: readonly string[]): Arguments {
  const [rule, more] = rest;
  if (more !== undefined) throw new UsageError('"explain" takes one rule.');
  if (rule !== undefined && !RULE_IDS.has(rule)) {
    throw new UsageError(`There is no rule "${rule}". "forkguard explain" lists them.`);
  }
  return { command: 'explain', rule };
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (!found) throw new UsageError(`${option} is one of ${allowed.join(', ')}, not "${value}".`);
  return found;
}

export const HELP = `Finds what makes a fork of Redis or Valkey run out of memory.

forkguard [lint] [paths…]       check files and folders (default: .; "-" reads standard input)
forkguard budget [paths…]       print what a fork of each server needs ("forkguard budget --help")
forkguard explain [rule]        print the page of a rule, or the list of rules
forkguard diagnose <address>    ask a running server eight questions ("forkguard diagnose --help")

  --format <format>             ${FORMATS.join(', ')} (default: text)
  --fail-on <severity>          exit 1 from this severity on: ${THRESHOLDS.join(', ')} (default: error)
  --fix                         apply the fixes that change nothing about what is kept or evicted
  --fix=<rule>[,<rule>]         apply the first fix of these rules too
  --config <file>               project file (default: .forkguard.yaml in or above the first path)
  --root <folder>               judge paths together with this folder (default: the nearest folder above them
                                with .git or .forkguard.yaml)
  --no-context                  judge paths by themselves
  --stdin-filename <path>       the name under which standard input is read (default: by its content)
  --hints                       print hints too
  --no-color, --color           colours off or on (default: on a terminal)
  -h, --help    -v, --version

Exit code: 0 nothing at or above the threshold; 1 something, or a file that could not be checked; 2 wrong
usage, or nothing could be checked.
`;
