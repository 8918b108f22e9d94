/**
 * The settings of one instance as facts. The same view whether they came from a file, an include or the command line:
 * ordered, repeated where a directive accumulates, last one wins elsewhere.
 */

import { directiveByKey } from '../catalogue/directives';
import { byDefault, type Fact, known, type Layer, type Origin, unknown } from '../model/fact';
import { formatVersion } from '../model/version';
import type { Place } from '../text/span';
import { parseRedisMemory } from '../units/redis-memory';
import { placeInText } from './config-text';
import type { Entry } from './entry';
import type { Loaded } from './load';
import type { ClientClass, OutputLimit, Setting } from './setting';
import { settingOf } from './setting';

/** Directives whose lines add up instead of replacing each other (redis.md §1.4). */
const ACCUMULATES: ReadonlySet<string> = new Set([
  'save',
  'client-output-buffer-limit',
  'include',
  'loadmodule',
  'rename-command',
  'user',
  'sentinel',
]);

export class Directives {
  readonly loaded: Loaded;
  readonly #byName: ReadonlyMap<string, readonly Entry[]>;

  constructor(loaded: Loaded) {
    this.loaded = loaded;
    const byName = new Map<string, Entry[]>();
    for (const entry of loaded.entries) {
      const name = entry.info?.key ?? entry.line.name;
      const entries = byName.get(name);
      if (entries) entries.push(entry);
      else byName.set(name, [entry]);
    }
    this.#byName = byName;
  }

  /** Nothing unread could still set a directive. */
  get closed(): boolean {
    return this.loaded.unknownSources.length === 0;
  }

  all(name: string): readonly Entry[] {
    return this.#byName.get(name) ?? [];
  }

  names(): Iterable<string> {
    return this.#byName.keys();
  }

  /** The line whose value is in force. */
  last(name: string): Entry | undefined {
    return this.all(name).at(-1);
  }

  /** A single-valued setting by its newest name: written, or the default of the version. */
  fact(name: string): Fact<Setting> {
    const entries = this.all(name);
    const last = entries.at(-1);
    if (!last) return this.#defaultOf(name);
    if (!last.line.conditional) return factOf(last);
    const certain = entries.findLast((entry) => !entry.line.conditional);
    const base = certain ? factOf(certain) : this.#defaultOf(name);
    const candidates = entries.slice(certain ? entries.indexOf(certain) + 1 : 0).map(factOf);
    return { kind: 'conflicting', candidates: [base, ...candidates] };
  }

  memory(name: string): Fact<number> {
    return narrow(this.fact(name), (setting) =>
      setting.type === 'memory' ? Number(setting.bytes) : undefined,
    );
  }

  bool(name: string): Fact<boolean> {
    return narrow(this.fact(name), (setting) => (setting.type === 'bool' ? setting.value : undefined));
  }

  integer(name: string): Fact<number> {
    return narrow(this.fact(name), (setting) =>
      setting.type === 'integer' ? Number(setting.value) : undefined,
    );
  }

  word(name: string): Fact<string> {
    return narrow(this.fact(name), (setting) =>
      setting.type === 'enum' || setting.type === 'text' ? setting.value : undefined,
    );
  }

  /** The output buffer limit in force for a class; a class of a line with a hole is unknown. */
  outputLimit(group: ClientClass): Fact<OutputLimit> {
    const lines = this.all('client-output-buffer-limit');
    const open = lines.find((entry) => entry.verdict.outcome === 'unknown' || entry.line.conditional);
    if (open) return unknown('template', originOf(open));
    for (const entry of lines.toReversed()) {
      const setting = settingOf(entry.verdict);
      const limit =
        setting?.type === 'output-limits' ? setting.limits.find((one) => one.class === group) : undefined;
      if (limit) return known(limit, originOf(entry));
    }
    if (!this.closed) return unknown('unresolved');
    return byDefault(DEFAULT_OUTPUT_LIMITS[group], formatVersion(this.loaded.version));
  }

  /** Earlier lines of single-valued directives that a later one replaces, with that one. */
  overridden(): { readonly entry: Entry; readonly winner: Entry }[] {
    const pairs: { entry: Entry; winner: Entry }[] = [];
    for (const [name, entries] of this.#byName) {
      const winner = entries.at(-1);
      if (!winner || ACCUMULATES.has(name) || winner.line.conditional || !winner.info) continue;
      for (const entry of entries.slice(0, -1)) {
        // A file that is included twice does not override itself.
        if (!entry.line.conditional && entry.line !== winner.line) pairs.push({ entry, winner });
      }
    }
    return pairs;
  }

  #defaultOf(name: string): Fact<Setting> {
    const { unknownSources, version } = this.loaded;
    const opening = unknownSources[0];
    if (opening) return unknown(opening.why, { layer: 'redis.conf', place: opening.place });
    const info = directiveByKey(version, name);
    const setting = info ? defaultSetting(info.type, info.default) : undefined;
    return setting ? byDefault(setting, formatVersion(version)) : unknown('not stated');
  }
}

/** The same in every version read (redis.md §3); bytes and seconds. */
const DEFAULT_OUTPUT_LIMITS: Readonly<Record<ClientClass, OutputLimit>> = {
  normal: { class: 'normal', hard: 0n, soft: 0n, softSeconds: 0n },
  replica: { class: 'replica', hard: 256n * 1024n ** 2n, soft: 64n * 1024n ** 2n, softSeconds: 60n },
  pubsub: { class: 'pubsub', hard: 32n * 1024n ** 2n, soft: 8n * 1024n ** 2n, softSeconds: 60n },
};

export const placeOfEntry = (entry: Entry): Place => placeInText(entry.source, entry.line.span);

/** Where an argument stands; the whole line when there is no such argument. */
export function placeOfArgument(entry: Entry, index: number): Place {
  return placeInText(entry.source, entry.line.args[index]?.span ?? entry.line.span);
}

/** From the first to the last argument; the whole line when there are none. */
export function placeOfArguments(entry: Entry): Place {
  const [first, last] = [entry.line.args[0], entry.line.args.at(-1)];
  const span = first && last ? { start: first.span.start, end: last.span.end } : entry.line.span;
  return placeInText(entry.source, span);
}

export const originOf = ({ layer, detail, ...entry }: Entry): Origin => ({
  layer,
  place: placeOfArguments({ layer, ...entry }),
  ...(detail === undefined ? {} : { detail }),
});

/** What nobody wrote: a program does it by itself. */
const DEFAULT_LAYERS: ReadonlySet<Layer> = new Set<Layer>([
  'image default',
  'chart default',
  'operator default',
]);

/** What nobody wrote stands nowhere, although it has the place of what brings it. */
export const isWritten = ({ layer }: Pick<Entry, 'layer'>): boolean => !DEFAULT_LAYERS.has(layer);

/** What a line says: a default where a program wrote it by itself. */
export const writtenFact = <T>(value: T, entry: Entry): Fact<T> =>
  !isWritten(entry) ? { kind: 'default', value, origin: originOf(entry) } : known(value, originOf(entry));

function factOf(entry: Entry): Fact<Setting> {
  const setting = settingOf(entry.verdict);
  if (setting) return writtenFact(setting, entry);
  return unknown(entry.verdict.outcome === 'unknown' ? 'template' : 'invalid', originOf(entry));
}

function narrow<T>(fact: Fact<Setting>, pick: (setting: Setting) => T | undefined): Fact<T> {
  if (fact.kind === 'unknown') return fact;
  if (fact.kind === 'conflicting') {
    return { kind: 'conflicting', candidates: fact.candidates.map((one) => narrow(one, pick)) };
  }
  const value = pick(fact.value);
  return value === undefined ? unknown('invalid', fact.origin) : { ...fact, value };
}

function defaultSetting(type: string, text: string | null): Setting | undefined {
  if (text === null) return undefined;
  switch (type) {
    case 'bool':
      return { type: 'bool', value: text === 'yes' };
    case 'memory':
    case 'memory-or-percent': {
      const read = parseRedisMemory(text);
      return read.ok ? { type: 'memory', bytes: read.bytes } : undefined;
    }
    case 'octal':
      return /^[0-7]+$/.test(text) ? { type: 'octal', value: BigInt(`0o${text}`) } : undefined;
    case 'integer':
      return /^-?\d+$/.test(text) ? { type: 'integer', value: BigInt(text) } : undefined;
    case 'enum':
      return { type: 'enum', value: text };
    default:
      return { type: 'text', value: text };
  }
}
