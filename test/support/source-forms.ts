/** A redis.conf in the other forms in which a server gets its configuration. */

import { stringify } from 'yaml';
import { splitArguments } from '../../server/src/core/directives/split-arguments';

export interface SourceForm {
  readonly name: string;
  /** Lines stay lines. */
  readonly linewise: boolean;
  /**
   * @param conf the text of a redis.conf, or of a valkey.conf when its name says so
   * @returns files by name; undefined where the text cannot be written in this form
   */
  readonly write: (conf: string, name: string) => Record<string, string> | undefined;
}

/** Where findings about the whole server stand in a manifest. */
export const imageFor = (name: string): string => (/valkey/.test(name) ? 'valkey/valkey' : 'redis');

const CONFIG_FOLDER = '/usr/local/etc/redis';

export const SOURCE_FORMS: readonly SourceForm[] = [
  {
    name: 'arguments of a container',
    linewise: false,
    write: (conf, name) => {
      const args = optionsOf(conf);
      if (!args) return undefined;
      const notes = conf.split(/\r?\n/).filter((line) => line.startsWith('#'));
      return { 'redis.yaml': [...notes, workload('Deployment', name, args)].join('\n') };
    },
  },
  {
    name: 'a ConfigMap beside its StatefulSet',
    linewise: true,
    write: (conf, name) => ({
      'redis.yaml': `${configMap(conf)}---\n${workload('StatefulSet', name, [`${CONFIG_FOLDER}/redis.conf`], true)}`,
    }),
  },
  {
    name: 'a ConfigMap in another file, and an option',
    linewise: true,
    write: (conf, name) => ({
      'config/redis.yaml': configMap(conf),
      'apps/redis.yaml': workload(
        'StatefulSet',
        name,
        [`${CONFIG_FOLDER}/redis.conf`, '--loglevel', 'notice'],
        true,
      ),
    }),
  },
];

/** The words of a command line for the lines of a file; undefined where a line is no list of words. */
export function optionsOf(conf: string): string[] | undefined {
  const lines = conf.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  const words = lines.map((line) => {
    const { tokens, problem } = splitArguments(line);
    const [directive, ...values] = tokens.map(({ value }) => value);
    return problem || directive === undefined ? undefined : [`--${directive}`, ...values];
  });
  return words.every((one) => one !== undefined) ? words.flat() : undefined;
}

const configMap = (conf: string): string =>
  [
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata:',
    '  name: redis-config',
    'data:',
    '  redis.conf: |',
    ...conf
      .replace(/\r?\n$/, '')
      .split(/\r?\n/)
      .map((line) => (line === '' ? '' : `    ${line}`)),
    '',
  ].join('\n');

function workload(kind: string, name: string, args: readonly string[], mounted = false): string {
  const container = {
    name: 'redis',
    image: imageFor(name),
    ...(args.length > 0 ? { args } : {}),
    ...(mounted ? { volumeMounts: [{ name: 'config', mountPath: CONFIG_FOLDER }] } : {}),
  };
  const spec = {
    containers: [container],
    ...(mounted ? { volumes: [{ name: 'config', configMap: { name: 'redis-config' } }] } : {}),
  };
  const labels = { app: 'redis' };
  const object = {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'redis' },
    spec: { selector: { matchLabels: { ...labels } }, template: { metadata: { labels }, spec } },
  };
  return stringify(object, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });
}
