/**
 * What images make of their environment (kubernetes.md A.4): settings that stand before or after the arguments, and
 * variables that people set although the image ignores them.
 */

import type { Argument } from '../directives/command-line';
import { type ConfigText, readConfigText } from '../directives/config-text';
import type { Layer } from '../model/fact';
import type { ImageFamily, ImageInfo } from '../server/image-info';
import { SourceMap } from '../text/source-map';
import type { Place } from '../text/span';
import { wordMap } from '../word-map';

export interface Variable {
  readonly name: string;
  /** Undefined where only the cluster knows it. */
  readonly value: string | undefined;
  readonly place: Place;
  /** It is the memory limit of the container, in some unit. */
  readonly ofLimit?: boolean;
}

export interface EnvironmentPart {
  readonly config: ConfigText;
  readonly layer: Layer;
}

export interface EnvironmentEffect {
  /** Settings in the file that the image is built with, when no other file is mounted over it. */
  readonly base: readonly EnvironmentPart[];
  /** Settings that the image writes for itself, when no configuration of the user's own is mounted. */
  readonly generated: readonly EnvironmentPart[];
  /** Words at the end of the command line. */
  readonly flags: readonly Argument[];
  readonly role: 'primary' | 'replica' | undefined;
  /** Variables that this image does not read, with what they were meant to do. */
  readonly ignored: readonly { readonly variable: Variable; readonly instead: string }[];
  /** A variable that decides about settings is only known in the cluster. */
  readonly unknown: Variable | undefined;
}

/**
 * @param at where the image is named: the place of what it does by default
 * @param entryPoint the server is started through the entry point of the image
 */
export function environmentEffect(
  image: ImageInfo | undefined,
  variables: readonly Variable[],
  at: Place,
  entryPoint: boolean,
): EnvironmentEffect {
  const family: ImageFamily = image?.family ?? 'unknown';
  const reader = new EnvironmentReader(variables, at);
  if (family === 'bitnami')
    return reader.bitnami(image?.product === 'valkey' ? 'VALKEY' : 'REDIS', image?.clustered ?? false);
  if (family === 'stack') return reader.flagsOnly('REDIS_ARGS');
  if (family === 'official' && image?.product === 'valkey')
    return entryPoint ? reader.flagsOnly('VALKEY_EXTRA_FLAGS') : reader.unread('VALKEY_EXTRA_FLAGS');
  if (family === 'opstree') return reader.opstree();
  return family === 'official' ? reader.official() : NOTHING;
}

const NOTHING: EnvironmentEffect = {
  base: [],
  generated: [],
  flags: [],
  role: undefined,
  ignored: [],
  unknown: undefined,
};

/** Variables that other images read, and that people set on the official one (docker-library/redis#489). */
const IGNORED_BY_OFFICIAL = wordMap<string>({
  REDIS_ARGS: 'the redis-stack images read it; here options go into args',
  EXTRA_ARGS: 'options go into args',
  REDIS_EXTRA_FLAGS: 'the bitnami images read it; here options go into args',
  REDIS_MAXMEMORY: 'write --maxmemory into args',
  REDIS_MAXMEMORY_POLICY: 'write --maxmemory-policy into args',
  REDIS_AOF_ENABLED: 'the bitnami images read it; write --appendonly into args',
  REDIS_APPENDONLY: 'write --appendonly into args',
  REDIS_SAVE: 'write --save into args',
});

class EnvironmentReader {
  readonly #variables: ReadonlyMap<string, Variable>;

  constructor(
    variables: readonly Variable[],
    readonly at: Place,
  ) {
    // A later entry of the same name wins.
    this.#variables = new Map(variables.map((variable) => [variable.name, variable]));
  }

  official(): EnvironmentEffect {
    const ignored = [...IGNORED_BY_OFFICIAL].flatMap(([name, instead]) => {
      const variable = this.#variables.get(name);
      return variable ? [{ variable, instead }] : [];
    });
    return { ...NOTHING, ignored };
  }

  /** A variable of an entry point that is not run. */
  unread(name: string): EnvironmentEffect {
    const variable = this.#variables.get(name);
    const instead =
      'the entry point of the image reads it, and this command is started without it; options go into the command';
    return variable ? { ...NOTHING, ignored: [{ variable, instead }] } : NOTHING;
  }

  flagsOnly(name: string): EnvironmentEffect {
    const flags = this.#flags(name);
    return { ...NOTHING, flags: flags ?? [], unknown: flags ? undefined : this.#variables.get(name) };
  }

  /**
   * postunpack.sh: the images of single servers come with save points off, those of clusters with the compiled ones.
   * libredis.sh: AOF is on unless it is switched off, and a policy adds save points.
   */
  bitnami(prefix: 'REDIS' | 'VALKEY', clustered: boolean): EnvironmentEffect {
    const get = (name: string) => this.#variables.get(`${prefix}_${name}`);
    const unknown = ['AOF_ENABLED', 'RDB_POLICY', 'RDB_POLICY_DISABLED']
      .map(get)
      .find((variable) => variable && variable.value === undefined);
    const aof = get('AOF_ENABLED');
    const disabled = get('RDB_POLICY_DISABLED');
    const policy = get('RDB_POLICY');
    const generated = [this.#line(`appendonly ${aof?.value ?? 'yes'}`, aof)];
    if (isYes(disabled?.value)) generated.push(this.#line('save ""', disabled));
    else if (policy?.value) {
      for (const point of policy.value.trim().split(/\s+/))
        generated.push(this.#line(`save ${point.replace('#', ' ')}`, policy));
    }
    const host = get('MASTER_HOST') ?? get('PRIMARY_HOST');
    const mode = get('REPLICATION_MODE')?.value;
    const role =
      mode === 'replica' || mode === 'slave'
        ? 'replica'
        : mode === 'master' || mode === 'primary'
          ? 'primary'
          : undefined;
    if (role === 'replica' && host?.value) generated.push(this.#line(`replicaof ${host.value} 6379`, host));
    const base = [this.#line(clustered ? 'cluster-enabled yes' : 'save ""', undefined)];
    const flags = this.#flags(`${prefix}_EXTRA_FLAGS`) ?? [];
    return { base, generated, flags, role, ignored: [], unknown };
  }

  /** The start script of the operator's image. */
  opstree(): EnvironmentEffect {
    const maxmemory = this.#variables.get('REDIS_MAX_MEMORY');
    const persistence = this.#variables.get('PERSISTENCE_ENABLED');
    const generated: EnvironmentPart[] = [];
    if (persistence?.value === 'true') {
      generated.push(
        ...['save 900 1', 'save 300 10', 'save 60 10000', 'appendonly yes'].map((line) =>
          this.#line(line, persistence),
        ),
      );
    }
    if (maxmemory?.value) generated.push(this.#line(`maxmemory ${maxmemory.value}`, maxmemory));
    return {
      ...NOTHING,
      generated,
      unknown: [maxmemory, persistence].find((variable) => variable && variable.value === undefined),
    };
  }

  /** A shell splits it at blanks and knows no quotes in it. */
  #flags(name: string): Argument[] | undefined {
    const variable = this.#variables.get(name);
    if (!variable) return [];
    const { value, place } = variable;
    return value
      ?.split(/[ \t\n]+/)
      .filter((word) => word !== '')
      .map((word) => ({ value: word, place, exact: undefined }));
  }

  #line(text: string, variable: Variable | undefined): EnvironmentPart {
    const { file, span } = variable?.place ?? this.at;
    const config = readConfigText(text, SourceMap.coarse(file, text.length, span));
    return { config, layer: variable ? 'environment' : 'image default' };
  }
}

const isYes = (text: string | undefined): boolean => /^(?:yes|true|1)$/i.test(text ?? '');
