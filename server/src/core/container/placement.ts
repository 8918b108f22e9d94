/** What a manifest says about a container beside the configuration of its server: limit, volumes, mounts that nobody reads. */

import { whoKnows } from '../catalogue/directives';
import type { Edit } from '../model/finding';
import type { ImageInfo } from '../server/image-info';
import type { Placement } from '../server/placement';
import type { Place } from '../text/span';
import type { TextOf } from '../yaml/edit/edit';
import type { ScalarTree } from '../yaml/tree';
import type { ContainerConfig } from './config';
import type { Variable } from './environment';
import type { VirtualFile } from './files';
import { hasKnownConfig } from './image/image-config';
import { unitMentions } from './image/mentions';
import type { Start } from './started';
import type { ContainerUnit } from './unit';

export interface ContainerSurroundings {
  readonly text: TextOf;
  readonly sysctls: Placement['sysctls'];
  /** Where the pod and its workload speak of the server. */
  readonly mentions?: readonly Place[];
  readonly hostPrepared: boolean;
  readonly overcommits?: boolean;
  /** Settings of the manifest that have no effect. */
  readonly ignored?: Placement['ignoredValues'];
  readonly addInitContainer?: Placement['addInitContainer'];
  /** Volumes in memory, by name, with the word that makes them so. */
  readonly inMemory: ReadonlyMap<string, ScalarTree>;
}

export function containerPlacement(
  unit: ContainerUnit,
  image: ImageInfo | undefined,
  start: Start,
  config: ContainerConfig,
  around: ContainerSurroundings,
): Placement {
  const medium = dataMedium(unit, image, config, around);
  return {
    machine: unit.dialect.machine,
    together: unit.dialect.together,
    argumentsKey: unit.dialect.argumentsKey,
    completeness: unit.completeness,
    anchor: unit.anchor,
    mentions: [...unitMentions(unit), ...(around.mentions ?? [])],
    limit: unit.limit,
    setLimit: (bytes) => unit.dialect.limitEdits(unit, bytes, around.text),
    showLimit: (bytes) => unit.dialect.showLimit(unit, bytes, around.text),
    image,
    ignoredVariables: config.effect.ignored.filter(({ variable }) => isMeantForImage(variable, unit, around)),
    unreadMounts: mayReadOthers(image, start, config) ? [] : unreadMounts(unit, config, around.text),
    ignoredValues: [...lostOptions(start), ...(around.ignored ?? [])],
    dataInMemory: medium ? [medium] : [],
    sysctls: around.sysctls,
    hostPrepared: around.hostPrepared,
    overcommits: around.overcommits ?? false,
    ...(around.addInitContainer ? { addInitContainer: around.addInitContainer } : {}),
    ...boundByLimit(unit, config, around),
  };
}

/** maxmemory that is written as a variable which holds the limit of the container (resourceFieldRef). */
function boundByLimit(
  { variables }: ContainerUnit,
  { input }: ContainerConfig,
  { text }: ContainerSurroundings,
): Pick<Placement, 'computedMaxmemory'> {
  const holders = variables.filter(({ ofLimit }) => ofLimit);
  if (holders.length === 0) return {};
  const lines = input.parts.flatMap((part) => part.text.lines.map((line) => ({ line, map: part.text.map })));
  const last = lines.findLast(({ line }) => line.kind === 'directive' && line.name === 'maxmemory');
  const place = last?.map.place(last.line.span);
  const holder = place && holders.find(({ name }) => mentionsName(written(place, text), name));
  if (!holder) return {};
  return {
    computedMaxmemory: { message: `${holder.name} is the memory limit of the container`, overridable: true },
  };
}

/** Neither one that the command itself expands, nor one that other containers read too. */
function isMeantForImage(
  variable: Variable,
  { command, args, dialect }: ContainerUnit,
  { text }: ContainerSurroundings,
): boolean {
  if (dialect.isShared(variable)) return false;
  return [command, args].every(
    (words) => words.kind !== 'words' || !mentionsName(written(words.list.place, text), variable.name),
  );
}

const written = (place: Place, text: TextOf): string => text(place).of(place.span);

const mentionsName = (text: string, name: string): boolean => new RegExp(`\\$[({]*${name}\\b`).test(text);

function lostOptions({ lost }: Start): NonNullable<Placement['ignoredValues']> {
  const [first] = lost;
  if (!first) return [];
  const names = lost.map(({ value }) => value).join(' and ');
  const message = `The shell takes this line for a command of its own: the server starts without ${names}. Write the command on one line, or as a list`;
  return [{ place: first.place, message }];
}

/** What makes the volume a volume in memory, on which the data directory lies. */
function dataMedium(
  unit: ContainerUnit,
  image: ImageInfo | undefined,
  config: ContainerConfig,
  { inMemory }: ContainerSurroundings,
): ScalarTree | undefined {
  const mount = unit.files.mountOf(dataFolder(unit, image, config));
  return mount && inMemory.get(mount.volume.name);
}

/** `dir`, else the folder of the image, or the one in which the server starts. */
function dataFolder(
  { workingDirectory }: ContainerUnit,
  image: ImageInfo | undefined,
  { input }: ContainerConfig,
): string {
  const lines = input.parts.flatMap(({ text }) => text.lines);
  const dir = lines.findLast((line) => line.kind === 'directive' && line.name === 'dir' && !line.templated);
  const written = dir?.kind === 'directive' ? dir.args[0]?.value : undefined;
  if (written?.startsWith('/')) return written;
  if (image?.family === 'bitnami') return `/bitnami/${image.product ?? 'redis'}/data`;
  return image?.dataDirectory ?? workingDirectory ?? '/data';
}

/** A script, or an image that was not read, may name any file. */
const mayReadOthers = (
  image: ImageInfo | undefined,
  { wrapped, script, program }: Start,
  { ownPath }: ContainerConfig,
): boolean =>
  wrapped ||
  script !== undefined ||
  (program === undefined && ownPath === undefined && !(image && hasKnownConfig(image)));

/** Configuration files that are mounted and that nothing tells the server to read. */
function unreadMounts(
  unit: ContainerUnit,
  { read, ownPath }: ContainerConfig,
  text: TextOf,
): Placement['unreadMounts'] {
  // In a working directory that nobody knows, or one where the file is not.
  const relative = new Set([...read].filter((path) => !path.startsWith('/')).map(fileName));
  return unit.files.mounts.flatMap((mount) => {
    const all = [...mount.volume.files];
    // One volume may hold a file for each role, of which each server reads its own.
    if (mount.subPath === undefined && all.some(([name]) => read.has(`${mount.path}/${name}`))) return [];
    const names = all.flatMap(([name, file]) => (isConfiguration(name, file) ? [name] : []));
    const wanted = mount.subPath === undefined ? names : names.filter((name) => name === mount.subPath);
    const paths = wanted.map((name) => (mount.subPath === undefined ? `${mount.path}/${name}` : mount.path));
    return paths
      .filter((path) => !read.has(path) && !relative.has(fileName(path)) && !/sentinel/.test(path))
      .map((path) => ({
        path,
        place: mount.place,
        insteadAt: ownPath,
        read: ownPath === undefined ? readEdits(unit, path, text) : [],
      }));
  });
}

/** By its name, or by what it sets: `redis-config` and the like. */
function isConfiguration(name: string, { parts }: VirtualFile): boolean {
  if (/(?:redis|valkey)[^/]*\.conf$/.test(name)) return true;
  if (/\.(?:sh|py|ya?ml|json)$/.test(name)) return false;
  return parts.some(
    (part) =>
      part.kind === 'text' &&
      part.config.lines.every((line) => line.kind === 'directive' && isNamed(line.name)) &&
      part.config.lines.some((line) => line.kind === 'directive' && TELLING.has(line.name)),
  );
}

/** Settings that hardly another program has. */
const TELLING: ReadonlySet<string> = new Set(['maxmemory', 'maxmemory-policy', 'appendonly']);

const isNamed = (name: string): boolean => whoKnows(name).length > 0;

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Where the image decides so far, its arguments can begin with the file. */
function readEdits(unit: ContainerUnit, path: string, text: TextOf): readonly Edit[] {
  if (unit.command.kind !== 'absent' || unit.args.kind !== 'absent') return [];
  // The entry point puts the server before options and files by the name of a configuration only.
  const namesProgram = unit.dialect.argumentsNameProgram || !path.endsWith('.conf');
  return unit.dialect.addArguments(unit, namesProgram ? ['redis-server', path] : [path], text);
}
