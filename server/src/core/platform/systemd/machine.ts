/** The units that one machine has, and the files that each is put together from. */

import type { FileId } from '../../text/span';
import { type UnitFile, unitFile } from '../../text/unit-files';
import type { UnitContext } from './read/specifiers';
import { unitFolder } from './read/unit-folders';
import { isTemplate, parseUnitName, templateOf, type UnitName } from './read/unit-name';

/** A unit by the files that make it, from the lowest to the highest. */
export interface UnitSources {
  readonly name: UnitName;
  /** The unit itself; undefined where only drop-ins of it are there. */
  readonly main: FileId | undefined;
  /** In the order in which they are read. */
  readonly dropIns: readonly FileId[];
}

interface Entry extends UnitFile {
  readonly file: FileId;
  readonly rank: number;
}

export class Machine {
  readonly #entries: Entry[] = [];

  /**
   * @param key the root of the machine, else the folder that holds its units
   * @param root where the paths of the machine begin; undefined where nothing tells
   */
  constructor(
    readonly key: FileId,
    readonly root: FileId | undefined,
    readonly manager: UnitContext['manager'],
  ) {}

  add(entry: Entry): void {
    this.#entries.push(entry);
  }

  /** The names of its files, for telling whether they are still the same. */
  get files(): readonly FileId[] {
    return this.#entries.map(({ file }) => file);
  }

  /** Units of a type, with the instances of templates that files and links name. */
  unitsOf(type: string): UnitName[] {
    const names = new Set(this.#entries.filter(({ name }) => name !== type).map(({ name }) => name));
    const units = [...names].sort().flatMap((name) => parseUnitName(name) ?? []);
    return units.filter((unit) => unit.type === type);
  }

  /** Instances of a template that files, drop-ins or links name. */
  instancesOf(template: UnitName): UnitName[] {
    return this.unitsOf(template.type).filter(
      (unit) => unit.instance !== undefined && !isTemplate(unit) && templateOf(unit) === template.name,
    );
  }

  /** @returns undefined where there is no file of it at all */
  sourcesOf(name: UnitName): UnitSources | undefined {
    const own = this.#main(name.name);
    const main = own ?? (name.instance ? this.#main(templateOf(name)) : undefined);
    const dropIns = this.#dropInsOf(name);
    return main === undefined && dropIns.every(({ name: of }) => of === name.type)
      ? undefined
      : { name, main, dropIns: dropIns.map(({ file }) => file) };
  }

  #main(name: string): FileId | undefined {
    const found = this.#entries.filter((entry) => entry.kind === 'unit' && entry.name === name);
    return found.sort((a, b) => a.rank - b.rank)[0]?.file;
  }

  /**
   * Of those with the same name the one of the most specific folder counts, and all are read in the order of their names
   * (`unit_file_find_dropin_paths`, dropin.c).
   */
  #dropInsOf(name: UnitName): Entry[] {
    const byName = new Map<string, Entry>();
    for (const folder of dropInNames(name)) {
      const here = this.#entries.filter((entry) => entry.kind === 'drop-in' && entry.name === folder);
      for (const entry of here.sort((a, b) => a.rank - b.rank)) {
        const file = partName(entry.file);
        if (!byName.has(file)) byName.set(file, entry);
      }
    }
    return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  }
}

const partName = (file: FileId): string => /[^/]*?\.conf(?=[^/]*$)/.exec(file)?.[0] ?? file;

/** From the most to the least specific: the unit, its template, names cut at each dash, its type. */
function dropInNames({ name, prefix, instance, type }: UnitName): string[] {
  const own = instance ? [name, `${prefix}@.${type}`] : [name];
  const words = prefix.split('-');
  const cut = words
    .slice(1)
    .map((_, index) => `${words.slice(0, words.length - 1 - index).join('-')}-.${type}`);
  return [...own, ...cut, type];
}

/**
 * @param ids of all files; each one that is a unit belongs to one machine
 * @param fileOf takes a path apart
 * @returns those with something that may start a program
 */
export function machinesOf(
  ids: Iterable<FileId>,
  fileOf: (file: FileId) => UnitFile | undefined = unitFile,
): Machine[] {
  const machines = new Map<FileId, Machine>();
  for (const file of ids) {
    const found = fileOf(file);
    if (!found) continue;
    const { key, root, manager, rank } = unitFolder(found.folder);
    const machine = machines.get(key) ?? new Machine(key, root, manager);
    machines.set(key, machine);
    machine.add({ ...found, file, rank });
  }
  return [...machines.values()]
    .filter((machine) => STARTING.some((type) => machine.unitsOf(type).length > 0))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Types of units that start a program. */
const STARTING = ['service', 'container'];

/** The units that may start a program: instances in place of templates, where files or links name some. */
export const startingUnits = (machine: Machine): UnitName[] =>
  STARTING.flatMap((type) => machine.unitsOf(type)).filter(
    (name) => !isTemplate(name) || machine.instancesOf(name).length === 0,
  );
