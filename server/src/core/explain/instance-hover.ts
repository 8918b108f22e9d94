/** Describes a server: a table of facts with their origins, and the memory budget of its forks. */

import { type Fact, factValue, type Layer, type Origin, type UnknownReason } from '../model/fact';
import type { ForkTrigger, RedisInstance } from '../server/instance';
import { savePointsFact } from '../server/printed-settings';
import type { Place } from '../text/span';
import { formatBytes } from '../units/bytes';
import { budgetMarkdown } from './budget-table';
import { savePointText } from './directive-hover';

/** Markdown that links to a place, if the editor can follow links. */
export type LinkTo = (place: Place) => string;

interface Row {
  readonly name: string;
  readonly value: string;
  readonly from: string;
}

export function instanceMarkdown(instance: RedisInstance, link: LinkTo): string {
  const rows = [
    versionRow(instance),
    factRow('role', instance.role, (role) => (role === 'any' ? 'primary or replica' : role), link),
    factRow('snapshots', savePointsFact(instance), savePointsText, link),
    factRow('AOF', instance.directives.bool('appendonly'), (on) => (on ? 'on' : 'off'), link),
    maxmemoryRow(instance, link),
    ...datasetRows(instance, link),
    factRow('memory limit', instance.limit, formatBytes, link),
    ...forkRows(instance, link),
    ...unknownSourceRows(instance, link),
  ];
  const head = `**${escaped(instance.name)}**`;
  const table = ['| | | from |', '|:--|:--|:--|', ...rows.map(rowMarkdown)].join('\n');
  const end = instance.withoutWorkload
    ? 'No workload in this workspace reads it, so memory limits are not checked.'
    : budgetMarkdown(instance);
  return [head, table, end].join('\n\n');
}

function versionRow({ version }: RedisInstance): Row {
  const { name, reason } = version;
  const from = reason.startsWith(`${name}, `) ? reason.slice(name.length + 2) : reason;
  return { name: 'version', value: name, from };
}

/** `900 1 300 10`, as printed by savePointsFact. */
function savePointsText(printed: string): string {
  const pairs = [...printed.matchAll(/(\d+) (\d+)/g)];
  return pairs.map(([, seconds = '', changes = '']) => savePointText(seconds, changes)).join(', ') || 'none';
}

function maxmemoryRow({ directives }: RedisInstance, link: LinkTo): Row {
  const policy = factValue(directives.word('maxmemory-policy'));
  const shown = (bytes: number): string =>
    bytes === 0 ? 'no bound' : `${formatBytes(bytes)}${policy === undefined ? '' : `, ${policy}`}`;
  return factRow('maxmemory', directives.memory('maxmemory'), shown, link);
}

/** Omitted if it repeats maxmemory. */
function datasetRows({ dataset, directives, primary }: RedisInstance, link: LinkTo): Row[] {
  const maxmemory = directives.memory('maxmemory');
  if (factValue(dataset) !== undefined && factValue(dataset) === factValue(maxmemory)) return [];
  const row = factRow('data at its peak', dataset, formatBytes, link);
  return [primary ? { ...row, from: `${row.from}, of ${escaped(primary.name)}` } : row];
}

function forkRows(instance: RedisInstance, link: LinkTo): Row[] {
  const { forkTriggers, directives } = instance;
  if (forkTriggers.length === 0)
    return [{ name: 'forks', value: directives.closed ? 'only on command' : 'no known reason', from: '' }];
  return forkTriggers.map((trigger) => ({
    name: 'forks',
    value: `${trigger.certain ? '' : 'perhaps '}for ${trigger.what}${whenOf(trigger, instance)}`,
    from: trigger.place ? link(trigger.place) : '',
  }));
}

/** Completes "for AOF rewrites". */
function whenOf({ kind }: ForkTrigger, { directives, budgetInput }: RedisInstance): string {
  if (kind === 'aof-rewrite') {
    const percent = factValue(directives.integer('auto-aof-rewrite-percentage'));
    const least = factValue(directives.memory('auto-aof-rewrite-min-size'));
    if (percent === undefined || least === undefined) return '';
    return `: when the file has grown by ${percent} %, from ${formatBytes(least)} on`;
  }
  const replicas = factValue(budgetInput.replicas);
  return kind === 'replication' && replicas ? ` (${replicas})` : '';
}

/** Unread sources that could still set a directive. */
function unknownSourceRows({ directives }: RedisInstance, link: LinkTo): Row[] {
  const { unknownSources } = directives.loaded;
  const seen = new Map(unknownSources.map((source) => [`${source.why} ${link(source.place)}`, source]));
  return [...seen.values()].slice(0, MOST_SOURCES).map(({ why, place, include }) => ({
    name: 'not read',
    value: include === undefined ? REASONS[why] : `include ${escaped(include)}`,
    from: link(place),
  }));
}

const MOST_SOURCES = 3;

function factRow<T>(name: string, fact: Fact<T>, show: (value: T) => string, link: LinkTo): Row {
  switch (fact.kind) {
    case 'unknown':
      return { name, value: REASONS[fact.why], from: fact.origin?.place ? link(fact.origin.place) : '' };
    case 'conflicting': {
      const rows = fact.candidates.map((one) => factRow(name, one, show, link));
      return {
        name,
        value: rows.map(({ value }) => value).join(' or '),
        from: rows.map(({ from }) => from).join(', '),
      };
    }
    default:
      return { name, value: show(fact.value), from: originText(fact.origin, link) };
  }
}

const REASONS: Readonly<Record<UnknownReason, string>> = {
  template: 'unknown: a template decides',
  secret: 'unknown: a Secret or the cluster decides',
  script: 'unknown: a script decides',
  unresolved: 'unknown: not in this workspace',
  invalid: 'unknown: not a valid value',
  limit: 'is beyond what is read',
  'not stated': 'not stated',
};

/** Layers whose name adds nothing to the link to their file. */
const PLAIN: ReadonlySet<Layer> = new Set<Layer>(['manifest', 'redis.conf', 'included file']);

function originText({ layer, place, detail }: Origin, link: LinkTo): string {
  const said = detail ?? '';
  const what = place && PLAIN.has(layer) ? '' : layer;
  return [what, said === '' ? '' : `(${escaped(said)})`, place ? link(place) : '']
    .filter((part) => part !== '')
    .join(' ');
}

const rowMarkdown = ({ name, value, from }: Row): string => `| ${name} | ${cell(value)} | ${cell(from)} |`;

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');

/** Escapes text of a file for Markdown. */
export const escaped = (text: string): string =>
  text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&').replace(/\s+/g, ' ');
