/** Kustomizations as a reader of their findings meets them: which servers there are, and where what is said. */

import { describe, expect, it } from 'vitest';
import { NO_CONFIGURATION } from '../../../server/src/core/configuration';
import { applyEdits } from '../../../server/src/core/edits';
import { Linter, type LintResult } from '../../../server/src/core/lint';
import { factValue } from '../../../server/src/core/model/fact';
import type { Finding } from '../../../server/src/core/model/finding';
import { FOLDER, lintFiles, projectOf } from '../../support/lint-text';

type Files = Readonly<Record<string, string>>;

/** A server of 8.0 that never forks by itself and reads its ConfigMap. */
const workload = (limit = '2Gi', image = 'redis:8.0'): string =>
  [
    'apiVersion: apps/v1',
    'kind: StatefulSet',
    'metadata:',
    '  name: redis',
    'spec:',
    '  selector:',
    '    matchLabels:',
    '      app: redis',
    '  template:',
    '    metadata:',
    '      labels:',
    '        app: redis',
    '    spec:',
    '      containers:',
    '        - name: redis',
    `          image: ${image}`,
    '          args: [/etc/redis/redis.conf]',
    '          resources:',
    '            limits:',
    `              memory: ${limit}`,
    '          volumeMounts:',
    '            - name: config',
    '              mountPath: /etc/redis',
    '      volumes:',
    '        - name: config',
    '          configMap:',
    '            name: redis-config',
    '',
  ].join('\n');

const BASE = [
  'resources:',
  '  - redis.yaml',
  'configMapGenerator:',
  '  - name: redis-config',
  '    files:',
  '      - redis.conf',
  '',
].join('\n');

const base = (conf: string, limit?: string): Files => ({
  'base/kustomization.yaml': BASE,
  'base/redis.yaml': workload(limit),
  'base/redis.conf': conf,
});

const SAVES = 'maxmemory 768mb\nsave 900 1\n';
const CACHE = 'maxmemory 768mb\nsave ""\n';

/** `file: rule «text»` for each finding that is more than information. */
function said({ findings }: LintResult, files: Files): string[] {
  return findings
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ place, rule }) => `${nameIn(place.file)}: ${rule} «${textAt(files, place)}»`);
}

const nameIn = (file: string): string => file.slice(FOLDER.length + 1);
const textAt = (files: Files, { file, span }: Finding['place']): string =>
  (files[nameIn(file)] ?? '').slice(span.start, span.end);

const limitOf = (instance: LintResult['instances'][number] | undefined): number | undefined =>
  instance && factValue(instance.limit);

/** The same, with `N` for the number that the title names: it follows from the budget, which has tests of its own. */
function fixedToN(files: Files, rule: string, title: string): Files {
  const { fixes } = lintFiles(files).findings.find((finding) => finding.rule === rule) ?? { fixes: [] };
  const number = /\d+(?:Mi|Gi|mb|gb)/.exec(fixes.find((fix) => fix.title.startsWith(title))?.title ?? '');
  const after = Object.entries(fixed(files, rule, title)).map(([name, text]) => [
    name,
    text === files[name] ? text : text.replace(number?.[0] ?? '', 'N'),
  ]);
  return Object.fromEntries(after);
}

/** The files after the fix whose title begins so. */
function fixed(files: Files, rule: string, title: string): Files {
  const found = lintFiles(files).findings.filter((finding) => finding.rule === rule);
  const fixes = found.flatMap(({ fixes: all }) => all.filter((fix) => fix.title.startsWith(title)));
  expect(fixes, title).toHaveLength(1);
  const after: Record<string, string> = { ...files };
  for (const name of Object.keys(files)) {
    const edits = fixes[0]?.edits.filter(({ file }) => nameIn(file) === name) ?? [];
    after[name] = applyEdits(files[name] ?? '', edits);
  }
  return after;
}

const names = ({ instances }: LintResult): string[] => instances.map(({ name }) => name);

describe('a generated ConfigMap', () => {
  const files = base(SAVES, '1Gi');

  it('is the configuration of the server, and its file no server of its own', () => {
    const result = lintFiles(files);
    expect(names(result)).toEqual(['StatefulSet/redis']);
    expect(said(result, files)).toEqual([
      'base/redis.conf: save-on-primary «save 900 1»',
      'base/redis.yaml: limit-below-2x «1Gi»',
    ]);
    const limit = result.findings.find(({ rule }) => rule === 'limit-below-2x');
    expect(limit?.related.map(({ place }) => `${nameIn(place.file)} ${textAt(files, place)}`)).toEqual([
      'base/redis.conf 768mb',
    ]);
  });

  it('is fixed in its file', () => {
    expect(fixedToN(files, 'limit-below-2x', 'Lower maxmemory')).toEqual({
      ...files,
      'base/redis.conf': 'maxmemory N\nsave 900 1\n',
    });
    expect(fixedToN(files, 'limit-below-2x', 'Raise the memory limit')).toEqual({
      ...files,
      'base/redis.yaml': workload('N'),
    });
    expect(fixed(files, 'save-on-primary', 'Turn off RDB')['base/redis.conf']).toBe(
      'maxmemory 768mb\nsave ""\n',
    );
  });

  it('gets new lines in its file, with its line endings', () => {
    const crlf = base('maxmemory-policy allkeys-lru\r\nsave ""\r\n');
    expect(fixed(crlf, 'missing-maxmemory', 'Set maxmemory')['base/redis.conf']).toMatch(
      /^maxmemory-policy allkeys-lru\r\nmaxmemory \d+mb\r\nsave ""\r\n$/,
    );
  });

  it('says nothing where a limit holds exactly twice the data', () => {
    const exact = base('maxmemory 64mb\nmaxmemory-policy allkeys-lru\nsave ""\nappendonly no\n', '128Mi');
    expect(lintFiles(exact).findings).toEqual([]);
  });

  it('takes another key, another name and another folder', () => {
    const renamed = {
      'deploy/kustomization.yml': BASE.replace('- redis.conf', '- redis.conf=../conf/production.conf'),
      'deploy/redis.yaml': workload('1Gi'),
      'conf/production.conf': SAVES,
    };
    expect(said(lintFiles(renamed), renamed)).toEqual([
      'conf/production.conf: save-on-primary «save 900 1»',
      'deploy/redis.yaml: limit-below-2x «1Gi»',
    ]);
  });

  it('keeps suppressions of the file', () => {
    const allowed = base(
      `maxmemory 768mb\n# forkguard: allow save-on-primary -- backups\nsave 900 1\n`,
      '4Gi',
    );
    expect(said(lintFiles(allowed), allowed)).toEqual([]);
  });

  it('stays unknown where the file is not there', () => {
    const { 'base/redis.conf': _, ...missing } = files;
    const [instance] = lintFiles(missing).instances;
    expect(instance?.directives.closed).toBe(false);
    expect(said(lintFiles(missing), missing)).toEqual([]);
  });

  it('is judged without limits where no server reads it', () => {
    const alone = {
      'kustomization.yaml': `resources:\n  - ../elsewhere\n${BASE.slice(BASE.indexOf('configMap'))}`,
      'redis.conf': 'maxmemory mb\n',
    };
    const result = lintFiles(alone);
    expect(names(result)).toEqual(['redis.conf']);
    const rules = result.findings.map(({ rule }) => rule);
    expect(rules).not.toContain('missing-maxmemory');
    expect(rules).not.toContain('implicit-save-points');
    expect(result.findings.map(({ rule }) => rule)).toContain('invalid-value');
  });
});

describe('literals and environment files', () => {
  const generator = (lines: readonly string[]): string =>
    ['resources: [redis.yaml]', 'configMapGenerator:', '  - name: redis-config', ...lines, ''].join('\n');

  it('a literal that is a whole configuration', () => {
    const files = {
      'kustomization.yaml': generator([
        '    literals:',
        '      - |-',
        '        redis.conf=maxmemory 768mb',
        '        save 900 1',
      ]),
      'redis.yaml': workload('1Gi'),
    };
    expect(said(lintFiles(files), files)).toEqual([
      'kustomization.yaml: save-on-primary «save 900 1»',
      'redis.yaml: limit-below-2x «1Gi»',
    ]);
    expect(fixedToN(files, 'limit-below-2x', 'Lower maxmemory')['kustomization.yaml']).toBe(
      files['kustomization.yaml'].replace('768mb', 'N'),
    );
  });

  it.each([
    ['literals', { 'kustomization.yaml': generator(['    literals: [BOUND=768mb]']) }],
    [
      'an environment file',
      {
        'kustomization.yaml': generator(['    envs: [server.env]']),
        'server.env': '# for redis\nBOUND=768mb\n',
      },
    ],
  ])('variables from %s', (_, more) => {
    const files: Files = {
      ...more,
      'redis.yaml': workload('1Gi').replace(
        'args: [/etc/redis/redis.conf]',
        'args: ["--maxmemory", "$(BOUND)", "--save", "900 1"]\n          envFrom: [{configMapRef: {name: redis-config}}]',
      ),
    };
    expect(said(lintFiles(files), files)).toContain('redis.yaml: limit-below-2x «1Gi»');
  });
});

describe('an overlay', () => {
  const overlay = (...lines: readonly string[]): string =>
    ['resources:', '  - ../../base', ...lines, ''].join('\n');
  const strategic = (memory: string): string =>
    [
      'apiVersion: apps/v1',
      'kind: StatefulSet',
      'metadata:',
      '  name: redis',
      'spec:',
      '  template:',
      '    spec:',
      '      containers:',
      '        - name: redis',
      '          resources:',
      '            limits:',
      `              memory: ${memory}`,
      '',
    ].join('\n');

  it('that lowers the limit is told so in its patch', () => {
    const files: Files = {
      ...base(SAVES, '4Gi'),
      'overlays/small/kustomization.yaml': overlay('patches:', '  - path: limit.yaml'),
      'overlays/small/limit.yaml': strategic('1Gi'),
    };
    const result = lintFiles(files);
    expect(names(result)).toEqual(['StatefulSet/redis']);
    expect(said(result, files)).toContain('overlays/small/limit.yaml: limit-below-2x «1Gi»');
    const after = fixedToN(files, 'limit-below-2x', 'Raise the memory limit');
    expect(after['overlays/small/limit.yaml']).toBe(strategic('N'));
    expect(after['base/redis.yaml']).toBe(files['base/redis.yaml']);
  });

  it('that lowers it in an inline patch, with CRLF', () => {
    const files = {
      ...base(SAVES, '4Gi'),
      'overlays/small/kustomization.yaml': overlay(
        'patches:',
        '  - patch: |-',
        ...strategic('1Gi')
          .trimEnd()
          .split('\n')
          .map((line) => `      ${line}`),
      ).replaceAll('\n', '\r\n'),
    };
    expect(said(lintFiles(files), files)).toContain(
      'overlays/small/kustomization.yaml: limit-below-2x «1Gi»',
    );
    const after = fixedToN(files, 'limit-below-2x', 'Raise the memory limit');
    expect(after['overlays/small/kustomization.yaml']).toBe(
      files['overlays/small/kustomization.yaml'].replace('memory: 1Gi', 'memory: N'),
    );
  });

  it.each([
    [
      'a list',
      '- op: replace\n  path: /spec/template/spec/containers/0/resources/limits/memory\n  value: 1Gi\n',
      'patch.yaml',
    ],
    [
      'JSON',
      '[{"op": "replace", "path": "/spec/template/spec/containers/0/resources/limits/memory", "value": "1Gi"}]',
      'patch.json',
    ],
  ])('that lowers it by a JSON patch, written as %s', (_, patch, name) => {
    const files: Record<string, string> = {
      ...base(SAVES, '4Gi'),
      'overlays/small/kustomization.yaml': overlay(
        'patches:',
        `  - path: ${name}`,
        '    target: {kind: StatefulSet, name: redis}',
      ),
      [`overlays/small/${name}`]: patch,
    };
    const [instance] = lintFiles(files).instances;
    expect(limitOf(instance)).toBe(1024 ** 3);
    expect(said(lintFiles(files), files)).toEqual([
      'base/redis.conf: save-on-primary «save 900 1»',
      expect.stringMatching(new RegExp(`^overlays/small/${name}: limit-below-2x «"?1Gi"?»$`)),
    ]);
    expect(fixedToN(files, 'limit-below-2x', 'Raise the memory limit')[`overlays/small/${name}`]).toBe(
      patch.replace('1Gi', 'N'),
    );
  });

  it('is not edited inside a text that cannot be pointed into', () => {
    const files = {
      ...base(SAVES, '4Gi'),
      'overlays/small/kustomization.yaml': overlay(
        'patches:',
        '  - target: {kind: StatefulSet}',
        '    patch: "- op: replace\\n  path: /spec/template/spec/containers/0/resources/limits/memory\\n  value: 1Gi\\n"',
      ),
    };
    const found = lintFiles(files).findings.find(({ rule }) => rule === 'limit-below-2x');
    expect(found && textAt(files, found.place)).toMatch(/^"- op: replace.*"$/);
    expect(found?.fixes.map(({ title }) => title.split(' ').slice(0, 2).join(' '))).toEqual([
      'Lower maxmemory',
      'Allow limit-below-2x',
    ]);
  });

  it('one good and one bad', () => {
    const files = {
      ...base(SAVES, '4Gi'),
      'overlays/prod/kustomization.yaml': overlay(),
      'overlays/test/kustomization.yaml': overlay('patchesStrategicMerge:', '  - limit.yaml'),
      'overlays/test/limit.yaml': strategic('1Gi'),
    };
    const result = lintFiles(files);
    expect(names(result)).toEqual(['StatefulSet/redis (overlays/prod)', 'StatefulSet/redis (overlays/test)']);
    expect(said(result, files)).toEqual([
      'base/redis.conf: save-on-primary «save 900 1»',
      'overlays/test/limit.yaml: limit-below-2x «1Gi»',
    ]);
  });

  it('whose finding stands in the base is told there once', () => {
    const files = {
      ...base(SAVES, '1Gi'),
      'overlays/a/kustomization.yaml': overlay('namePrefix: a-'),
      'overlays/b/kustomization.yaml': overlay('namePrefix: b-'),
    };
    const result = lintFiles(files);
    expect(names(result)).toEqual([
      'StatefulSet/a-redis › redis (overlays/a)',
      'StatefulSet/b-redis › redis (overlays/b)',
    ]);
    expect(said(result, files)).toEqual([
      'base/redis.conf: save-on-primary «save 900 1»',
      'base/redis.yaml: limit-below-2x «1Gi»',
    ]);
  });

  it('of several that differ at one place, the worst is told, and for which it holds', () => {
    const files = {
      ...base(SAVES, '4Gi'),
      'overlays/prod/kustomization.yaml': overlay(),
      'overlays/test/kustomization.yaml': overlay('patches:', '  - path: limit.yaml'),
      'overlays/test/limit.yaml': strategic('1Gi'),
    };
    const told = lintFiles(files).findings.filter(({ rule }) => rule === 'save-on-primary');
    expect(told.map(({ severity }) => severity)).toEqual(['warning']);
    const here = told[0]?.related.filter(({ message }) => message === 'Applies to overlays/test');
    expect(here?.map(({ place }) => `${nameIn(place.file)} ${textAt(files, place)}`)).toEqual([
      'overlays/test/kustomization.yaml resources',
    ]);
  });

  it('what holds for all of them needs no names', () => {
    const files = {
      ...base(SAVES, '1Gi'),
      'overlays/a/kustomization.yaml': overlay(),
      'overlays/b/kustomization.yaml': overlay(),
    };
    const related = lintFiles(files).findings.flatMap((finding) => finding.related);
    expect(related.map(({ message }) => message)).not.toContain('Applies to overlays/a');
  });

  it('what is equally bad in two of three is told of each', () => {
    const merging = overlay(
      'configMapGenerator:',
      '  - name: redis-config',
      '    behavior: merge',
      '    files: [redis.conf]',
    );
    const files = {
      ...base('maxmemory 100mb\nsave ""\n', '1Gi'),
      'overlays/a/kustomization.yaml': merging,
      'overlays/a/redis.conf': 'maxmemory 700mb\nsave 900 1\n',
      'overlays/b/kustomization.yaml': merging,
      'overlays/b/redis.conf': 'maxmemory 800mb\nsave 900 1\n',
      'overlays/c/kustomization.yaml': overlay(),
    };
    const told = lintFiles(files).findings.filter(({ rule }) => rule === 'limit-below-2x');
    expect(told.map(({ related }) => related.map(({ message }) => message).at(-1))).toEqual([
      'Applies to overlays/a',
      'Applies to overlays/b',
    ]);
  });

  it('another image is another version', () => {
    const files = {
      ...base('maxmemory 256mb\nsave ""\nappendonly yes\n', '4Gi'),
      'overlays/old/kustomization.yaml': overlay('images:', '  - name: redis', '    newTag: "6.2"'),
    };
    const [instance] = lintFiles(files).instances;
    expect(instance?.version.name).toBe('Redis 6.2');
    expect(said(lintFiles(files), files)).toEqual([
      'base/redis.conf: aof-rewrite-unbounded «appendonly yes»',
    ]);
  });

  it('an image that is none of a server is none', () => {
    const files = {
      ...base(SAVES, '1Gi'),
      'overlays/other/kustomization.yaml': overlay(
        'images:',
        '  - name: redis',
        '    newName: docker.dragonflydb.io/dragonflydb/dragonfly',
      ),
    };
    expect(names(lintFiles(files))).toEqual(['ConfigMap/redis-config › redis.conf']);
  });

  it('a component that is used counts', () => {
    const files = {
      ...base(SAVES, '4Gi'),
      'overlays/small/kustomization.yaml': overlay('components:', '  - ../../components/small'),
      'components/small/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - path: limit.yaml\n',
      'components/small/limit.yaml': strategic('1Gi'),
    };
    expect(names(lintFiles(files))).toEqual(['StatefulSet/redis']);
    expect(said(lintFiles(files), files)).toContain('components/small/limit.yaml: limit-below-2x «1Gi»');
  });

  it.each([
    ['merge', 'maxmemory 3gb\nsave 900 1\n', 'overlays/big/redis.conf'],
    ['replace', 'maxmemory 3gb\nsave 900 1\n', 'overlays/big/redis.conf'],
  ])('a ConfigMap with behavior %s', (behavior, conf, file) => {
    const files: Files = {
      ...base(CACHE, '4Gi'),
      'overlays/big/kustomization.yaml': overlay(
        'configMapGenerator:',
        '  - name: redis-config',
        `    behavior: ${behavior}`,
        '    files: [redis.conf]',
      ),
      [file]: conf,
    };
    const result = lintFiles(files);
    expect(said(result, files)).toEqual([
      'base/redis.yaml: limit-below-2x «4Gi»',
      `${file}: save-on-primary «save 900 1»`,
    ]);
    expect(fixedToN(files, 'limit-below-2x', 'Lower maxmemory')[file]).toBe('maxmemory N\nsave 900 1\n');
  });

  it('a container without a limit gets one where the container stands', () => {
    const without = workload().replace(/ {10}resources:\n.*\n.*\n/, '');
    const files = {
      ...base(CACHE),
      'base/redis.yaml': without,
      'overlays/a/kustomization.yaml': overlay('patches:', '  - path: env.yaml'),
      'overlays/a/env.yaml': strategic('1Gi').replace(
        / {10}resources:[\s\S]*/,
        '          env: [{name: A, value: b}]\n',
      ),
    };
    const after = fixed(files, 'missing-memory-limit', 'Set a memory limit');
    expect(after['base/redis.yaml']).toMatch(
      /image: redis:8.0\n {10}resources:\n {12}limits:\n {14}memory: \S+\n {10}args/,
    );
    expect(lintFiles(after).findings.filter(({ rule }) => rule === 'missing-memory-limit')).toEqual([]);
  });

  it('requests of the base and nothing of the patch: the limit is written into the base', () => {
    const files = {
      ...base(CACHE),
      'base/redis.yaml': workload().replace('limits:', 'requests:'),
      'overlays/a/kustomization.yaml': overlay('patches:', '  - path: requests.yaml'),
      'overlays/a/requests.yaml': strategic('1Gi').replace('limits:', 'requests:'),
    };
    const after = fixed(files, 'missing-memory-limit', 'Set a memory limit');
    expect(after['base/redis.yaml']).toContain(
      '            requests:\n              memory: 2Gi\n            limits:\n              memory: ',
    );
    expect(after['overlays/a/requests.yaml']).toBe(files['overlays/a/requests.yaml']);
  });

  it('what a patch removes is not written again', () => {
    const files = {
      ...base(CACHE, '4Gi'),
      'overlays/a/kustomization.yaml': overlay('patches:', '  - path: none.yaml'),
      'overlays/a/none.yaml': strategic('null'),
    };
    const found = lintFiles(files).findings.find(({ rule }) => rule === 'missing-memory-limit');
    expect(found?.fixes.map(({ safety }) => safety)).toEqual(['allow']);
  });

  it('what it states holds for what it builds', () => {
    const files = {
      ...base('save 900 1\nmaxmemory 0\n', '4Gi'),
      'overlays/a/kustomization.yaml': overlay('patches:', '  - path: limit.yaml'),
      'overlays/a/limit.yaml': `# forkguard: dataset=3gb\n${strategic('4Gi')}`,
      'overlays/b/kustomization.yaml': overlay(),
    };
    const [a, b] = lintFiles(files).instances;
    expect(a && factValue(a.dataset)).toBe(3 * 1024 ** 3);
    expect(b && factValue(b.dataset)).toBeUndefined();
  });
});

describe('what nobody can read', () => {
  const overlay = (...lines: readonly string[]): string => ['resources: [base]', ...lines, ''].join('\n');
  const withoutLimit = {
    ...base('save 900 1\n'),
    'base/redis.yaml': workload().replace(/ {10}resources:\n.*\n.*\n/, ''),
  };

  it('the same without it has findings about what is missing', () => {
    const files = { ...withoutLimit, 'kustomization.yaml': overlay() };
    const rules = lintFiles(files).findings.map(({ rule }) => rule);
    expect(rules).toContain('missing-memory-limit');
    expect(rules).toContain('missing-maxmemory');
  });

  it.each([
    ['a patch file that is missing', 'patches: [{path: gone.yaml}]'],
    ['a component at an address', 'components: ["https://example.com/parts//limits?ref=v1"]'],
    ['transformers', 'transformers: [limits.yaml]'],
    [
      'a replacement',
      'replacements:\n- source: {kind: ConfigMap, name: sizes, fieldPath: data.limit}\n  targets:\n  - select: {kind: StatefulSet}\n    fieldPaths: ["spec.template.spec.containers.[name=redis].resources.limits.memory"]\n    options: {create: true}',
    ],
    ['a patch that a template writes', 'patches: [{path: x.yaml}, {patch: "{{ patch }}"}]'],
  ])('%s: nothing is called missing', (_, lines) => {
    const files = { ...withoutLimit, 'kustomization.yaml': overlay(lines) };
    const result = lintFiles(files);
    expect(names(result)).toEqual(['StatefulSet/redis']);
    const rules = result.findings.map(({ rule }) => rule);
    expect(rules).not.toContain('missing-memory-limit');
    expect(rules).not.toContain('missing-maxmemory');
  });

  it('a value that a replacement writes is not known', () => {
    const files = {
      ...base(SAVES, '1Gi'),
      'kustomization.yaml': overlay('replacements:', '- path: sizes.yaml'),
      'sizes.yaml':
        'source: {kind: ConfigMap, name: sizes, fieldPath: data.limit}\ntargets:\n- select: {kind: StatefulSet, name: redis}\n  fieldPaths: ["spec.template.spec.containers.*.resources.limits.memory", "spec.template.spec.containers.0.resources.limits.memory"]\n',
    };
    expect(limitOf(lintFiles(files).instances[0])).toBeUndefined();
  });

  it('variables of a kustomization stay open', () => {
    const files = {
      ...base(SAVES, '4Gi'),
      'base/redis.yaml': workload('4Gi').replace('[/etc/redis/redis.conf]', '["--maxmemory", $(BOUND)]'),
      'kustomization.yaml': overlay(
        'vars: [{name: BOUND, objref: {kind: ConfigMap, name: sizes, apiVersion: v1}}]',
      ),
    };
    expect(lintFiles(files).findings.map(({ rule }) => rule)).not.toContain('missing-maxmemory');
  });

  it('a circle ends', () => {
    const files = {
      ...base(SAVES, '1Gi'),
      'base/kustomization.yaml': `${BASE}components: [../part]\n`,
      'part/kustomization.yaml': 'kind: Component\nresources: [../base]\n',
    };
    expect(names(lintFiles(files))).toEqual(['StatefulSet/redis']);
  });

  it('a resource that names itself ends, and an absent folder is nothing', () => {
    const files = {
      ...base(SAVES, '1Gi'),
      'base/kustomization.yaml': BASE.replace('resources:', 'resources:\n  - .\n  - ../gone'),
    };
    expect(names(lintFiles(files))).toEqual(['StatefulSet/redis']);
  });

  it('the Kustomization of Flux takes nothing', () => {
    const files = {
      'kustomization.yaml':
        'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: redis}\nspec: {path: ./apps}\n',
      'redis.yaml': workload('1Gi'),
    };
    expect(names(lintFiles(files))).toEqual(['StatefulSet/redis']);
  });
});

describe('names', () => {
  const two: Files = {
    'kustomization.yaml': 'resources: [a, b]\nnameSuffix: -x\nnamespace: shop\n',
    'a/kustomization.yaml': `namePrefix: a-\n${BASE}`,
    'a/redis.yaml': workload('1Gi'),
    'a/redis.conf': SAVES,
    'b/kustomization.yaml': `namePrefix: b-\n${BASE}`,
    'b/redis.yaml': workload('1Gi'),
    'b/redis.conf': CACHE,
  };

  it('of two bases are told apart by their prefixes', () => {
    const result = lintFiles(two);
    expect(names(result)).toEqual(['StatefulSet/a-redis-x › redis', 'StatefulSet/b-redis-x › redis']);
    expect(said(result, two)).toEqual([
      'a/redis.conf: save-on-primary «save 900 1»',
      'a/redis.yaml: limit-below-2x «1Gi»',
    ]);
  });

  it('a replica finds its primary under the name that it is given', () => {
    const service =
      'apiVersion: v1\nkind: Service\nmetadata: {name: redis}\nspec: {selector: {app: redis}}\n';
    const replica = workload('512Mi')
      .replaceAll('app: redis', 'app: copy')
      .replace('  name: redis\n', '  name: copy\n')
      .replace('[/etc/redis/redis.conf]', '["--replicaof", "prod-redis", "6379"]');
    const files: Files = {
      ...base(CACHE, '2Gi'),
      'base/kustomization.yaml': BASE.replace(
        '  - redis.yaml',
        '  - redis.yaml\n  - service.yaml\n  - copy.yaml',
      ),
      'base/service.yaml': service,
      'base/copy.yaml': replica,
      'prod/kustomization.yaml': 'resources: [../base]\nnamePrefix: prod-\n',
    };
    expect(said(lintFiles(files), files)).toContain('base/copy.yaml: replica-below-primary «512Mi»');
  });
});

describe('patch files', () => {
  it('of a kustomization are no workloads, whatever they hold', () => {
    const files = {
      ...base(CACHE, '2Gi'),
      'kustomization.yaml': 'resources: [base]\npatches: [{path: patch.yaml, target: {kind: StatefulSet}}]\n',
      'patch.yaml': workload('2Gi').replace('name: redis', 'name: whatever'),
    };
    expect(names(lintFiles(files))).toEqual(['StatefulSet/redis']);
  });

  it('beside objects that no kustomization takes', () => {
    const files = {
      ...base(CACHE, '2Gi'),
      'other.yaml': workload('1Gi').replace('[/etc/redis/redis.conf]', '[--save, ""]'),
    };
    expect(names(lintFiles(files))).toEqual(['StatefulSet/redis', 'StatefulSet/redis']);
  });
});

describe('again', () => {
  const files = {
    ...base(SAVES, '4Gi'),
    'kustomization.yaml': 'resources: [base]\npatches: [{path: limit.yaml, target: {kind: StatefulSet}}]\n',
    'limit.yaml':
      '- {op: replace, path: /spec/template/spec/containers/0/resources/limits/memory, value: 1Gi}\n',
  };
  const change = (name: string, text: string) => {
    const linter = new Linter();
    const project = projectOf(files);
    const before = linter.lint(project, NO_CONFIGURATION);
    project.set(`${FOLDER}/${name}`, text);
    return { before, after: linter.lint(project, NO_CONFIGURATION) };
  };

  it('nothing is worked out twice', () => {
    const { before, after } = change('unrelated.txt', 'x');
    expect(after.instances[0]).toBe(before.instances[0]);
  });

  it.each([
    ['the file of a generator', 'base/redis.conf', 'maxmemory 100mb\nsave 900 1\n'],
    [
      'a patch',
      'limit.yaml',
      '- {op: replace, path: /spec/template/spec/containers/0/resources/limits/memory, value: 8Gi}\n',
    ],
    ['a kustomization', 'kustomization.yaml', 'resources: [base]\n'],
  ])('a change in %s shows', (_, name, text) => {
    const { before, after } = change(name, text);
    expect(before.findings.map(({ rule }) => rule)).toContain('limit-below-2x');
    expect(after.findings.map(({ rule }) => rule)).not.toContain('limit-below-2x');
  });
});

describe('releases of charts', () => {
  const release = (...values: readonly string[]): string =>
    [
      'apiVersion: helm.toolkit.fluxcd.io/v2',
      'kind: HelmRelease',
      'metadata:',
      '  name: redis',
      'spec:',
      '  chart: {spec: {chart: redis, version: 20.1.0, sourceRef: {kind: HelmRepository, name: bitnami}}}',
      ...values,
      '',
    ].join('\n');
  const VALUES = [
    'architecture: standalone',
    'commonConfiguration: |',
    '  maxmemory 512mb',
    '  save 900 1',
    'master: {resources: {limits: {memory: 2Gi}}}',
    '',
  ];
  const lowered = 'spec: {values: {master: {resources: {limits: {memory: 768Mi}}}}}\n';

  it('are what overlays make of them', () => {
    const files = {
      'base/kustomization.yaml': 'resources: [release.yaml]\n',
      'base/release.yaml': release('  values:', ...VALUES.slice(0, -1).map((line) => `    ${line}`)),
      'prod/kustomization.yaml': 'resources: [../base]\n',
      'staging/kustomization.yaml':
        'resources: [../base]\npatches: [{path: limit.yaml, target: {kind: HelmRelease}}]\n',
      'staging/limit.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: redis}\n${lowered}`,
    };
    const result = lintFiles(files);
    expect(names(result)).toEqual(['redis › master (prod)', 'redis › master (staging)']);
    expect(said(result, files)).toEqual([
      'base/release.yaml: save-on-primary «save 900 1»',
      'staging/limit.yaml: limit-below-2x «768Mi»',
    ]);
    expect(fixed(files, 'limit-below-2x', 'Raise the memory limit')['staging/limit.yaml']).toMatch(
      /memory: 1\d{3}Mi/,
    );
  });

  it('take their values from a generated ConfigMap', () => {
    const files = {
      'kustomization.yaml':
        'resources: [release.yaml]\nconfigMapGenerator: [{name: redis-values, files: [values.yaml=redis-values.yaml]}]\n',
      'release.yaml': release('  valuesFrom: [{kind: ConfigMap, name: redis-values}]'),
      'redis-values.yaml': VALUES.join('\n').replace('2Gi', '768Mi'),
    };
    const result = lintFiles(files);
    expect(names(result)).toEqual(['redis › master']);
    expect(said(result, files)).toEqual([
      'redis-values.yaml: save-on-primary «save 900 1»',
      'redis-values.yaml: limit-below-2x «768Mi»',
    ]);
    expect(fixedToN(files, 'limit-below-2x', 'Lower maxmemory')['redis-values.yaml']).toContain(
      '  maxmemory N\n  save 900 1\n',
    );
  });
});
