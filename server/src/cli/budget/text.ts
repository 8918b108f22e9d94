/** Budgets for people at a terminal: a table for each server, and one line for servers that share a roof. */

import pc from 'picocolors';
import { budgetBar } from '../../core/explain/budget-table';
import type { Budget, Term } from '../../core/memory/budget';
import {
  budgetSentences,
  conditionText,
  groupText,
  rangeText,
  rateSentence,
  verdictText,
} from '../../core/server/budget-sentences';
import { formatBytes } from '../../core/units/bytes';
import { printableLine } from '../formats/terminal';
import type { BudgetReport, GroupEntry, InstanceEntry } from './report';

type Colors = ReturnType<typeof pc.createColors>;

export function formatBudgets({ instances, groups }: BudgetReport, color: boolean): string {
  const colors = pc.createColors(color);
  if (instances.length === 0) return 'No server was found.\n';
  const parts = instances.map((entry) => formatInstance(entry, colors));
  return `${[...parts, ...groups.map((group) => formatGroup(group, colors))].join('\n')}\n`;
}

function formatInstance({ instance, file, budget, missing }: InstanceEntry, colors: Colors): string {
  const name = file.endsWith(instance.name) ? file : `${file}: ${instance.name}`;
  const head = `${colors.underline(printableLine(name))} ${colors.dim(instance.version.name)}`;
  const narrows =
    missing.length === 0
      ? []
      : [colors.dim(`  Known more exactly with: ${missing.map((key) => `${key}=…`).join(' ')}`)];
  if (!budget) return [head, '', '  Unknown: nothing bounds the data.', ...narrows, ''].join('\n');
  return [
    head,
    '',
    `  ${budgetBar(budget)}`,
    '',
    ...table(budget, colors),
    '',
    ...verdict(budget, colors),
    ...narrows,
    '',
  ].join('\n');
}

function table(budget: Budget, colors: Colors): string[] {
  const rows = [
    ['', 'expected', 'at worst', 'from'],
    ...budget.terms.map(termCells),
    [
      'together',
      rangeText(budget.expected),
      budget.worst === undefined ? 'no bound' : formatBytes(budget.worst),
      '',
    ],
  ];
  if (budget.limit !== undefined) rows.push(['limit', '', formatBytes(budget.limit), '']);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(([name = '', expected = '', worst = '', from = ''], index) => {
    const line = `  ${name.padEnd(widths[0] ?? 0)}  ${expected.padStart(widths[1] ?? 0)}  ${worst.padStart(widths[2] ?? 0)}`;
    const painted = index > budget.terms.length ? colors.bold(line) : line;
    return `${painted}  ${colors.dim(printableLine(from))}`.trimEnd();
  });
}

const termCells = ({ name, expected, bytes, reason }: Term): string[] => [
  name,
  rangeText(expected),
  bytes === undefined ? 'no bound' : formatBytes(bytes),
  reason,
];

function verdict(budget: Budget, colors: Colors): string[] {
  const sentences = [...budgetSentences({ budget }), ...rateSentence(budget)];
  return [verdictLine(budget, colors), ...sentences.map((sentence) => `  ${sentence}`)];
}

function verdictLine(budget: Budget, colors: Colors): string {
  const { verdict: is, limit, left } = budget;
  if (limit === undefined) return colors.yellow('  No limit is known.');
  const text = verdictText(budget);
  const room = is === 'fits' ? ` at worst${conditionText(budget)}; ${formatBytes(left ?? 0)} are left` : '';
  const line = `  ${text.charAt(0).toUpperCase()}${text.slice(1)}${room}.`;
  if (is === 'fits') return colors.green(line);
  return is === 'does not fit' ? colors.red(line) : colors.yellow(line);
}

function formatGroup({ name, budget }: GroupEntry, colors: Colors): string {
  return [
    `${colors.underline(printableLine(name))} ${colors.dim(`${budget.members} servers under one roof`)}`,
    `  ${groupText(budget)}`,
    '',
  ].join('\n');
}
