/** Fixes for values that the server does not take: only where the mistake has one reading. */

import { editDistance } from '../catalogue/suggest';
import type { Entry } from '../directives/entry';
import type { Problem } from '../directives/setting';
import type { Edit, Fix } from '../model/finding';
import type { RedisInstance } from '../server/instance';
import { newlineAt } from '../text/newline';
import { wholePiece } from '../text/piece';

export function fixesForProblem(instance: RedisInstance, entry: Entry, problem: Problem): Fix[] {
  if (problem.kind === 'inline-comment') return [moveComment(entry, problem)];
  const fixed = correctedArguments(entry, problem);
  if (fixed === undefined) return [];
  return [
    {
      title: `Change to ${entry.line.nameToken.value} ${fixed}`,
      safety: 'safe',
      edits: instance.form.replace(entry, fixed),
    },
  ];
}

function correctedArguments(entry: Entry, problem: Problem): string | undefined {
  const values = entry.line.args.map((arg) => arg.value);
  const [value = ''] = values;
  switch (problem.kind) {
    case 'argument-count':
      return joinedUnit(values);
    case 'bool':
      return yesOrNo(value.toLowerCase());
    case 'integer':
      return /^\+?0*\d+%?$/.test(value) ? String(BigInt(value.replace(/[+%]/g, ''))) : undefined;
    case 'enum':
      return values.length === 1 ? nearest(value, entry.info?.values ?? []) : undefined;
    default:
      return undefined;
  }
}

const YES: ReadonlySet<string> = new Set(['true', 'on', '1', 'y', 'enabled']);
const NO: ReadonlySet<string> = new Set(['false', 'off', '0', 'n', 'disabled']);

function yesOrNo(word: string): string | undefined {
  return YES.has(word) ? 'yes' : NO.has(word) ? 'no' : undefined;
}

/** `100 mb` was meant as `100mb`. */
function joinedUnit(values: readonly string[]): string | undefined {
  const [number = '', unit = ''] = values;
  return values.length === 2 && /^\d+$/.test(number) && /^(?:[kmg]b?|b)$/i.test(unit)
    ? `${number}${unit}`
    : undefined;
}

function nearest(value: string, names: readonly string[]): string | undefined {
  const plain = value.toLowerCase().replaceAll('_', '-');
  const close = names.filter((name) => editDistance(plain, name, 2) <= (plain.length < 6 ? 1 : 2));
  const exact = names.find((name) => name === plain);
  return exact ?? (close.length === 1 ? close[0] : undefined);
}

/** The comment goes to a line of its own, above. */
function moveComment(entry: Entry, problem: Problem): Fix {
  const { source, line } = entry;
  const from = line.args[problem.at[0] ?? 0]?.span.start ?? line.span.end;
  const before = source.text.slice(0, from).trimEnd().length;
  const comment = source.text.slice(from, line.span.end);
  const newline = newlineAt(wholePiece(source.text), line.span.start);
  const edit = (start: number, end: number, newText: string): Edit => {
    const place = source.map.place({ start, end });
    return { file: place.file, span: place.span, newText };
  };
  return {
    title: 'Move the comment to a line of its own',
    safety: 'safe',
    edits: [edit(line.span.start, line.span.start, `${comment}${newline}`), edit(before, line.span.end, '')],
  };
}
