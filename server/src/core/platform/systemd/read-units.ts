/** Units of one machine, put together from their files, with the slices, pods and volumes that they name. */

import { isOpen } from '../../container/open-text';
import type { Lookups } from '../../project/lookups';
import type { FileId } from '../../text/span';
import type { ScalarTree } from '../../yaml/tree';
import { filesMeant, hostFiles } from './host-files';
import type { Machine, UnitSources } from './machine';
import { type ContainerSurroundings, type ReadContainer, readContainer } from './read/container';
import type { NamedFile } from './read/container-volumes';
import { type Limits, limitsIn, podmanLimit, type WrittenLimit } from './read/limits';
import { podmanOptions } from './read/podman-args';
import { type ReadUnit, readService, type Surroundings } from './read/service';
import { UnitSettings } from './read/settings';
import { putSpecifiers, type UnitContext } from './read/specifiers';
import { parseUnitName, slicesAround, type UnitName } from './read/unit-name';
import { readUnitText, type UnitText } from './read/unit-text';
import { splitWords, wholeValue } from './read/words';

/** Files of a mounted folder that a server may be told to read; others are data. */
const READABLE = /\.(?:conf|sh)(?:\.[\w-]+)?$/i;

/** A unit that may run a server. */
export interface Found {
  readonly name: UnitName;
  readonly settings: UnitSettings;
  readonly units: readonly (ReadUnit & Partial<Pick<ReadContainer, 'sysctls' | 'hosts'>>)[];
}

export class UnitReader {
  readonly #texts = new Map<FileId, UnitText>();

  constructor(
    readonly machine: Machine,
    readonly lookups: Lookups,
  ) {}

  /** @returns undefined where there is no file of the unit */
  read(name: UnitName): Found | undefined {
    const sources = this.machine.sourcesOf(name);
    if (!sources) return undefined;
    const container = name.type === 'container';
    const settings = container ? this.#containerSettings(sources) : this.settingsOf(sources);
    const around = this.#surroundings(sources, settings);
    if (!container) return { name, settings, units: readService(settings, around) };
    const found = readContainer(settings, this.#containerSurroundings(around, sources));
    return { name, settings, units: found ? [found] : [] };
  }

  context = (name: UnitName): UnitContext => ({ name, manager: this.machine.manager });

  settingsOf({ main, dropIns }: UnitSources): UnitSettings {
    return new UnitSettings(
      [...(main === undefined ? [] : [main]), ...dropIns].flatMap((file) => this.#text(file) ?? []),
    );
  }

  /** systemd reads drop-ins of the service that Quadlet writes. */
  #containerSettings(sources: UnitSources): UnitSettings {
    const service = parseUnitName(sources.name.name.replace(/container$/, 'service'));
    const generated = service && this.machine.sourcesOf(service);
    const after = generated ? this.settingsOf({ ...generated, main: undefined }).texts : [];
    return new UnitSettings([...this.settingsOf(sources).texts, ...after]);
  }

  #text(file: FileId): UnitText | undefined {
    const before = this.#texts.get(file);
    if (before) return before;
    const text = this.lookups.content(file);
    if (text === undefined) return undefined;
    const reader = /\.container(?:\.d\/[^/]*)?(?:\.\w+)*$/.test(file) ? 'quadlet' : 'systemd';
    const read = readUnitText(file, text, reader);
    this.#texts.set(file, read);
    return read;
  }

  #surroundings({ name, main, dropIns }: UnitSources, settings: UnitSettings): Surroundings {
    const { lookups, machine } = this;
    const context = this.context(name);
    const file = main ?? dropIns[0] ?? machine.key;
    const { limits, unread } = this.#slices(settings, context);
    return {
      context,
      files: hostFiles(file, machine.root, lookups),
      text: lookups.text,
      sliceLimits: limits,
      unreadSlice: unread,
      whole: main !== undefined,
    };
  }

  /** The slice that a unit names with all around it, else the one that services of the system are in. */
  #slices(settings: UnitSettings, context: UnitContext): { limits: WrittenLimit[]; unread: boolean } {
    const setting = settings.last('Service', 'Slice');
    const named = setting && (putSpecifiers(wholeValue(setting.value), context)?.text ?? '');
    if (setting?.conditional || (named !== undefined && isOpen(named))) return { limits: [], unread: true };
    const slices = slicesAround(named ?? standardSlice(context));
    const found = slices.map((slice) => {
      const name = parseUnitName(slice);
      const sources = name && this.machine.sourcesOf(name);
      return sources && limitsIn(this.settingsOf(sources), 'Slice').written;
    });
    // The slice at the root has no limit unless somebody writes one.
    const unread = named !== undefined && !STANDARD.has(named) && found.slice(0, -1).some((one) => !one);
    return { limits: found.flatMap((one) => one ?? []), unread };
  }

  #containerSurroundings(around: Surroundings, sources: UnitSources): ContainerSurroundings {
    const file = sources.main ?? sources.dropIns[0] ?? this.machine.key;
    return {
      ...around,
      volumes: {
        filesAt: (path) => this.#filesAt(path, file),
        mediumOf: (unit) => this.#mediumOf(unit),
      },
      podLimit: (pod) => this.#podLimit(pod),
    };
  }

  /** A file itself, or those below a folder. */
  #filesAt(path: string, unit: FileId): NamedFile[] {
    const direct = hostFiles(unit, this.machine.root, this.lookups).textAt(path);
    if (direct) return [{ name: '', ...direct }];
    return filesMeant(path, unit, this.machine.root).flatMap((folder) =>
      this.lookups.below(folder).flatMap((file): NamedFile[] => {
        const text = READABLE.test(file) ? this.lookups.content(file) : undefined;
        const name = file.slice(folder.replace(/\/$/, '').length + 1);
        return text === undefined ? [] : [{ name, file, text }];
      }),
    );
  }

  /** `Type=tmpfs` of a `.volume`. */
  #mediumOf(unit: string): ScalarTree | undefined {
    const settings = this.#unit(unit);
    const type = settings?.last('Volume', 'Type');
    return type?.value.text === 'tmpfs' ? type.value : undefined;
  }

  #podLimit(pod: string): Limits | undefined {
    const settings = this.#unit(pod);
    if (!settings) return undefined;
    const words = settings
      .list('Pod', 'PodmanArgs')
      .flatMap(({ value }) => splitWords(value, 'quadlet') ?? []);
    const memory = podmanOptions(words).findLast(({ name }) => name === '--memory')?.value;
    const limit = memory && podmanLimit(memory.text.toScalar(memory.place), isOpen(memory.text.text));
    return { written: limit ? [limit] : [], suspicious: undefined };
  }

  #unit(name: string): UnitSettings | undefined {
    const parsed = parseUnitName(name);
    const sources = parsed && this.machine.sourcesOf(parsed);
    return sources && this.settingsOf(sources);
  }
}

const STANDARD: ReadonlySet<string> = new Set([
  'system.slice',
  'user.slice',
  'machine.slice',
  'app.slice',
  '-.slice',
]);

/** `unit_set_default_slice`, unit.c: instances of a template share a slice. */
function standardSlice({ name, manager }: UnitContext): string {
  const slice = manager === 'user' ? 'app' : 'system';
  return name.instance === undefined
    ? `${slice}.slice`
    : `${slice}-${name.prefix.replaceAll('-', '\\x2d')}.slice`;
}
