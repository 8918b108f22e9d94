/** What the linter believes of the servers in some files, in words that a reader of a test can check. */

import { type Fact, factValue } from '../../server/src/core/model/fact';
import type { RedisInstance } from '../../server/src/core/server/instance';
import { printedSetting } from '../../server/src/core/server/printed-settings';
import { formatQuantity } from '../../server/src/core/units/quantity';
import { lintFiles } from './lint-text';

export interface ServerRow {
  /** `redis › master` without what stands before the last arrow. */
  readonly server: string;
  readonly role: string;
  readonly save: string;
  readonly aof: string;
  readonly maxmemory: string;
  readonly limit: string;
  readonly replicas: number | string;
}

const shown = (fact: Fact<unknown>): string =>
  fact.kind === 'known' || fact.kind === 'default' ? String(fact.value) : fact.kind;

function rowOf(instance: RedisInstance): ServerRow {
  const { name, role, limit, budgetInput } = instance;
  const bytes = factValue(limit);
  const missing = instance.placement?.limit.missing ? 'none' : 'unknown';
  return {
    server: name.slice(name.lastIndexOf('› ') + 2),
    role: shown(role),
    save: shown(printedSetting(instance, 'save')),
    aof: shown(printedSetting(instance, 'appendonly')),
    maxmemory: shown(printedSetting(instance, 'maxmemory')),
    limit: bytes === undefined ? missing : formatQuantity(bytes),
    replicas: factValue(budgetInput.replicas) ?? '-',
  };
}

export const serversIn = (files: Readonly<Record<string, string>>): ServerRow[] =>
  lintFiles(files).instances.map(rowOf);
