/** Releases in every form that declares one: which chart, which values in which order, and where findings and fixes go. */

import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { applyEdits } from '../../../server/src/core/edits';
import { FOLDER, lintFiles } from '../../support/lint-text';
import { readMarks } from '../../support/marked-text';
import { serversIn } from '../../support/servers';

/** Of one rule: where it stands and what it says; the marks of all files say where it must. */
function found(files: Readonly<Record<string, string>>, rule: string): string[] {
  const texts = Object.fromEntries(
    Object.entries(files).map(([name, marked]) => [name, readMarks(marked)] as const),
  );
  const { findings } = lintFiles(
    Object.fromEntries(Object.entries(texts).map(([name, { text }]) => [name, text])),
  );
  const mine = findings.filter((one) => one.rule === rule);
  const expected = Object.entries(texts).flatMap(([name, { spans }]) =>
    spans.map((span) => ({ file: `${FOLDER}/${name}`, span })),
  );
  expect(mine.map(({ place }) => place)).toEqual(expected);
  return mine.map(({ message }) => message);
}

function fixed(file: string, text: string, rule: string, title: string): string {
  const fixes = lintFiles({ [file]: text })
    .findings.filter((one) => one.rule === rule)
    .flatMap((finding) => finding.fixes.filter((fix) => fix.title.startsWith(title)));
  expect(fixes).toHaveLength(1);
  const after = applyEdits(text, fixes[0]?.edits ?? []);
  expect(parseAllDocuments(after).flatMap(({ errors }) => errors)).toEqual([]);
  expect(lintFiles({ [file]: after }).findings.filter((one) => one.rule === rule)).toEqual([]);
  return after;
}

const flux = (values: string, more = ''): string =>
  `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: cache
spec:
  interval: 10m
  chart:
    spec:
      chart: redis
      version: 19.0.1
      sourceRef:
        kind: HelmRepository
        name: bitnami
${more}${values}`;

describe('Flux HelmRelease', () => {
  const VALUES =
    '  values:\n    architecture: standalone\n    master:\n      configuration: |\n        maxmemory 1gb\n        ⟦save 900 1⟧\n      resources:\n        limits:\n          memory: 1Gi\n';

  it('values in the release itself', () => {
    const file = readMarks(flux(VALUES)).text;
    expect(serversIn({ 'release.yaml': file })).toEqual([
      {
        server: 'master',
        role: 'primary',
        save: '900 1',
        aof: 'yes',
        maxmemory: '1073741824',
        limit: '1Gi',
        replicas: '-',
      },
    ]);
    expect(found({ 'release.yaml': flux(VALUES) }, 'save-on-primary')).toHaveLength(1);
    expect(lintFiles({ 'release.yaml': file }).instances[0]?.version.reason).toBe(
      'Redis 7.2.4, which bitnami/redis 19.0.1 runs',
    );
  });

  it('no values at all: the finding is at the chart, the fix writes them', () => {
    expect(
      found({ 'release.yaml': flux('').replace('chart: redis', 'chart: ⟦redis⟧') }, 'missing-maxmemory'),
    ).toHaveLength(1);
    expect(fixed('release.yaml', flux(''), 'missing-maxmemory', 'Set maxmemory')).toBe(
      flux('  values:\n    master:\n      configuration: |-\n        maxmemory 96mb\n'),
    );
  });

  it('a ConfigMap lies below the values, a Secret hides what it says', () => {
    const configMap =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: redis-values\ndata:\n  values.yaml: |\n    architecture: standalone\n    commonConfiguration: |\n      save ""\n      maxmemory ⟦0⟧\n';
    const from = '  valuesFrom:\n    - kind: ConfigMap\n      name: redis-values\n';
    const file = `${flux('  values:\n    master:\n      resourcesPreset: small\n', from)}---\n${configMap}`;
    expect(serversIn({ 'release.yaml': readMarks(file).text })).toMatchObject([{ save: '', limit: '768Mi' }]);
    expect(found({ 'release.yaml': file }, 'missing-maxmemory')).toHaveLength(1);
    const secret = flux(
      '  values:\n    architecture: standalone\n',
      '  valuesFrom:\n    - kind: Secret\n      name: redis-values\n',
    );
    expect(lintFiles({ 'release.yaml': secret }).findings).toEqual([]);
  });

  it('the repository that the project declares decides, whatever it is called', () => {
    const repository =
      'apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata:\n  name: bitnami\nspec:\n  url: https://charts.example.org\n';
    expect(serversIn({ 'release.yaml': flux(''), 'repositories.yaml': repository })).toEqual([]);
    const real = repository.replace('charts.example.org', 'groundhog2k.github.io/helm-charts/');
    expect(serversIn({ 'release.yaml': flux(''), 'repositories.yaml': real })).toMatchObject([
      { server: 'server' },
    ]);
  });

  it('of the first generation', () => {
    const file =
      'apiVersion: helm.fluxcd.io/v1\nkind: HelmRelease\nmetadata:\n  name: cache\nspec:\n  chart:\n    repository: https://charts.helm.sh/stable/\n    name: redis\n    version: 10.5.7\n  values:\n    master:\n      configmap: |\n        save 900 1\n';
    expect(serversIn({ 'release.yaml': file })).toMatchObject([
      { server: 'master', save: '900 1' },
      { server: 'slave', save: '' },
    ]);
  });

  it('patches after rendering that reach the servers leave nothing certain, labels change nothing', () => {
    const patched = (patch: string): string =>
      flux(
        '  values:\n    architecture: standalone\n',
        `  postRenderers:\n    - kustomize:\n        patches:\n          - target:\n              kind: StatefulSet\n            patch: |\n${patch}`,
      );
    const limit =
      '              - op: replace\n                path: /spec/template/spec/containers/0/resources/limits/memory\n                value: 2Gi\n';
    const label = '              metadata:\n                labels:\n                  team: cache\n';
    expect(lintFiles({ 'release.yaml': patched(limit) }).findings).toEqual([]);
    expect(serversIn({ 'release.yaml': patched(label) })).toMatchObject([{ limit: '192Mi' }]);
    expect(lintFiles({ 'release.yaml': patched(label) }).findings.map(({ rule }) => rule)).toEqual([
      'missing-maxmemory',
    ]);
  });

  it('a chart by the reference of an OCI repository', () => {
    const file =
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: cache\nspec:\n  chartRef:\n    kind: OCIRepository\n    name: redis-ha\n---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata:\n  name: redis-ha\nspec:\n  url: oci://registry-1.docker.io/bitnamicharts/valkey\n  ref:\n    tag: 4.0.2\n';
    expect(lintFiles({ 'release.yaml': file }).instances[0]?.version.reason).toBe(
      'Valkey 8.1.3, which bitnami/valkey 4.0.2 runs',
    );
  });

  it('such a reference to what the project does not have: the values may confirm its name', () => {
    const file = (values: string): string =>
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: cache\nspec:\n  chartRef:\n    kind: OCIRepository\n    name: redis\n  values:\n${values}`;
    const signs =
      '    architecture: standalone\n    master:\n      resources:\n        limits:\n          memory: 1Gi\n';
    expect(serversIn({ 'release.yaml': file(signs) })).toMatchObject([{ server: 'master', limit: '1Gi' }]);
    expect(serversIn({ 'release.yaml': file('    auth:\n      enabled: false\n') })).toEqual([]);
  });

  it('a repository under one of its usual names', () => {
    for (const name of ['bitnami-charts', 'bitnami-oci', 'bitnami-helm-charts', 'bitnamicharts'])
      expect(serversIn({ 'release.yaml': flux('').replace('name: bitnami', `name: ${name}`) })).toHaveLength(
        2,
      );
  });
});

const argo = (helm: string): string =>
  `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: cache
spec:
  source:
    repoURL: registry-1.docker.io/bitnamicharts
    chart: redis
    targetRevision: 20.1.0
${helm}`;

describe('Argo CD', () => {
  it('values as text: exact places inside the block', () => {
    const text =
      '    helm:\n      values: |\n        architecture: standalone\n        master:\n          configuration: |\n            maxmemory 2gb\n          resources:\n            limits:\n              memory: ⟦2Gi⟧\n';
    expect(found({ 'app.yaml': argo(text) }, 'limit-below-2x')).toHaveLength(1);
    expect(
      fixed('app.yaml', readMarks(argo(text)).text, 'limit-below-2x', 'Raise the memory limit'),
    ).toContain('            limits:\n              memory: 4608Mi\n');
  });

  it('a fix inside that text keeps its indentation', () => {
    const text =
      '    helm:\n      values: |\n        architecture: standalone\n        master:\n          persistence:\n            size: 1Gi\n  destination:\n    namespace: cache\n';
    expect(fixed('app.yaml', argo(text), 'missing-maxmemory', 'Set maxmemory')).toBe(
      argo(text).replace(
        '            size: 1Gi\n',
        '            size: 1Gi\n          configuration: |-\n            maxmemory 80mb\n',
      ),
    );
  });

  it('valuesObject over values, parameters over both', () => {
    const text =
      '    helm:\n      values: |\n        architecture: standalone\n        master:\n          resourcesPreset: large\n      valuesObject:\n        master:\n          resourcesPreset: medium\n';
    expect(serversIn({ 'app.yaml': argo(text) })).toMatchObject([{ limit: '1536Mi' }]);
    const parameters =
      '      parameters:\n        - name: master.resources.limits.memory\n          value: ⟦100Mi⟧\n        - name: commonConfiguration\n          value: maxmemory 90mb\n';
    expect(serversIn({ 'app.yaml': readMarks(argo(text + parameters)).text })).toMatchObject([
      { limit: '100Mi', maxmemory: '94371840' },
    ]);
    expect(found({ 'app.yaml': argo(text + parameters) }, 'limit-below-2x')).toHaveLength(1);
  });

  it('parameters name single items, whole lists, and keys with dots', () => {
    const parameter = (name: string, value: string): string =>
      `        - name: ${name}\n          value: "${value}"\n`;
    const of = (...parameters: string[]) =>
      serversIn({ 'app.yaml': argo(`    helm:\n      parameters:\n${parameters.join('')}`) });
    expect(
      of(
        parameter('architecture', 'standalone'),
        parameter('master.extraFlags[0]', '--maxmemory 100mb'),
        parameter('master.extraFlags[1]', '--save 60 1'),
        parameter('master.podAnnotations.example\\.org/x', 'y'),
      ),
    ).toMatchObject([{ server: 'master', maxmemory: '104857600', save: '60 1' }]);
    expect(
      of(
        parameter('architecture', 'standalone'),
        parameter('master.extraFlags', '{--maxmemory 50mb,--appendonly no}'),
      ),
    ).toMatchObject([{ maxmemory: '52428800', aof: 'no' }]);
    const below =
      '      values: |\n        architecture: standalone\n        master:\n          extraFlags: ["--maxmemory 1gb", "--save 60 1"]\n';
    expect(
      serversIn({
        'app.yaml': argo(
          `    helm:\n${below}      parameters:\n${parameter('master.extraFlags[0]', '--maxmemory 2gb')}`,
        ),
      }),
    ).toMatchObject([{ maxmemory: '2147483648', save: '60 1' }]);
  });

  it('a chart at the address of the source', () => {
    const app =
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: cache\nspec:\n  source:\n    path: .\n    repoURL: oci://registry-1.docker.io/bitnamicharts/redis\n    targetRevision: 20.1.0\n    helm:\n      valuesObject:\n        architecture: standalone\n';
    expect(serversIn({ 'app.yaml': app })).toMatchObject([{ server: 'master', limit: '192Mi' }]);
  });

  it('a plugin that runs Helm: the values that it is given, else nothing is certain', () => {
    const plugin = (env: string): string => argo(`    plugin:\n      name: vault-helm\n${env}`);
    const values =
      '      env:\n        - name: HELM_VALUES\n          value: |\n            sentinel:\n              enabled: true\n            replica:\n              resourcesPreset: small\n';
    expect(serversIn({ 'app.yaml': plugin(values) })).toMatchObject([{ server: 'node', limit: '768Mi' }]);
    expect(lintFiles({ 'app.yaml': plugin('') }).findings).toEqual([]);
  });

  it('a values file of another source', () => {
    const app =
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: cache\nspec:\n  sources:\n    - repoURL: https://charts.bitnami.com/bitnami\n      chart: redis\n      targetRevision: 20.1.0\n      helm:\n        valueFiles:\n          - $values/env/prod/cache.yaml\n    - repoURL: https://git.example.org/env.git\n      ref: values\n';
    const values = 'architecture: standalone\nmaster:\n  configuration: |\n    maxmemory ⟦0⟧\n';
    expect(
      found({ 'apps/cache.yaml': app, 'env/prod/cache.yaml': values }, 'missing-maxmemory'),
    ).toHaveLength(1);
    expect(lintFiles({ 'apps/cache.yaml': app }).findings).toEqual([]);
  });

  it('an ApplicationSet: what its generator fills is unknown', () => {
    const set = (limit: string): string =>
      `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: caches\nspec:\n  template:\n    spec:\n      source:\n        repoURL: https://charts.bitnami.com/bitnami\n        chart: redis\n        targetRevision: "{{ version }}"\n        helm:\n          values: |\n            architecture: standalone\n            master:\n              configuration: |\n                maxmemory 1gb\n              resources:\n                limits:\n                  memory: ${limit}\n`;
    expect(found({ 'set.yaml': set('⟦1Gi⟧') }, 'limit-below-2x')).toHaveLength(1);
    expect(lintFiles({ 'set.yaml': set('"{{ memory }}"') }).findings).toEqual([]);
  });

  it('a chart of the project, with its own values below', () => {
    const app =
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: shop-redis\nspec:\n  source:\n    repoURL: https://git.example.org/shop.git\n    path: charts/shop\n    helm:\n      valueFiles:\n        - values-prod.yaml\n';
    const files = {
      'app.yaml': app,
      'charts/shop/Chart.yaml':
        'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - name: redis\n    repository: https://charts.bitnami.com/bitnami\n    version: 20.1.0\n',
      'charts/shop/values.yaml': 'redis:\n  architecture: standalone\n',
      'charts/shop/values-prod.yaml': 'redis:\n  master:\n    resourcesPreset: large\n',
    };
    expect(serversIn(files)).toMatchObject([{ server: 'master', limit: '3Gi' }]);
  });
});

describe('Helmfile', () => {
  const HELMFILE =
    'repositories:\n  - name: mirror\n    url: https://charts.bitnami.com/bitnami\nreleases:\n  - name: cache\n    chart: mirror/redis\n    version: 19.6.0\n    values:\n      - cache.yaml\n      - architecture: standalone\n    set:\n      - name: master.resourcesPreset\n        value: small\n';

  it('files, inline values and set in their order', () => {
    const files = {
      'helmfile.yaml': HELMFILE,
      'cache.yaml':
        'architecture: replication\nmaster:\n  resourcesPreset: nano\n  configuration: |\n    ⟦save 60 1⟧\n',
    };
    const texts = { ...files, 'cache.yaml': readMarks(files['cache.yaml']).text };
    expect(serversIn(texts)).toMatchObject([{ server: 'master', save: '60 1', limit: '768Mi' }]);
    expect(found(files, 'save-on-primary')).toHaveLength(1);
  });

  it('a file that is not there may say anything, unless nobody minds', () => {
    expect(lintFiles({ 'helmfile.yaml': HELMFILE }).findings).toEqual([]);
    const lenient = HELMFILE.replace('    values:\n', '    missingFileHandler: Warn\n    values:\n');
    expect(lintFiles({ 'helmfile.yaml': lenient }).findings.map(({ rule }) => rule)).toEqual([
      'missing-maxmemory',
    ]);
  });

  it('what a template of releases says lies below', () => {
    const file =
      'repositories:\n  - name: bitnami\n    url: https://charts.bitnami.com/bitnami\ntemplates:\n  cache:\n    chart: bitnami/redis\n    version: 19.6.0\n    values:\n      - architecture: standalone\n        master:\n          resourcesPreset: small\nreleases:\n  - name: one\n    inherit:\n      - template: cache\n  - name: two\n    inherit:\n      - template: cache\n    values:\n      - master:\n          resourcesPreset: large\n';
    expect(serversIn({ 'helmfile.yaml': file })).toMatchObject([{ limit: '768Mi' }, { limit: '3Gi' }]);
  });

  it('a template: what its actions write is unknown, what stands beside them is not', () => {
    const files = {
      'helmfile.yaml.gotmpl': `{{ $env := .Environment.Name }}\n${HELMFILE.replace('cache.yaml', 'cache.yaml.gotmpl')}`,
      'cache.yaml.gotmpl':
        'auth:\n  password: {{ requiredEnv "PASSWORD" | quote }}\nmaster:\n  resources:\n    limits:\n      memory: 2Gi\n  configuration: |\n    maxmemory 2gb\n',
    };
    expect(serversIn(files)).toMatchObject([{ server: 'master', maxmemory: '2147483648', limit: '2Gi' }]);
    const written = {
      ...files,
      'cache.yaml.gotmpl': files['cache.yaml.gotmpl'].replace('2Gi', '{{ .Values.memory }}'),
    };
    expect(serversIn(written)).toMatchObject([{ maxmemory: '2147483648', limit: 'unknown' }]);
  });

  it('a release that is not installed', () => {
    expect(
      serversIn({
        'helmfile.yaml': HELMFILE.replace('    values:\n', '    installed: false\n    values:\n'),
      }),
    ).toEqual([]);
  });
});

describe('others', () => {
  const kustomization = (more: string): string =>
    `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nhelmCharts:\n  - name: redis\n    repo: https://charts.bitnami.com/bitnami\n    version: 19.6.0\n    releaseName: cache\n    valuesFile: cache.yaml\n    valuesInline:\n      master:\n        resourcesPreset: micro\n${more}`;

  it.each([
    ['', '384Mi'],
    ['    valuesMerge: merge\n', '768Mi'],
    ['    valuesMerge: replace\n', '384Mi'],
  ])('kustomize: the file below the inline values unless they say otherwise (%s)', (more, limit) => {
    const files = {
      'kustomization.yaml': kustomization(more),
      'cache.yaml': 'master:\n  resourcesPreset: small\n',
    };
    expect(serversIn(files)).toMatchObject([{ server: 'master', limit }, { server: 'replica' }]);
  });

  it('k3s HelmChart with a HelmChartConfig over it', () => {
    const file =
      'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata:\n  name: redis\n  namespace: kube-system\nspec:\n  chart: oci://registry-1.docker.io/bitnamicharts/redis\n  version: 20.0.1\n  valuesContent: |-\n    architecture: standalone\n    master:\n      resourcesPreset: small\n---\napiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata:\n  name: redis\nspec:\n  valuesContent: |-\n    master:\n      resourcesPreset: ⟦micro⟧\n      configuration: maxmemory 1gb\n';
    expect(serversIn({ 'chart.yaml': readMarks(file).text })).toMatchObject([{ limit: '384Mi' }]);
    expect(found({ 'chart.yaml': file }, 'limit-below-2x')).toHaveLength(1);
  });

  it('k3s HelmChart with values set one by one', () => {
    const file =
      'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata:\n  name: redis\nspec:\n  chart: oci://registry-1.docker.io/bitnamicharts/redis\n  version: 20.0.1\n  set:\n    architecture: standalone\n    master.resources.limits.memory: 1Gi\n';
    expect(serversIn({ 'chart.yaml': file })).toMatchObject([{ server: 'master', limit: '1Gi' }]);
  });

  it('Fleet', () => {
    const file =
      'defaultNamespace: cache\nhelm:\n  chart: redis-ha\n  repo: https://dandydeveloper.github.io/charts\n  version: 4.39.0\n  values:\n    redis:\n      config:\n        save: ⟦900 1⟧\n';
    expect(serversIn({ 'fleet.yaml': readMarks(file).text })).toMatchObject([
      { server: 'server', save: '900 1' },
    ]);
  });

  it('a chart that is not known, and a chart of that name from elsewhere', () => {
    expect(
      lintFiles({ 'release.yaml': flux('').replace('name: bitnami', 'name: internal') }).instances,
    ).toEqual([]);
    const signs =
      '  values:\n    master:\n      persistence:\n        enabled: true\n    replica:\n      replicaCount: 1\n';
    expect(
      serversIn({ 'release.yaml': flux(signs).replace('name: bitnami', 'name: internal') }),
    ).toHaveLength(2);
  });
});
