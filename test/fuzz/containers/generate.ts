/**
 * Generated pods with one server each: from options in `args` to scripts that write its configuration. Each comes twice,
 * as what somebody wrote (a manifest) and as what runs (files, environment and words), from one description.
 */

import fc from 'fast-check';
import type { ServerVersion } from '../../../server/src/core/model/version';
import { lines, optionOf } from '../generate';
import type { Container, Pod } from './kubelet';
import type { ConfigMapVolume, EmptyVolume, Style, WrittenContainer, WrittenPod } from './manifest';
import { bindScript, type Script, scripts } from './scripts';

export interface PodCase {
  readonly written: WrittenPod;
  readonly style: Style;
  readonly runs: Pod;
  /** Settings that nobody can know from the manifest; all of them where a script does something that is not read. */
  readonly open: 'all' | ReadonlySet<string>;
}

/** Settings whose values are compared. */
const NAMES = [
  'save',
  'save',
  'maxmemory',
  'maxmemory-policy',
  'appendonly',
  'repl-backlog-size',
  'auto-aof-rewrite-min-size',
  'auto-aof-rewrite-percentage',
  'stop-writes-on-bgsave-error',
];

/** Words that a template, a script or YAML would take as something else are left out: they are about other readers. */
const plain = (words: readonly string[]): boolean =>
  words.every((word) => !/\$|\{\{|\{%|<%|[\0\r\n]|[^\x20-\x7e]/.test(word));

type Draw = <A, B extends unknown[]>(make: (...args: B) => fc.Arbitrary<A>, ...args: B) => A;

export function pods(version: ServerVersion): fc.Arbitrary<PodCase> {
  const options = fc
    .array(
      fc.constantFrom(...NAMES).chain((name) => optionOf(version, name, true)),
      { minLength: 0, maxLength: 3 },
    )
    .map((all) => all.flat())
    .filter(plain);
  const config = lines(version, 4, true)
    .map((all) => all.map((line) => line.replace(/\r$/, '')))
    .filter(plain)
    .map((all) => all.map((line) => `${line}\n`).join(''));
  const style: fc.Arbitrary<Style> = fc.record({
    json: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
    strings: fc.constantFrom<Style['strings'][]>('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'),
    blocks: fc.constantFrom<Style['blocks'][]>(true, 'literal', 'folded', false),
    flow: fc.boolean(),
    oneFile: fc.boolean(),
    crlf: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
  });
  return fc.gen().map((draw) => {
    const plan: Plan = { draw: draw as Draw, options, config, scripts: scripts(version) };
    const shape = draw(fc.constantFrom, ...SHAPES, ...(version.product === 'valkey' ? [extraFlags] : []));
    const built = shape(plan);
    const kind = draw(fc.constantFrom, 'Pod' as const, 'Deployment' as const, 'StatefulSet' as const);
    return { ...finish(built, version, kind), style: draw(() => style) };
  });
}

interface Plan {
  readonly draw: Draw;
  readonly options: fc.Arbitrary<string[]>;
  readonly config: fc.Arbitrary<string>;
  readonly scripts: fc.Arbitrary<Script>;
}

/** What somebody wrote, before it becomes a manifest and a process. */
export interface Built {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly variables?: readonly Variable[];
  readonly configMaps?: readonly ConfigMapVolume[];
  readonly empty?: readonly EmptyVolume[];
  readonly init?: readonly WrittenContainer[];
  readonly open?: PodCase['open'];
}

interface Variable {
  readonly name: string;
  readonly value: string;
  /** How the container gets it. */
  readonly from: 'value' | 'key' | 'envFrom' | 'secret';
}

/** What the manifest says, and from the same plan what the kubelet will make of it. */
export function finish(
  built: Built,
  version: ServerVersion,
  kind: WrittenPod['kind'] = 'Deployment',
): Omit<PodCase, 'style'> {
  const { product: image } = version;
  const release = `${version.major}.${version.minor}.${version.patch}`;
  const { variables = [], configMaps = [], empty = [], init = [], open = new Set<string>() } = built;
  const written: WrittenPod = {
    image: image === 'redis' ? `redis:${release}` : `valkey/valkey:${release}`,
    kind,
    server: {
      ...(built.command ? { command: built.command } : {}),
      ...(built.args ? { args: built.args } : {}),
      ...environmentOf(variables),
    },
    init,
    configMaps,
    empty,
    settings: settingsOf(variables),
  };
  // Whole ConfigMaps come before single variables.
  const environment = [
    ...variables.filter(({ from }) => from === 'envFrom'),
    ...variables.filter(({ from }) => from !== 'envFrom'),
  ];
  const server: Container = {
    ...(built.command ? { command: built.command } : {}),
    ...(built.args ? { args: built.args } : {}),
    environment,
  };
  const files = Object.assign({}, ...configMaps.map(filesOfVolume)) as Record<string, string>;
  const folders = empty.map(({ mountPath }) => mountPath);
  return {
    written,
    runs: { files, folders, init: init.map(initContainer), server, image },
    open,
  };
}

/** Their variables are written as they are. */
function initContainer({ env = [], ...words }: WrittenContainer): Container {
  return { ...words, environment: env as Container['environment'] };
}

function environmentOf(variables: readonly Variable[]): Pick<WrittenContainer, 'env' | 'envFrom'> {
  const env = variables
    .filter(({ from }) => from !== 'envFrom')
    .map(({ name, value, from }) => {
      if (from === 'value') return { name, value };
      const reference = { name: 'redis-settings', key: `key-${name}` };
      return {
        name,
        valueFrom: from === 'key' ? { configMapKeyRef: reference } : { secretKeyRef: reference },
      };
    });
  const whole = variables.some(({ from }) => from === 'envFrom');
  return {
    ...(env.length > 0 ? { env } : {}),
    ...(whole ? { envFrom: [{ configMapRef: { name: 'redis-environment' } }] } : {}),
  };
}

function settingsOf(variables: readonly Variable[]): WrittenPod['settings'] {
  const entries = (from: Variable['from'], prefix: string) =>
    Object.fromEntries(
      variables.filter((one) => one.from === from).map(({ name, value }) => [prefix + name, value]),
    );
  return [
    { name: 'redis-settings', data: entries('key', 'key-') },
    { name: 'redis-environment', data: entries('envFrom', '') },
  ].filter(({ data }) => Object.keys(data).length > 0);
}

function filesOfVolume({ data, mountPath, subPath, items }: ConfigMapVolume): Record<string, string> {
  const named = Object.entries(data).flatMap(([key, text]): [string, string][] => {
    if (!items) return [[key, text]];
    return items.filter((item) => item.key === key).map(({ path }) => [path, text]);
  });
  if (subPath) {
    const text = named.find(([path]) => path === subPath)?.[1];
    return text === undefined ? {} : { [mountPath]: text };
  }
  return Object.fromEntries(named.map(([path, text]) => [`${mountPath}/${path}`, text]));
}

const CONFIG = '/fg/etc/redis/redis.conf';

/** A ConfigMap that puts a file where the server is told to read it, in one of the ways to do so. */
function mounted({ draw }: Plan, text: string): ConfigMapVolume {
  const way = draw(fc.constantFrom, 'folder', 'subPath', 'items', 'projected', 'items and subPath');
  const name = 'redis-config';
  if (way === 'folder')
    return { name, data: { 'redis.conf': text, 'other.conf': 'maxmemory 1\n' }, mountPath: '/fg/etc/redis' };
  if (way === 'projected')
    return { name, data: { 'redis.conf': text }, mountPath: '/fg/etc/redis', projected: true };
  if (way === 'subPath')
    return { name, data: { main: text, 'redis.conf': 'maxmemory 1\n' }, mountPath: CONFIG, subPath: 'main' };
  const items = [{ key: 'main', path: way === 'items' ? 'redis.conf' : 'deep/file' }];
  const data = { main: text, 'redis.conf': 'maxmemory 1\n' };
  if (way === 'items') return { name, data, mountPath: '/fg/etc/redis', items };
  return { name, data, mountPath: CONFIG, subPath: 'deep/file', items };
}

type Shape = (plan: Plan) => Built;

const optionsAlone: Shape = ({ draw, options }) => {
  const args = draw(() => options);
  const way = draw(fc.constantFrom, 'args', 'server in args', 'command', 'command and args', 'entry point');
  if (way === 'args') return { args };
  if (way === 'server in args') return { args: ['redis-server', ...args] };
  if (way === 'command') return { command: ['redis-server', ...args] };
  if (way === 'command and args') return { command: ['redis-server'], args };
  return { command: ['docker-entrypoint.sh', 'redis-server'], args };
};

const fileAndOptions: Shape = (plan) => {
  const args = [CONFIG, ...plan.draw(() => plan.options)];
  const text = plan.draw(() => plan.config);
  const start = plan.draw(
    fc.constantFrom,
    { args },
    { command: ['redis-server'], args },
    { command: ['redis-server', ...args] },
  );
  return { ...start, configMaps: [mounted(plan, text)] };
};

const includes: Shape = (plan) => {
  const [text, other, rest] = [
    plan.draw(() => plan.config),
    plan.draw(() => plan.config),
    plan.draw(() => plan.config),
  ];
  const data = { 'redis.conf': `${text}include /fg/etc/redis/more.conf\n${rest}`, 'more.conf': other };
  return { args: [CONFIG], configMaps: [{ name: 'redis-config', data, mountPath: '/fg/etc/redis' }] };
};

/** Values of options as `$(NAME)`, from every place where a variable can come from. */
const variables: Shape = ({ draw, options }) => {
  const words = draw(() => options);
  const found: Variable[] = [];
  const open = new Set<string>();
  let option = '';
  let mayBeAnything = false;
  const args = words.map((word, index) => {
    if (word.startsWith('--')) option = word.slice(2).split(' ')[0] ?? '';
    if (word.startsWith('--') || word === '' || !draw(fc.boolean)) return word;
    const from = draw(
      fc.constantFrom,
      'value' as const,
      'key' as const,
      'envFrom' as const,
      'secret' as const,
    );
    const name = `VALUE_${index}`;
    if (from === 'secret') open.add(option);
    // Behind a value that is complete, an unknown word could be another option.
    if (from === 'secret' && words[index - 1] !== `--${option}`) mayBeAnything = true;
    found.push({ name, value: word, from });
    return `$(${name})`;
  });
  return {
    args: [...args, '--dbfilename', '$$(VALUE_0)'],
    variables: found,
    open: mayBeAnything ? 'all' : open,
  };
};

/** Only the entry point of Valkey's image reads it. */
const extraFlags: Shape = (plan) => {
  const { draw, options } = plan;
  const flags = draw(() => options).filter((word) => word !== '');
  const variable: Variable = {
    name: 'VALKEY_EXTRA_FLAGS',
    value: flags.join(draw(fc.constantFrom, ' ', '  ')),
    from: 'value',
  };
  const args = draw(() => options);
  const start = draw(
    fc.constantFrom,
    {},
    { args },
    { args: ['valkey-server', ...args] },
    { command: ['valkey-server'], args },
    { command: ['docker-entrypoint.sh'], args: ['valkey-server', ...args] },
  );
  return { ...start, variables: [variable] };
};

const shell: Shape = (plan) => {
  const { draw } = plan;
  const script = bindScript(
    draw(() => plan.scripts),
    CONFIG,
  );
  const text = draw(() => plan.config);
  const way = draw(fc.constantFrom, 'command', 'args', 'options', 'file');
  const start: Pick<Built, 'command' | 'args'> =
    way === 'command'
      ? { command: [draw(fc.constantFrom, 'sh', '/bin/sh'), '-c', script.text] }
      : way === 'args'
        ? { command: ['/bin/sh', '-c'], args: [script.text] }
        : way === 'options'
          ? { command: ['sh'], args: ['-ec', script.text] }
          : { command: ['/fg/scripts/start.sh'] };
  const maps: ConfigMapVolume[] = [
    { name: 'redis-config', data: { 'redis.conf': text }, mountPath: '/fg/etc/redis' },
  ];
  if (way === 'file')
    maps.push({
      name: 'redis-scripts',
      // The kubelet does not look into files.
      data: { 'start.sh': `#!/bin/sh\n${script.text.replaceAll('$(AMOUNT)', '$AMOUNT')}` },
      mountPath: '/fg/scripts',
    });
  return {
    ...start,
    configMaps: maps,
    empty: [{ name: 'work', mountPath: '/fg/work' }],
    open: script.open,
    variables: script.variables.map((one) => ({ ...one, from: 'value' })),
  };
};

const passesOn: Shape = ({ draw, options }) => {
  const args = draw(() => options);
  const last = draw(fc.constantFrom, 'exec "$@"', 'exec docker-entrypoint.sh "$@"', '"$@"');
  const data = { 'start.sh': `#!/bin/sh\nset -e\necho starting redis\n${last}\n` };
  return {
    command: ['/fg/scripts/start.sh', 'redis-server', ...args],
    configMaps: [{ name: 'redis-scripts', data, mountPath: '/fg/scripts' }],
  };
};

/** An init container prepares the file that the server reads. */
const prepared: Shape = (plan) => {
  const { draw } = plan;
  const script = bindScript(
    draw(() => plan.scripts),
    CONFIG,
    { target: '/fg/work/redis.conf', start: false },
  );
  const text = draw(() => plan.config);
  return {
    args: ['/fg/work/redis.conf', ...draw(() => plan.options)],
    init: [
      {
        command: ['sh', '-c'],
        args: [script.text],
        env: script.variables.map(({ name, value }) => ({ name, value })),
      },
    ],
    configMaps: [{ name: 'redis-config', data: { 'redis.conf': text }, mountPath: '/fg/etc/redis' }],
    empty: [{ name: 'work', mountPath: '/fg/work' }],
    open: script.open,
  };
};

const SHAPES: readonly Shape[] = [
  optionsAlone,
  fileAndOptions,
  fileAndOptions,
  includes,
  variables,
  variables,
  shell,
  shell,
  shell,
  passesOn,
  prepared,
  prepared,
];
