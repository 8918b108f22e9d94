/** The servers of all units of a project, memoised for each unit. */

import { type LineAnnotation, lineAnnotations } from '../../annotations/piece-annotations';
import type { Configuration } from '../../configuration';
import { type Dependencies, Memo } from '../../memo';
import type { MissingFile } from '../../project/include';
import { Lookups } from '../../project/lookups';
import type { Project } from '../../project/project';
import type { RedisInstance } from '../../server/instance';
import { linkedInstances } from '../../server/replication';
import type { InstanceSource } from '../../server/server-instance';
import type { FileId } from '../../text/span';
import { type UnitFile, unitFile } from '../../text/unit-files';
import type { Deployed, PlatformContext, PlatformReader } from '../platform';
import { HostSignReader, type HostSigns } from './host-signs';
import { serversIn } from './instances';
import { type Machine, machinesOf, startingUnits } from './machine';
import { missingOfUnits } from './missing';
import { isTemplate, type UnitName } from './read/unit-name';
import { type Found, UnitReader } from './read-units';
import { instancesByFiles } from './template-instances';

interface Read {
  readonly lookups: Lookups;
  readonly found: Found | undefined;
  readonly servers: readonly InstanceSource[];
}

/** One run over a project. */
interface Run {
  readonly project: Project;
  readonly configuration: Configuration;
  /** Looked for when a unit starts something. */
  readonly signs: () => HostSigns;
}

export class SystemdReader implements PlatformReader {
  /** What results are memoised on: an object for each unit and each machine. */
  #slots = new Map<string, object>();
  readonly #units = new Memo<object, Read>();
  readonly #linked = new Memo<object, readonly RedisInstance[]>();
  readonly #annotations = new Memo<object, readonly LineAnnotation[]>();
  readonly #signs = new HostSignReader();
  readonly #files = new Map<FileId, UnitFile | undefined>();

  read({ project, configuration }: PlatformContext): Deployed {
    const machines = this.#machines(project);
    if (machines.length === 0) return { servers: [] };
    const before = this.#slots;
    this.#slots = new Map();
    const slot = (key: string): object => {
      const kept = this.#slots.get(key) ?? before.get(key) ?? {};
      this.#slots.set(key, kept);
      return kept;
    };
    let signs: HostSigns | undefined;
    const run: Run = {
      project,
      configuration,
      signs: () => {
        signs ??= this.#signs.read(project);
        return signs;
      },
    };
    const read = machines.map((machine) => this.#readMachine(machine, run, slot));
    const files = new Set(read.flatMap((one) => one.files));
    const annotations = [...files].map((file) => {
      const text = project.text(file) ?? '';
      return [file, this.#annotations.get(slot(file), [text], () => lineAnnotations(text, file))] as const;
    });
    return { servers: read.flatMap(({ servers }) => servers), annotations: new Map(annotations) };
  }

  missing(project: Project): MissingFile[] {
    return missingOfUnits(this.#machines(project), project);
  }

  /** Paths are taken apart once for each file. */
  #machines(project: Project): Machine[] {
    return machinesOf(project.ids, (file) => {
      if (!this.#files.has(file)) this.#files.set(file, unitFile(file));
      return this.#files.get(file);
    });
  }

  #readMachine(
    machine: Machine,
    run: Run,
    slot: (key: string) => object,
  ): { servers: readonly RedisInstance[]; files: readonly FileId[] } {
    const unit = (name: UnitName) => this.#unit(machine, name, run, slot(`${machine.key}\n${name.name}`));
    const read = startingUnits(machine).flatMap((name) => {
      const one = unit(name);
      if (!isTemplate(name) || !one.found) return [one];
      const instances = instancesByFiles(one.found, run.project, machine.root);
      return instances.length > 0 ? instances.map(unit) : [one];
    });
    const sources = read.flatMap(({ servers }) => servers);
    const servers = this.#linked.get(slot(machine.key), sources, () => linkedInstances(sources));
    const files = read.flatMap(({ found, servers }) =>
      found && servers.length > 0 ? found.settings.texts.map(({ file }) => file) : [],
    );
    return { servers, files };
  }

  #unit(machine: Machine, name: UnitName, { project, configuration, signs }: Run, slot: object): Read {
    const files = machine.files.join('\n');
    const dependencies = ({ lookups, found }: Read): Dependencies => {
      const host = found && found.units.length > 0 ? signs() : undefined;
      return [configuration, files, host?.hugePagesOff, host?.overcommits, ...lookups.seenIn(project)];
    };
    return this.#units.get(slot, dependencies, () => {
      const lookups = new Lookups(project);
      const found = new UnitReader(machine, lookups).read(name);
      const servers =
        found && found.units.length > 0 ? serversIn(found, signs(), lookups, configuration) : [];
      return { lookups, found, servers };
    });
  }
}
