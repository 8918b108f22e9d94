/** The table of a run of the lab: for a terminal, for docs/accuracy.md, and as CSV for `--score`. */

import { readFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import type { DatasetPlan } from './dataset';
import type { CasePlan } from './experiment';
import type { Kill } from './kill';
import { forward, fromFiles, fromPrevious } from './predictions';
import { median, type Score } from './score';
import type { Row } from './table';

export interface Result {
  readonly dataset: DatasetPlan;
  readonly plan: CasePlan;
  readonly row: Row;
  readonly previous: Row | undefined;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
const ratio = (predicted: number, measured: number): string => (predicted / measured).toFixed(2);

const HEADER = [
  'data',
  'case',
  'writes',
  'resident set, MB',
  'measured, MB',
  'server says',
  'forward',
  'ratio',
  'from previous save',
  'ratio',
  'from files',
  'holds',
] as const;

function cells({ dataset, plan, row, previous }: Result): string[] {
  const predicted = forward(row);
  const later = fromPrevious(row, previous);
  const files = fromFiles(row);
  const holds = files ? row.extraPss <= (files.high ?? Number.POSITIVE_INFINITY) : undefined;
  return [
    dataName(dataset),
    plan.name,
    row.writes.toLocaleString('en'),
    megabytes(row.rss),
    megabytes(row.extraPss),
    megabytes(row.lastCow ?? 0),
    megabytes(predicted),
    ratio(predicted, row.extraPss),
    later ? megabytes(later.expected) : '',
    later ? ratio(later.expected, row.extraPss) : '',
    files ? `${megabytes(files.low)} to ${megabytes(files.high ?? 0)}` : '',
    holds === undefined ? '' : holds ? 'yes' : 'no',
  ];
}

function dataName({ kind, valueBytes }: DatasetPlan): string {
  const size = typeof valueBytes === 'number' ? `${valueBytes} B` : `${valueBytes.join(' to ')} B`;
  return kind === 'sorted sets' ? kind : `${kind}, ${size}`;
}

/** One line as soon as a case is measured. */
export const resultLine = (result: Result): string =>
  cells(result)
    .map((cell, index) => (index < 2 ? cell.padEnd(index === 0 ? 26 : 30) : cell.padStart(9)))
    .join(' ');

export const headerLine = (): string =>
  HEADER.map((cell, index) =>
    index < 2 ? cell.padEnd(index === 0 ? 26 : 30) : cell.replace(', MB', '').slice(0, 12).padStart(9),
  ).join(' ');

export function killLine({ plan, predicted, killedAt }: Kill): string {
  const data = dataName(plan.dataset);
  const limit = `limit ${plan.factor} × used_memory`;
  if (predicted === undefined || killedAt === undefined) return `${data}, ${limit}: not killed`;
  return `${data}, ${limit}: predicted ${predicted.toLocaleString('en')} writes, killed at ${killedAt.toLocaleString('en')}, ratio ${ratio(predicted, killedAt)}`;
}

/** Like the columns that `--score` reads. */
export function csvOf(rows: readonly Row[]): string {
  const names =
    'case,server,kind,op,distribution,value_bytes,keys,used_memory,used_memory_dataset,rss_before,writes,distinct_keys,seconds,rdb_last_cow_size,aof_last_cow_size,extra_pss,used_memory_peak_during,latest_fork_usec,killed';
  const lines = rows.map((row) =>
    [
      row.case.replaceAll(',', ''),
      row.server,
      row.kind,
      row.op,
      row.distribution,
      row.valueBytes,
      row.keys,
      row.usedMemory,
      row.dataset,
      row.rss,
      row.writes,
      row.distinctKeys,
      row.seconds?.toFixed(3),
      row.kind === 'rdb' ? row.lastCow : 0,
      row.kind === 'aof' ? row.lastCow : 0,
      row.extraPss,
      row.usedPeak,
      row.forkMicroseconds,
      '',
    ].join(','),
  );
  return `${[names, ...lines].join('\n')}\n`;
}

/** Nothing that tells which machine it was, only what kind. */
function machine(): string {
  const memory =
    Number(/^MemTotal:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1] ?? 0) / 1024 ** 2;
  const linux = release().split(/[-+]/)[0];
  return `${cpus().length} CPUs (${process.arch}), ${Math.round(memory)} GiB, Linux ${linux}, pages of 4 KiB`;
}

/** What is said about the ratios of several cases. */
function ratios(values: readonly number[]): string {
  if (values.length === 0) return 'none';
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `median ${median(values).toFixed(2)}, ${low.toFixed(2)} to ${high.toFixed(2)} (${values.length} cases)`;
}

export function summaryLines(results: readonly Result[]): string[] {
  const forwards = results.map(({ row }) => forward(row) / row.extraPss);
  const previous = results.flatMap(({ row, previous }) => {
    const forecast = fromPrevious(row, previous);
    return forecast ? [forecast.expected / row.extraPss] : [];
  });
  const held = results.filter(({ row }) => row.extraPss <= (fromFiles(row)?.high ?? 0)).length;
  return [
    `Forward, predicted over measured: ${ratios(forwards)}.`,
    `From the previous save: ${ratios(previous)}.`,
    `From files alone, the expected range held what was measured in ${held} of ${results.length} cases.`,
  ];
}

export interface Run {
  readonly version: string;
  readonly allocator: string;
  readonly date: string;
  readonly results: readonly Result[];
  readonly score: Score;
  readonly kills: readonly Kill[] | string;
}

export function accuracyPage({ version, allocator, date, results, score, kills }: Run): string {
  const table = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  const [smallest, largest] = score.worstRatios;
  return [
    '# Accuracy',
    '',
    `What \`npm run lab\` measured on ${date}: Redis ${version} (${allocator}), ${machine()}. Written by the lab; do not edit.`,
    '',
    '*Measured* is what parent and child take together at the peak of a save more than the parent before it (proportional set',
    'sizes from the kernel). *Server says* is `rdb_last_cow_size` or `aof_last_cow_size`. *Forward* is predicted from INFO before',
    'the save and the number of writes, *from previous save* from what the save before copied, *from files* from `maxmemory`,',
    'value size, write rate and duration alone. Keys are 16 bytes long, values do not compress, saves run at their natural speed.',
    '',
    ...summaryLines(results).map((line) => `- ${line}`),
    `- Saves without growth, error in % of the resident set: median ${score.medianErrorPercent}, worst under ${score.worstUnderPercent}, worst over ${score.worstOverPercent}; ratios ${smallest} to ${largest}; of the limits 1.2 to 2.2 × \`used_memory\` ${score.unsafe} were called safe that were not, ${score.needless} of ${score.held} unsafe that were safe.`,
    '',
    table(HEADER),
    table(HEADER.map((_, index) => (index < 2 ? '---' : '--:'))),
    ...results.map((result) => table(cells(result))),
    '',
    '## Break-even',
    '',
    ...(typeof kills === 'string'
      ? [`Not checked here: ${kills}.`]
      : [
          'A server in a memory cgroup was written to at full rate while it saved, until the kernel killed it.',
          '',
          ...kills.map((kill) => `- ${killLine(kill)}`),
        ]),
    '',
    'The margins and the larger table of measurements: [the memory of a fork](memory-model.md).',
    '',
  ].join('\n');
}
