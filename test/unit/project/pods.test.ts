/** What a pod gives its server beside the configuration: memory of the pod and of the namespace, hooks, a Sentinel beside it. */

import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/edits';
import { shownFact, shownLimit, shownSetting } from '../../support/instances';
import { FOLDER, lintFiles } from '../../support/lint-text';

type Files = Readonly<Record<string, string>>;

const pod = (spec: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: cache\nspec:\n${spec.replace(/^/gm, '  ').trimEnd()}\n`;

const SERVER = 'name: redis\n  image: redis:7.2\n  args: ["--maxmemory", "1gb", "--save", "900 1"]';

function only(files: Files) {
  const { instances, findings } = lintFiles(files);
  const [instance] = instances.filter(({ kind }) => kind === 'server');
  if (!instance) throw new Error('no server');
  return { instance, findings };
}

const limitOf = (files: Files): string => shownLimit(only(files).instance);

/** The texts after the fix of that rule whose title begins so. */
function fixed(files: Files, rule: string, title: string): Files {
  const fixes = lintFiles(files)
    .findings.filter((finding) => finding.rule === rule)
    .flatMap((finding) => finding.fixes.filter((fix) => fix.title.startsWith(title)));
  expect(fixes).toHaveLength(1);
  const edits = fixes[0]?.edits ?? [];
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      applyEdits(
        text,
        edits.filter(({ file }) => file === `${FOLDER}/${name}`),
      ),
    ]),
  );
}

const rulesOf = (files: Files): string[] => lintFiles(files).findings.map(({ rule }) => rule);

describe('the limit of the pod', () => {
  const shared = pod(
    `resources:\n  limits:\n    memory: 2Gi # all\ncontainers:\n- ${SERVER}\n- name: exporter\n  image: exporter\n  resources: {limits: {memory: 256Mi}}`,
  );

  it('is less by what the other containers may take', () => {
    expect(limitOf({ 'a.yaml': shared })).toBe(
      '1.75 GiB (manifest: the 2 GiB of the pod less the 256 MiB of its other containers)',
    );
    const message = only({ 'a.yaml': shared }).findings.find(
      ({ rule }) => rule === 'limit-below-2x',
    )?.message;
    expect(message).toMatch(
      /^The limit of 1.75 GiB \(the 2 GiB of the pod less the 256 MiB of its other containers\) is 1.75× /,
    );
  });

  it('is raised by as much as the server needs beside them', () => {
    const after = fixed({ 'a.yaml': shared }, 'limit-below-2x', 'Raise the memory limit to 2560Mi');
    expect(after['a.yaml']).toBe(shared.replace('memory: 2Gi # all', 'memory: 2560Mi # all'));
    expect(rulesOf(after)).not.toContain('limit-below-2x');
  });

  it('bounds a container that has a larger one', () => {
    const both = pod(
      `resources: {limits: {memory: 1Gi}}\ncontainers:\n- ${SERVER}\n  resources: {limits: {memory: 4Gi}}`,
    );
    expect(limitOf({ 'a.yaml': both })).toBe('1 GiB (manifest)');
    expect(limitOf({ 'a.yaml': both.replace('memory: 4Gi', 'memory: 512Mi') })).toBe('512 MiB (manifest)');
  });
});

describe('a LimitRange', () => {
  const range = (keys: string, namespace = ''): string =>
    `apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: some${namespace}\nspec:\n  limits:\n  - type: Container\n${keys.replace(/^/gm, '    ')}\n`;
  const server = pod(`containers:\n- ${SERVER}`);

  it('gives its default, or its maximum where it has none', () => {
    const given = (keys: string) => limitOf({ 'range.yaml': range(keys), 'a.yaml': server });
    expect(given('default: {memory: 512Mi}\nmax: {memory: 4Gi}')).toBe('512 MiB (manifest)');
    expect(given('max: {memory: 4Gi}')).toBe('4 GiB (manifest)');
    expect(given('min: {memory: 4Gi}')).toBe('unknown');
  });

  it('holds for everybody: a limit for this server is written beside it', () => {
    const files = { 'range.yaml': range('default: {memory: 1536Mi}'), 'a.yaml': server };
    const after = fixed(files, 'limit-below-2x', 'Raise the memory limit to 2304Mi');
    expect(after['range.yaml']).toBe(files['range.yaml']);
    expect(after['a.yaml']).toContain(
      '    image: redis:7.2\n    resources:\n      limits:\n        memory: 2304Mi\n',
    );
    expect(rulesOf(after)).not.toContain('limit-below-2x');
  });

  it('elsewhere may be of another namespace: then nobody knows the limit', () => {
    const far = { 'team/range.yaml': range('default: {memory: 512Mi}'), 'shop/a.yaml': server };
    expect(limitOf(far)).toBe('unknown');
    expect(rulesOf(far)).not.toContain('missing-memory-limit');
    const two = {
      'one.yaml': range('default: {memory: 512Mi}'),
      'two.yaml': range('default: {memory: 1Gi}'),
      'a.yaml': server,
    };
    expect(rulesOf(two)).toEqual(['save-on-primary']);
  });
});

describe('quantities', () => {
  const limited = (quantity: string) => ({
    'a.yaml': pod(`containers:\n- ${SERVER}\n  resources:\n    limits:\n      memory: ${quantity}`),
  });

  it.each([
    ['128974848000m', '123 MiB (manifest)'],
    ['1_073_741_824', '1 GiB (manifest)'],
    ['0x40000000', '1 GiB (manifest)'],
    ['1e9', '954 MiB (manifest)'],
    ['.5Gi', '512 MiB (manifest)'],
  ])('%s is %s', (quantity, shown) => {
    expect(limitOf(limited(quantity))).toBe(shown);
    expect(rulesOf(limited(quantity))).not.toContain('suspicious-quantity');
  });

  it.each(['1500m', '512', '1_000', '"1Gi "', '512MB', '"0x40000000"'])(
    '%s was meant as something else',
    (quantity) => {
      expect(rulesOf(limited(quantity))).toContain('suspicious-quantity');
    },
  );
});

describe('memory as a variable', () => {
  const withVariable = (reference: string, resources: string): Files => ({
    'a.yaml': pod(
      `containers:\n- name: redis\n  image: redis:7.2\n  args: ["--maxmemory", "$(MEM)", "--save", "900 1"]\n  env:\n  - name: MEM\n    valueFrom:\n      resourceFieldRef: {${reference}}\n  resources: {${resources}}\n- name: app\n  image: app\n  resources: {limits: {memory: 300Mi}}`,
    ),
  });
  const bound = (reference: string, resources: string): string =>
    shownSetting(only(withVariable(reference, resources)).instance, 'maxmemory');

  it('is that of the resource and of the container that are named', () => {
    const both = 'requests: {memory: 768Mi}, limits: {memory: 1Gi}';
    expect(bound('resource: limits.memory', both)).toContain('1 GiB');
    expect(bound('resource: requests.memory', both)).toContain('768 MiB');
    expect(bound('resource: limits.memory, divisor: "0"', both)).toContain('1 GiB');
    expect(bound('resource: limits.memory, divisor: 1Ki', both)).toContain('1 MiB');
    expect(bound('resource: requests.memory', 'limits: {memory: 1Gi}')).toContain('1 GiB');
    expect(bound('containerName: app, resource: limits.memory', both)).toContain('300 MiB');
    expect(bound('resource: limits.memory', 'requests: {memory: 1Gi}')).toBe('unknown');
  });

  it('follows the limit: raising that is no way out', () => {
    const files = withVariable('resource: limits.memory', 'limits: {memory: 1Gi}');
    const finding = only(files).findings.find(({ rule }) => rule === 'limit-below-2x');
    expect(finding?.message).toContain(
      'MEM is the memory limit of the container, so raising the limit raises both.',
    );
    expect(finding?.fixes.map(({ title }) => title.split(' (')[0])).toEqual([
      'Set --maxmemory 448mb',
      expect.stringContaining('Allow'),
    ]);
    const after = fixed(files, 'limit-below-2x', 'Set --maxmemory 448mb');
    expect(rulesOf(after)).not.toContain('limit-below-2x');
  });
});

describe('what is set while the server runs', () => {
  const hooked = (script: string): Files => ({
    'a.yaml': pod(
      `containers:\n- ${SERVER}\n  lifecycle:\n    postStart:\n      exec:\n        command: ["sh", "-c", "${script}"]`,
    ),
  });
  const settings = (files: Files) => {
    const { instance } = only(files);
    return [shownSetting(instance, 'maxmemory'), shownSetting(instance, 'save')];
  };

  it('counts after everything else, and replaces save points', () => {
    expect(settings(hooked("sleep 3; redis-cli config set maxmemory 300mb save '60 5'"))).toEqual([
      '300 MiB (script)',
      '"60 5" (script)',
    ]);
    expect(rulesOf(hooked("redis-cli CONFIG SET save ''"))).not.toContain('save-on-primary');
  });

  it('is unknown where it depends on what only the cluster knows', () => {
    expect(settings(hooked('redis-cli config set maxmemory $(cat /limit)'))[0]).toBe('conflicting');
    expect(settings(hooked('redis-cli -h other config set maxmemory 1mb'))[0]).toContain('1 GiB');
  });

  it('may be told by a container beside it', () => {
    const files = {
      'a.yaml': pod(
        `containers:\n- name: redis\n  image: redis:7.2\n- name: setup\n  image: redis:7.2\n  command: ["sh", "-c", "redis-cli config set maxmemory 1gb; sleep infinity"]`,
      ),
    };
    expect(settings(files)[0]).toBe('1 GiB (script)');
    expect(rulesOf(files)).not.toContain('missing-maxmemory');
  });
});

describe('a Sentinel', () => {
  const set = (replicas: number, containers: string): string =>
    `apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: cache\nspec:\n  replicas: ${replicas}\n  selector:\n    matchLabels:\n      app: cache\n  template:\n    metadata:\n      labels:\n        app: cache\n    spec:\n      containers:\n${containers.replace(/^/gm, '      ')}\n`;
  const quiet = '- name: redis\n  image: redis:7.2\n  args: ["--maxmemory", "1gb", "--save", ""]';
  const sentinel = '\n- name: sentinel\n  image: redis:7.2\n  command: [redis-sentinel, /etc/sentinel.conf]';

  it('beside the servers makes them follow each other', () => {
    const { instance } = only({ 'a.yaml': set(3, quiet + sentinel) });
    expect(shownFact(instance.role)).toBe('any (manifest: Sentinel)');
    expect(instance.forkTriggers.map(({ kind }) => kind)).toEqual(['replication']);
    expect(only({ 'a.yaml': set(1, quiet + sentinel) }).instance.forkTriggers).toEqual([]);
    expect(only({ 'a.yaml': set(3, quiet) }).instance.forkTriggers).toEqual([]);
    const exporter =
      '\n- name: exporter\n  image: oliver006/redis_exporter\n  args: ["--redis.addr=redis-sentinel:26379"]';
    expect(only({ 'a.yaml': set(3, quiet + exporter) }).instance.forkTriggers).toEqual([]);
  });

  it('elsewhere is found by the Service that it watches', () => {
    const files = {
      'a.yaml': set(1, quiet),
      'service.yaml':
        'apiVersion: v1\nkind: Service\nmetadata:\n  name: store\nspec:\n  selector:\n    app: cache\n',
      'watch.yaml':
        pod(
          'containers:\n- name: s\n  image: redis:7.2\n  command: [redis-sentinel, /c/sentinel.conf]\n  volumeMounts: [{name: c, mountPath: /c}]\nvolumes: [{name: c, configMap: {name: redis-watch}}]',
        ) +
        '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: redis-watch\ndata:\n  sentinel.conf: |\n    sentinel resolve-hostnames yes\n    sentinel monitor main store 6379 2\n',
    };
    expect(shownFact(only(files).instance.role)).toBe('any (manifest: Sentinel)');
    const other = { ...files, 'watch.yaml': files['watch.yaml'].replace('main store', 'main shop') };
    expect(shownFact(only(other).instance.role)).toContain('primary');
  });
});

it('moving slots forks on versions that send them from a child', () => {
  const triggers = (image: string) =>
    only({
      'a.yaml': pod(
        `containers:\n- name: redis\n  image: ${image}\n  args: ["--save", "", "--cluster-enabled", "yes"]`,
      ),
    }).instance.forkTriggers.map(({ kind, certain }) => `${kind} ${certain}`);
  expect(triggers('redis:8.4')).toEqual(['slot-migration true']);
  expect(triggers('valkey/valkey:9.0')).toEqual(['slot-migration true']);
  expect(triggers('redis:8.2')).toEqual([]);
  expect(triggers('redis')).toEqual(['slot-migration false']);
});

it('a file of a volume that an expression picks', () => {
  const files = (expression: string): Files => ({
    'a.yaml': `${pod(
      `containers:\n- name: redis\n  image: redis:7.2\n  args: [/c/redis.conf]\n  volumeMounts: [{name: c, mountPath: /c/redis.conf, subPathExpr: ${expression}}]\nvolumes: [{name: c, configMap: {name: redis-conf}}]`,
    )}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: redis-conf}\ndata:\n  redis.conf: |\n    maxmemory 100mb\n`,
  });
  const bound = (expression: string) => shownSetting(only(files(expression)).instance, 'maxmemory');
  expect(bound('redis.conf')).toBe('100 MiB (ConfigMap)');
  expect(bound('$(POD_NAME).conf')).toBe('unknown');
  expect(rulesOf(files('$(POD_NAME).conf'))).toEqual(['missing-memory-limit']);
});
