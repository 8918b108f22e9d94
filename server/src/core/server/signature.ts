/** What makes a server what it is, as a text: servers of two lints of the same files are compared by it. */

import type { RedisInstance } from './instance';
import { COMMON_SETTINGS, printedSetting } from './printed-settings';

/** With the values of secrets, so it is never shown. Leaves out how many overlays the server is compared with. */
export function signatureOf(instance: RedisInstance): string {
  const { directives, name, overlay, primary } = instance;
  const settings = [...new Set(['save', ...COMMON_SETTINGS, ...directives.names()])];
  const parts = [
    ...[instance.file, instance.kind, overlay ? name.replace(` (${overlay.label})`, '') : name],
    ...[instance.version.name, instance.role, instance.forkTriggers, instance.budgetInput, instance.limit],
    ...[instance.withoutWorkload, instance.notLoaded, instance.downgraded, primary?.name],
    settings.map((setting) => [setting, printedSetting(instance, setting)]),
  ];
  return JSON.stringify(parts, printable);
}

const printable = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}` : value);
