/** Where a custom resource speaks of a server: what the operator makes of its fields is shown over them. */

import { pathOfCondition } from '../../../catalogue/conditions';
import { placesOfEntry } from '../../../container/image/mentions';
import type { Place } from '../../../text/span';
import type { CountRecord, ServerRecord, SettingRecord } from '../catalogue';
import { keyAt } from './paths';
import type { OperatedServer } from './servers';

export function operatedMentions({ spec, record }: OperatedServer): Place[] {
  const entries = pathsOf(record).flatMap((path) => keyAt(spec, path) ?? []);
  const keys = conditionsOf(record).flatMap((path) => keyAt(spec, path)?.keyPlace ?? []);
  return [...entries.flatMap(placesOfEntry), ...keys];
}

/** Fields of which every word is about the server. */
function pathsOf(record: ServerRecord): string[] {
  const { image, version, resources, settings, sysctls, role, followers, dataVolume } = record;
  const memory = resources.flatMap((path) => [`${path}.limits.memory`, `${path}.requests.memory`]);
  return present([
    image,
    ...(version ?? []),
    ...memory,
    ...settings.flatMap(fieldsOf),
    sysctls,
    role.field,
    ...(followers ?? []).flatMap(countedIn),
    dataVolume && `${dataVolume}.emptyDir`,
  ]);
}

const fieldsOf = (setting: SettingRecord) => [
  setting.percentField,
  setting.map,
  setting.list,
  setting.file,
  setting.inline,
  setting.command,
  setting.flags,
];

const countedIn = ({ fields, per }: CountRecord) => [...(fields ?? []), ...(per ?? [])];

/** Fields that decide by being there (`storage`): what stands in them is about something else. */
function conditionsOf({ settings, block, dataVolume }: ServerRecord): string[] {
  const conditions = settings.flatMap(({ when, replaces }) => [...(when ?? []), replaces]);
  const fields = present(conditions).map(pathOfCondition);
  return present([...fields, block, dataVolume]);
}

const present = (paths: readonly (string | undefined)[]): string[] => [
  ...new Set(paths.filter((path) => path !== undefined)),
];
