/** The user's settings (`forkguard.*`), read with suspicion: what cannot be used is left out, with one log line each. */

import {
  type Configuration,
  type InstanceFacts,
  LEVELS,
  type Level,
  NO_CONFIGURATION,
} from '../core/configuration';
import { readStated } from '../core/model/stated';
import { RULE_IDS } from '../core/rules/index';
import { DEFAULT_SIZE_LIMIT } from '../files/limits';

/** What a connection stands for. The name is all that a workspace can say of a connection. */
export interface ConnectionUses {
  /** Globs relative to the folder. */
  readonly files: readonly string[];
  /** Names such as `StatefulSet/orders`. */
  readonly workloads: readonly string[];
}

export interface Settings {
  readonly rules: ReadonlyMap<string, Level>;
  /** For files that do not say themselves. */
  readonly version: string | undefined;
  readonly limits: {
    /** Bytes of one file. */
    readonly fileSize: number;
    /** Files read when a folder is opened. */
    readonly files: number;
  };
  /** By the name of the connection. */
  readonly uses: ReadonlyMap<string, ConnectionUses>;
  /** Measured numbers above what they belong to. */
  readonly codeLens: boolean;
  readonly inlayHints: {
    /** The worst case beside a limit and `maxmemory`. */
    readonly budget: boolean;
  };
}

export const DEFAULT_SETTINGS: Settings = {
  rules: new Map(),
  version: undefined,
  limits: { fileSize: DEFAULT_SIZE_LIMIT, files: 5000 },
  uses: new Map(),
  codeLens: true,
  inlayHints: { budget: true },
};

/** @param section the content of `forkguard` */
export function readSettings(section: unknown, log: (line: string) => void): Settings {
  if (section === null || section === undefined) return DEFAULT_SETTINGS;
  if (!isRecord(section)) {
    log('forkguard: the settings are not an object; the defaults are used');
    return DEFAULT_SETTINGS;
  }
  const limits = isRecord(section.limits) ? section.limits : {};
  return {
    rules: readRules(section.rules, log),
    version: readVersion(section.version, log),
    limits: {
      fileSize:
        readCount('forkguard.limits.fileSize', limits.fileSize, DEFAULT_SIZE_LIMIT / MEGABYTE, log) *
        MEGABYTE,
      files: readCount('forkguard.limits.files', limits.files, DEFAULT_SETTINGS.limits.files, log),
    },
    uses: readUses(isRecord(section.connections) ? section.connections.uses : undefined, log),
    codeLens: isRecord(section.connections) ? section.connections.codeLens !== false : true,
    inlayHints: { budget: isRecord(section.inlayHints) ? section.inlayHints.budget !== false : true },
  };
}

const MEGABYTE = 1024 * 1024;

/** Settings under the project file: what a team wrote down counts more than what one user likes. */
export function mergeSettings(settings: Settings, project: Configuration | undefined): Configuration {
  const base = project ?? NO_CONFIGURATION;
  const version: InstanceFacts[] =
    settings.version === undefined
      ? []
      : [{ facts: [{ key: 'version', text: settings.version, layer: 'setting' }] }];
  return {
    ...base,
    rules: new Map([...settings.rules, ...base.rules]),
    instances: [...version, ...base.instances],
  };
}

function readRules(value: unknown, log: (line: string) => void): Map<string, Level> {
  const rules = new Map<string, Level>();
  if (value === undefined || value === null) return rules;
  if (!isRecord(value)) {
    log('forkguard.rules: not an object; ignored');
    return rules;
  }
  for (const [id, written] of Object.entries(value)) {
    const level = LEVELS.find((one) => one === written);
    if (!RULE_IDS.has(id)) log(`forkguard.rules: there is no rule "${id}"; ignored`);
    else if (!level) log(`forkguard.rules.${id}: not one of ${LEVELS.join(', ')}; ignored`);
    else rules.set(id, level);
  }
  return rules;
}

function readUses(value: unknown, log: (line: string) => void): Map<string, ConnectionUses> {
  const uses = new Map<string, ConnectionUses>();
  if (value === undefined || value === null) return uses;
  if (!isRecord(value)) {
    log('forkguard.connections.uses: not an object; ignored');
    return uses;
  }
  for (const [name, one] of Object.entries(value)) {
    if (isRecord(one)) uses.set(name, { files: textsIn(one.files), workloads: textsIn(one.workloads) });
    else log(`forkguard.connections.uses.${name}: not an object with "files" or "workloads"; ignored`);
  }
  return uses;
}

const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

function readVersion(value: unknown, log: (line: string) => void): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const read = typeof value === 'string' ? readStated('version', value) : undefined;
  if (read?.ok) return value as string;
  log('forkguard.version: not a version such as "7.2", "redis-7.0.15" or "valkey-8.1"; ignored');
  return undefined;
}

function readCount(name: string, value: unknown, standard: number, log: (line: string) => void): number {
  if (value === undefined || value === null) return standard;
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  log(`${name}: not a positive number; ${standard} is used`);
  return standard;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
