/** Which files are units of systemd or of Podman's Quadlet, by their paths: an entrance that opens no file. */

import { baseName, folderOf } from './paths';
import type { FileId } from './span';
import { withoutTemplateEnding } from './template-names';

export interface UnitFile {
  /**
   * - `unit`: `redis@.service`, `cache.slice`, `redis.container`
   * - `drop-in`: `redis@.service.d/memory.conf`; `service.d/memory.conf` is one of all services
   * - `link`: `multi-user.target.wants/redis@6379.service`, which says that the unit is started
   */
  readonly kind: 'unit' | 'drop-in' | 'link';
  /** Of the unit: `redis@.service`, or its type alone: `service`. */
  readonly name: string;
  /** In which the unit itself would be. */
  readonly folder: FileId;
}

const TYPES = '(?:service|slice|container|volume|pod)';
const UNIT = new RegExp(`^[^/]+\\.${TYPES}$`);
const DROP_IN_FOLDER = new RegExp(`^(?:[^/]+\\.)?${TYPES}\\.d$`);
const LINK_FOLDER = /\.(?:wants|requires|upholds)$/;

/** @param file a path or an id; a template counts as what it becomes */
export function unitFile(file: FileId): UnitFile | undefined {
  const path = withoutTemplateEnding(file);
  const name = baseName(path);
  const folder = folderOf(path);
  const around = baseName(folder);
  if (DROP_IN_FOLDER.test(around) && /\.conf$/.test(name))
    return { kind: 'drop-in', name: around.slice(0, -2), folder: folderOf(folder) };
  if (!UNIT.test(name)) return undefined;
  return LINK_FOLDER.test(around)
    ? { kind: 'link', name, folder: folderOf(folder) }
    : { kind: 'unit', name, folder };
}

/** Settings of units, slices and drop-ins that matter to a server that they do not name. */
const SETTINGS =
  /^[ \t]*(?:Memory(?:Max|High|Limit)?|Exec(?:Start(?:Pre)?)?|Environment(?:File)?|Slice|Image|PodmanArgs|Volume|Pod|Type|Device|Options)[ \t]*=/m;

/** Whether a file says something about others without naming what they run. */
export function saysOfOthers(file: FileId, text: string): boolean {
  const found = unitFile(file);
  if (!found || found.kind === 'link') return found !== undefined;
  return (found.kind === 'drop-in' || !/\.(?:service|container)$/.test(found.name)) && SETTINGS.test(text);
}
