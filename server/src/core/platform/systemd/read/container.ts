/** A `.container` file of Podman's Quadlet as a container (`ConvertContainer`, quadlet.go). */

import { isOpen } from '../../../container/open-text';
import { roleInName } from '../../../container/role-names';
import type { WordList } from '../../../container/unit';
import { known } from '../../../model/fact';
import type { LimitInfo, SysctlRequest } from '../../../server/placement';
import type { Place } from '../../../text/span';
import type { MappedText } from '../../../yaml/edit/mapped-text';
import type { ScalarTree } from '../../../yaml/tree';
import { containerVariables } from './container-environment';
import { ContainerVolumes, type VolumeSources } from './container-volumes';
import { lostWords, removeWord, scriptText } from './container-words';
import { environmentOf, valuesOf } from './environment';
import { expandWord, type Values } from './expand';
import { effectiveLimit, type Limits, limitsIn, podmanLimit, unknownLimit } from './limits';
import { type PodmanOption, podmanOptions } from './podman-args';
import type { ReadUnit, Surroundings } from './service';
import type { UnitSettings } from './settings';
import { putSpecifiers } from './specifiers';
import { splitWords, type UnitWord, wholeValue } from './words';

export interface ContainerSurroundings extends Surroundings {
  readonly volumes: VolumeSources;
  /** Of the pod that the container joins; undefined where the project does not have it. */
  readonly podLimit: (pod: string) => Limits | undefined;
}

export interface ReadContainer extends ReadUnit {
  readonly sysctls: readonly SysctlRequest[];
  /** Names under which other containers reach it, in lower case. */
  readonly hosts: ReadonlySet<string>;
}

/** @returns undefined for a file that says nothing of a container */
export function readContainer(
  settings: UnitSettings,
  around: ContainerSurroundings,
): ReadContainer | undefined {
  const section = settings.section('Container');
  return section && new ContainerReader(settings, around, section.place).read();
}

class ContainerReader {
  readonly #values: Values;
  readonly #options: readonly PodmanOption[];

  constructor(
    readonly settings: UnitSettings,
    readonly around: ContainerSurroundings,
    readonly place: Place,
  ) {
    // systemd puts the variables of the service into the words of the command that Quadlet writes.
    this.#values = valuesOf(environmentOf(settings, around.context, around.files));
    this.#options = podmanOptions(this.#words('PodmanArgs'));
  }

  read(): ReadContainer {
    const { settings, around } = this;
    const { name } = around.context;
    const image = this.#value('Image');
    const { args, ignored } = this.#exec();
    const { variables, known: variablesKnown } = containerVariables(
      settings,
      around,
      this.#values,
      this.#options,
    );
    const volumes = this.#volumes();
    const role = roleInName(name.instance || name.prefix);
    const anchor = image?.place ?? this.place;
    const limits = this.#limits();
    const entrypoint = this.#entrypoint();
    return {
      unit: {
        owner: name.name,
        container: name.name,
        image: image && !/\.(?:image|build)$/.test(image.text) ? image.text : undefined,
        anchor,
        command: entrypoint,
        args,
        variables,
        variablesKnown,
        files: volumes.files,
        workingDirectory: this.#known('WorkingDir', '--workdir'),
        limit: this.#limit(limits),
        role: role && known(role, { layer: 'manifest', place: anchor }),
        followers: undefined,
        completeness: settings.open || !around.whole ? 'fragment' : 'whole',
      },
      inMemory: volumes.inMemory,
      limits: [...limits.written, ...around.sliceLimits],
      script: [entrypoint, args].map(scriptText).join(' '),
      ignored,
      sysctls: this.#sysctls(),
      hosts: this.#hosts(),
    };
  }

  /** The last value of a key, with everything put in; undefined where nothing is written. */
  #value(key: string): ScalarTree | undefined {
    const setting = this.settings.last('Container', key);
    const text = setting && this.#put(wholeValue(setting.value));
    return setting && text ? text.toScalar(setting.value.place) : undefined;
  }

  /** A value that is known, of a key or of an option. */
  #known(key: string, option: string): string | undefined {
    const value =
      this.#options.findLast(({ name }) => name === option)?.value.text.text ?? this.#value(key)?.text;
    return value === undefined || isOpen(value) ? undefined : value;
  }

  #put(text: MappedText): MappedText | undefined {
    return putSpecifiers(text, this.around.context);
  }

  /** Words of all values of a key. */
  #words(key: string): UnitWord[] {
    return this.settings.list('Container', key).flatMap(({ value }) =>
      (splitWords(value, 'quadlet') ?? []).flatMap((word) => {
        const text = this.#put(word.text);
        return text ? [{ ...word, text }] : [];
      }),
    );
  }

  #exec(): { args: WordList; ignored: ReadUnit['ignored'] } {
    const setting = this.settings.last('Container', 'Exec');
    if (!setting) return { args: { kind: 'absent' }, ignored: [] };
    const words = setting.conditional ? undefined : splitWords(setting.value, 'quadlet');
    if (!words) return { args: { kind: 'unknown', place: setting.value.place }, ignored: [] };
    // An empty word is where Quadlet stops reading.
    const end = words.findIndex(({ text }) => text.text === '');
    const read = end === -1 ? words : words.slice(0, end);
    const lost = end === -1 ? [] : words.slice(end + 1);
    const all = read.flatMap((word) => this.#expanded(word));
    const args: WordList =
      all.length > 0 ? { kind: 'words', list: setting.value, words: all } : { kind: 'absent' };
    return { args, ignored: lostWords(lost) };
  }

  #expanded(word: UnitWord): ScalarTree[] {
    const text = this.#put(word.text);
    return text ? expandWord(text, this.#values).map((one) => one.toScalar(word.place)) : [];
  }

  /** One word, or a list in JSON. */
  #entrypoint(): WordList {
    const option = this.#options.findLast(({ name }) => name === '--entrypoint');
    if (option) return { kind: 'unknown', place: option.value.place };
    const value = this.#value('Entrypoint');
    if (!value || value.text === '') return { kind: 'absent' };
    if (isOpen(value.text) || value.text.startsWith('[')) return { kind: 'unknown', place: value.place };
    return { kind: 'words', list: value, words: [value] };
  }

  #volumes(): ContainerVolumes {
    const volumes = new ContainerVolumes(this.around.volumes);
    const whole = (key: string): UnitWord[] =>
      this.settings.list('Container', key).flatMap(({ value }) => {
        const text = this.#put(wholeValue(value));
        return text ? [{ text, place: value.place, written: value.text }] : [];
      });
    const option = (wanted: string) =>
      this.#options.flatMap(({ name, value }) => (name === wanted ? [value] : []));
    for (const word of [...whole('Volume'), ...option('--volume')]) volumes.volume(word);
    for (const word of [...whole('Mount'), ...option('--mount')]) volumes.mount(word);
    for (const word of [...whole('Tmpfs'), ...option('--tmpfs')]) volumes.tmpfs(word);
    return volumes;
  }

  /** Of the service, which holds the container, and of Podman: `PodmanArgs` come after `Memory`. */
  #limits(): Limits {
    const service = limitsIn(this.settings, 'Service');
    const option = this.#options.findLast(({ name }) => name === '--memory')?.value;
    const setting = this.settings.last('Container', 'Memory');
    const written = option?.text.toScalar(option.place) ?? setting?.value;
    const open = written !== undefined && (isOpen(written.text) || setting?.conditional === true);
    const podman = written && podmanLimit(written, open);
    return { ...service, written: [...service.written, ...(podman ? [podman] : [])] };
  }

  #limit(limits: Limits): LimitInfo {
    const { sliceLimits, unreadSlice } = this.around;
    const pod = this.settings.last('Container', 'Pod');
    const inPod = pod && this.around.podLimit(pod.value.text);
    const cgroups = this.#options.find(
      ({ name, value }) => name === '--cgroups' && value.text.text !== 'split',
    );
    // In a control group of its own the container is not held by its service.
    const elsewhere = [pod?.value.place, cgroups?.value.place].flatMap((place) =>
      place && limits.written.some(({ grammar }) => grammar === 'systemd')
        ? [unknownLimit(place, 'unresolved')]
        : [],
    );
    const around = [...sliceLimits, ...(inPod?.written ?? []), ...elsewhere];
    const unread = unreadSlice || this.settings.open || (pod !== undefined && inPod === undefined);
    return effectiveLimit(limits, around, unread);
  }

  #sysctls(): SysctlRequest[] {
    return this.settings.list('Container', 'Sysctl').flatMap((setting) => {
      const words = splitWords(setting.value, 'quadlet') ?? [];
      return words.map((word) => ({
        name: word.text.toScalar(word.place),
        remove: () => removeWord(word, setting, words.length, this.around.text),
      }));
    });
  }

  #hosts(): Set<string> {
    const { prefix, instance } = this.around.context.name;
    const own = this.#value('ContainerName')?.text ?? `systemd-${prefix}${instance ? `@${instance}` : ''}`;
    const aliases = this.#words('NetworkAlias').map(({ text }) => text.text);
    const names = [own, this.#value('HostName')?.text, ...aliases];
    return new Set(names.flatMap((name) => (name === undefined || isOpen(name) ? [] : name.toLowerCase())));
  }
}
