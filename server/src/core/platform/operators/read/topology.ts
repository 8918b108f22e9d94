/** Roles and numbers of replicas, as fields say them or as the operator has them by itself. */

import { type Fact, factValue, known, unknown } from '../../../model/fact';
import type { Role } from '../../../model/stated';
import { own } from '../../../word-map';
import { isTrue, type MapTree } from '../../../yaml/tree';
import type { CountRecord, ServerRecord } from '../catalogue';
import { allHold, find } from './paths';

export function roleOf(spec: MapTree, { role }: ServerRecord, operator: string): Fact<Role> {
  const tree = role.field === undefined ? undefined : find(spec, role.field);
  if (tree?.kind === 'hole') return unknown('template', { layer: 'operator field', place: tree.place });
  if (tree?.kind === 'scalar') {
    const text = isTrue(tree) ? 'true' : tree.text;
    return known(own(role.values, text) ?? role.else, { layer: 'operator field', place: tree.place });
  }
  const value = (role.field === undefined ? undefined : role.absent) ?? role.else;
  return { kind: 'default', value, origin: { layer: 'operator default', detail: operator } };
}

/** Replicas of one primary. */
export function followersOf(
  spec: MapTree,
  records: readonly CountRecord[],
  operator: string,
): Fact<number> | undefined {
  const record = records.find(({ when = [] }) => allHold(spec, when) === true);
  if (!record) return undefined;
  if (record.fields === undefined) return byOperator(record.count ?? 0, operator);
  const count =
    countAt(spec, record.fields) ??
    (record.default === undefined ? undefined : byOperator(record.default, operator));
  const primaries =
    record.per === undefined ? 1 : factValue(countAt(spec, record.per) ?? unknown('not stated'));
  if (count?.kind !== 'known' && count?.kind !== 'default') return count;
  if (primaries === undefined || primaries < 1) return undefined;
  return { ...count, value: Math.max(0, Math.ceil(count.value / primaries) - (record.less ?? 0)) };
}

const byOperator = (value: number, operator: string): Fact<number> => ({
  kind: 'default',
  value,
  origin: { layer: 'operator default', detail: operator },
});

function countAt(spec: MapTree, paths: readonly string[]): Fact<number> | undefined {
  const tree = paths.map((path) => find(spec, path)).find((one) => one !== undefined);
  if (!tree) return undefined;
  const origin = { layer: 'operator field', place: tree.place } as const;
  const count = tree.kind === 'scalar' && /^\d{1,6}$/.test(tree.text) ? Number(tree.text) : undefined;
  return count === undefined ? unknown('template', origin) : known(count, origin);
}
