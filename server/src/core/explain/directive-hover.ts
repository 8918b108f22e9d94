/** Hovers over directives: description, value as read, and effect on the memory of a fork. */

import { type DirectiveInfo, forkNoteOf, summaryOf } from '../catalogue/directives';
import { history } from '../catalogue/history';
import type { Entry } from '../directives/entry';
import { type Setting, settingOf } from '../directives/setting';
import { formatVersion } from '../model/version';
import type { RedisInstance } from '../server/instance';
import { formatBytes, groupDigits } from '../units/bytes';
import { budgetMarkdown } from './budget-table';
import { isSecret } from './secrets';

/** Directives whose hover includes the budget. */
const BUDGETED: ReadonlySet<string> = new Set([
  'maxmemory',
  'save',
  'appendonly',
  'client-output-buffer-limit',
  'maxmemory-clients',
]);

/** The server, if the hover over one of its lines shows its budget. */
export const budgetedBy = ({ info }: Entry, instance: RedisInstance): RedisInstance | undefined =>
  info && BUDGETED.has(info.key) ? instance : undefined;

/** Markdown for one line of a configuration. */
export function directiveHover(entry: Entry, instance: RedisInstance): string | undefined {
  const { info } = entry;
  if (!info) return undefined;
  const value = valueLine(entry);
  const parts = [
    `**${info.name}**${value === undefined ? '' : ` = ${value}`}`,
    summaryOf(info.name) ?? '',
    budgetedBy(entry, instance) ? budgetMarkdown(instance) : '',
    forkNote(info),
    traitLine(info, instance),
    historyLine(info),
    `*Read as ${instance.version.reason}*`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Markdown for a name in completion. */
export function directiveDocumentation(info: DirectiveInfo): string {
  return [summaryOf(info.name) ?? '', forkNote(info), typeLine(info)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function forkNote(info: DirectiveInfo): string {
  const note = forkNoteOf(info.name);
  return note === undefined ? '' : `**Forks and memory:** ${note}`;
}

function valueLine(entry: Entry): string | undefined {
  if (isSecret(entry.line.name)) return undefined;
  const setting = settingOf(entry.verdict);
  return setting === undefined
    ? undefined
    : describeSetting(setting, entry.line.args.map(({ value }) => value).join(' '));
}

/** `2gb` = 2,147,483,648 bytes = 2 GiB. */
function describeSetting(setting: Setting, written: string): string | undefined {
  switch (setting.type) {
    case 'memory':
      return `\`${written}\` = ${groupDigits(setting.bytes)} bytes = ${formatBytes(setting.bytes)}`;
    case 'percent':
      return `\`${written}\` = ${setting.percent} % of maxmemory`;
    case 'save':
      if (setting.points.length === 0) return '`""`, no save points';
      return setting.points
        .map(({ seconds, changes }) => savePointText(`${seconds}`, `${changes}`))
        .join(', ');
    case 'output-limits':
      return setting.limits
        .map(
          (one) => `${one.class}: hard ${bytes(one.hard)}, soft ${bytes(one.soft)} for ${one.softSeconds} s`,
        )
        .join('; ');
    default:
      return undefined;
  }
}

export const savePointText = (seconds: string, changes: string): string =>
  `after ${seconds} s with ${changes} change${changes === '1' ? '' : 's'}`;

const bytes = (value: bigint): string => (value === 0n ? 'no limit' : formatBytes(value));

function traitLine(info: DirectiveInfo, instance: RedisInstance): string {
  const version = formatVersion(instance.version.chosen);
  const standard = info.default === null ? '' : `Default in ${version}: ${showDefault(info)}. `;
  const runtime = info.runtime ? 'Can be changed at runtime.' : 'Takes effect only at start.';
  return `${standard}${typeLine(info)} ${info.type === 'statement' ? '' : runtime}`.trim();
}

function showDefault(info: DirectiveInfo): string {
  const text = info.default ?? '';
  const size = info.type === 'memory' && text.length > 3 ? ` (${formatBytes(BigInt(text))})` : '';
  return `\`${text === '' ? '""' : text}\`${size}`;
}

function typeLine(info: DirectiveInfo): string {
  switch (info.type) {
    case 'enum':
      return `One of ${(info.values ?? []).map((value) => `\`${value}\``).join(', ')}.`;
    case 'bool':
      return '`yes` or `no`.';
    case 'memory':
      return 'A memory value: digits and one of `b`, `k`, `kb`, `m`, `mb`, `g`, `gb`.';
    case 'memory-or-percent':
      return 'A memory value, or a percentage of maxmemory.';
    case 'integer':
      return rangeLine(info);
    default:
      return '';
  }
}

/** Empty for ranges that only reflect the integer type. */
function rangeLine({ min, max }: DirectiveInfo): string {
  const wide = max === undefined || max.length > 9;
  if (min === undefined || (min.length > 9 && wide)) return 'An integer.';
  return wide ? `An integer, at least ${min}.` : `An integer from ${min} to ${max}.`;
}

function historyLine(info: DirectiveInfo): string {
  const entries = history(info.product, info.name);
  return entries.length === 0
    ? ''
    : entries.map(({ version, message }) => `${version}: ${message}`).join(' · ');
}
