/** What a run of the lab found: for a terminal, for docs/accuracy.md, and as CSV for `--score`. */

import { readFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import type { Kill } from './kill';
import { forward, fromFiles } from './predictions';
import { type Score, scoreOf, twoPools } from './score';
import { nameOf } from './series';
import { isOverwriting, type Row } from './table';

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
const percent = (bytes: number, { rss }: Row): string => ((100 * bytes) / rss).toFixed(1);

const HEADER = [
  'data',
  'done to it',
  'writes',
  'resident set, MB',
  'copied, %',
  'predicted, %',
  'error, %',
  'server says, %',
  'from files, %',
] as const;

function cells(row: Row): string[] {
  const predicted = forward(row);
  const files = row.writes > 0 ? fromFiles(row) : undefined;
  const range = files && `${percent(files.low, row)} to ${percent(files.high ?? row.rss, row)}`;
  return [
    row.case.replace(/#\d+$/, ''),
    `${row.kind === 'aof' ? 'AOF rewrite, ' : ''}${row.op}${row.distribution === 'uniform' ? '' : `, ${row.distribution}`}`,
    row.writes.toLocaleString('en'),
    megabytes(row.rss),
    percent(row.extraPss, row),
    percent(predicted, row),
    percent(predicted - row.extraPss, row),
    percent(row.lastCow ?? 0, row),
    range ?? '',
  ];
}

const WIDTHS = [38, 22, 10, 10, 8, 10, 8, 10, 18] as const;
const pad = (texts: readonly string[]): string =>
  texts.map((text, at) => (at < 2 ? text.padEnd(WIDTHS[at] ?? 0) : text.padStart(WIDTHS[at] ?? 0))).join(' ');

/** One line as soon as a case is measured. */
export const resultLine = (row: Row): string => pad(cells(row));

export const headerLine = (): string => pad(HEADER.map((cell) => cell.replace(/, (%|MB)$/, '').slice(0, 12)));

export function killLine({ plan, server, predicted, killedAt }: Kill): string {
  const grown = plan.grown === undefined ? '' : `, grown to ${plan.grown} B`;
  const what = `${server}: ${nameOf(plan.series)}${grown}, ${plan.series.cases[0].operation}, limit ${plan.factor} × used_memory`;
  const count = (writes: number): string => writes.toLocaleString('en');
  const said =
    predicted === undefined
      ? 'said to fit'
      : predicted === 0
        ? 'said not to fit an idle save'
        : `predicted ${count(predicted)} writes`;
  const found = killedAt === undefined ? 'not killed' : `killed at ${count(killedAt)}`;
  const ratio = predicted && killedAt ? `, ratio ${(predicted / killedAt).toFixed(2)}` : '';
  return `${what}: ${said}, ${found}${ratio}`;
}

const COLUMNS: readonly (readonly [string, (row: Row) => string | number | undefined])[] = [
  ['case', (row) => row.case],
  ['server', (row) => row.server],
  ['kind', (row) => row.kind],
  ['op', (row) => row.op],
  ['distribution', (row) => row.distribution],
  ['value_bytes', (row) => row.valueBytes],
  ['keys', (row) => row.keys],
  ['used_memory', (row) => row.usedMemory],
  ['used_memory_dataset', (row) => row.dataset],
  ['rss_before', (row) => row.rss],
  ['writes', (row) => row.writes],
  ['distinct_keys', (row) => row.distinctKeys],
  ['seconds', (row) => row.seconds],
  ['rdb_last_cow_size', (row) => (row.kind === 'rdb' ? row.lastCow : 0)],
  ['aof_last_cow_size', (row) => (row.kind === 'aof' ? row.lastCow : 0)],
  ['extra_pss', (row) => row.extraPss],
  ['used_memory_peak_during', (row) => row.usedPeak],
  ['latest_fork_usec', (row) => row.forkMicroseconds],
  ['killed', () => ''],
  ['elements', (row) => row.elements],
  ['elements_per_key', (row) => row.perKey],
  ['key_bytes', (row) => row.keyBytes],
  ['populations', (row) => row.populations],
  ['policy', (row) => row.policy],
];

/** The columns of other tables of copy-on-write measurements, as far as they are measured here. */
export function csvOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => COLUMNS.map(([, cell]) => cell(row) ?? '').join(','));
  return `${[COLUMNS.map(([name]) => name).join(','), ...lines].join('\n')}\n`;
}

/** Nothing that tells which machine it was, only what kind. */
function machine(): string {
  const memory =
    Number(/^MemTotal:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1] ?? 0) / 1024 ** 2;
  const linux = release().split(/[-+]/)[0];
  return `${cpus().length} CPUs (${process.arch}), ${Math.round(memory)} GiB, Linux ${linux}, pages of 4 KiB`;
}

const table = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
const separator = (columns: readonly string[], texts: number): string =>
  table(columns.map((_, index) => (index < texts ? '---' : '--:')));

function scoreCells(name: string, score: Score, base: Score): string[] {
  return [
    name,
    String(score.n),
    String(score.medianErrorPercent),
    String(score.worstUnderPercent),
    String(score.worstOverPercent),
    String(score.unsafe),
    `${score.needless} of ${score.held}`,
    String(base.medianErrorPercent),
  ];
}

const SCORES = [
  '',
  'saves',
  'median error',
  'worst under',
  'worst over',
  'unsafe',
  'needless',
  'two pools',
] as const;

/** Scores of the whole and of its groups. */
function scoreTable(rows: readonly Row[], groupOf: (row: Row) => string): string[] {
  const saves = rows.filter(isOverwriting);
  const groups = [...new Set(saves.map(groupOf))].sort();
  const line = (name: string, some: readonly Row[]): string =>
    table(scoreCells(name, scoreOf(some), scoreOf(some, twoPools)));
  return [
    table(SCORES),
    separator(SCORES, 1),
    ...groups.map((name) =>
      line(
        name,
        saves.filter((row) => groupOf(row) === name),
      ),
    ),
    line('**all**', saves),
  ];
}

/** How often the range that files give held what was measured, and how wide it was. */
export function filesLine(rows: readonly Row[]): string {
  const ranges = rows.filter(isOverwriting).flatMap((row) => {
    const range = fromFiles(row);
    return range ? [{ row, ...range }] : [];
  });
  const held = ranges.filter(({ row, high }) => row.extraPss <= (high ?? Number.POSITIVE_INFINITY)).length;
  return `From files alone (data, value size, elements, commands, rate and duration), the expected range held what was measured in ${held} of ${ranges.length} saves.`;
}

export interface Run {
  readonly date: string;
  readonly rows: readonly Row[];
  readonly kills: readonly Kill[] | string;
}

export function accuracyPage({ date, rows, kills }: Run): string {
  const servers = [...new Set(rows.map(({ server }) => server))];
  return [
    '# Accuracy',
    '',
    `What \`npm run lab\` measured on ${date}: ${servers.join(', ')}, with jemalloc, ${machine()}. Written by the lab; do not edit.`,
    '',
    '*Copied* is what parent and child take together at the peak of a save more than the parent before it (proportional set',
    'sizes from the kernel), *predicted* what the law says from INFO before the save, what a sample of the keys tells, and the',
    'number of writes. *Server says* is `rdb_last_cow_size` or `aof_last_cow_size`. All are percent of the resident set. *Unsafe*',
    'counts limits of 1.2 to 2.2 × `used_memory` that were said to fit and did not, *needless* those said not to fit that did.',
    'Values do not compress. The law was fixed before these saves were made.',
    '',
    ...scoreTable(rows, ({ server }) => server),
    '',
    ...scoreTable(rows, ({ op }) => `\`${op}\``),
    '',
    filesLine(rows),
    '',
    ...servers.flatMap((server) => [
      `## ${server}`,
      '',
      table(HEADER),
      separator(HEADER, 2),
      ...rows.filter((row) => row.server === server).map((row) => table(cells(row))),
      '',
    ]),
    '## Break-even',
    '',
    ...(typeof kills === 'string'
      ? [`Not checked here: ${kills}.`]
      : [
          'A server in a memory cgroup (version 1) was written to while it saved, until the kernel killed it.',
          '',
          ...kills.map((kill) => `- ${killLine(kill)}`),
        ]),
    '',
    'The margins and the derivation: [the memory of a fork](memory-model.md).',
    '',
  ].join('\n');
}
