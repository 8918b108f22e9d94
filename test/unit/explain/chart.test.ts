/** What the editor says of the values of a known chart: over a key, and before one is written. */

import { describe, expect, it } from 'vitest';
import { chartCompletionsAt } from '../../../server/src/core/explain/chart-completion';
import { yamlHoverAt } from '../../../server/src/core/explain/yaml-hover';
import { presentOffset } from '../../../server/src/core/text/span';
import { manifestPointAt } from '../../../server/src/core/yaml/manifest-point';
import { FOLDER, lintFiles, projectOf } from '../../support/lint-text';

const FILE = `${FOLDER}/redis-values.yaml`;

function hover(text: string, word: string): string {
  const files = { 'redis-values.yaml': text };
  const project = projectOf(files);
  const yaml = project.yaml(FILE);
  const point = yaml && manifestPointAt(yaml, presentOffset(text.indexOf(word) + 1));
  return (point && yamlHoverAt(lintFiles(files).instances, point, () => 'there')?.markdown) ?? '';
}

/** Labels at ‸. */
function completions(
  marked: string,
  name = 'redis-values.yaml',
  others: Readonly<Record<string, string>> = {},
): string[] {
  const offset = marked.indexOf('‸');
  const text = marked.replace('‸', '');
  const files = { ...others, [name]: text };
  const yaml = projectOf(files).yaml(`${FOLDER}/${name}`);
  if (!yaml) return [];
  const found = chartCompletionsAt(lintFiles(files).instances, manifestPointAt(yaml, presentOffset(offset)));
  return found.map(({ label }) => label);
}

const VALUES =
  'architecture: standalone\ncommonConfiguration: |-\n  save ""\nmaster:\n  resourcesPreset: small\n  persistence:\n    enabled: true\nmetrics:\n  enabled: true\n';

describe('hover', () => {
  it('over a value: what the chart does with it, its default, the version that was assumed', () => {
    expect(hover(VALUES, 'resourcesPreset')).toBe(
      '`master.resourcesPreset` of bitnami/redis 23.1.1\n\nRequests and limits when `resources` is empty: nano 192Mi, micro 384Mi, small 768Mi, medium 1536Mi, large 3072Mi, xlarge 6144Mi, 2xlarge 12288Mi; none sets no limit.\n\nDefault: `nano`. The version of the chart is not stated; this is the newest known one.',
    );
  });

  it('over a text: its default as it stands', () => {
    expect(hover(VALUES, 'commonConfiguration')).toContain(
      '```redis-conf\n# Enable AOF https://redis.io/topics/persistence#append-only-file\nappendonly yes\n',
    );
  });

  it('over the block of a server: the server as it was understood', () => {
    const text = hover(VALUES, 'master');
    expect(text).toMatch(/^`master` of bitnami\/redis 23\.1\.1\n\nThe primary\./);
    expect(text).toContain('**redis-values.yaml › master**');
    expect(text).toContain('768 MiB');
  });

  it('over a directive in a text: what it means, not what the chart does', () => {
    expect(hover(VALUES, 'save ""')).toMatch(/save/);
  });

  it.each(['repository', 'bitnami/redis', '7.2.4', 'count', '64Mi', 'medium', 'extraEnvVars'])(
    'over what else the server is made of: %s',
    (word) => {
      const text =
        'image:\n  repository: bitnami/redis\n  tag: 7.2.4\narchitecture: standalone\nmaster:\n  count: 1\n  resources:\n    requests:\n      memory: 64Mi\n  persistence:\n    enabled: false\n    medium: Memory\n  extraEnvVars:\n    - name: REDIS_EXTRA_FLAGS\n      value: --save 60 1\n';
      expect(hover(text, word)).toContain('**redis-values.yaml › master**');
      expect(hover(`${text}metrics:\n  image:\n    pullPolicy: Always\n`, 'pullPolicy')).toBe('');
    },
  );

  it.each([
    [
      'text',
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: cache\nspec:\n  source:\n    repoURL: https://charts.bitnami.com/bitnami\n    chart: redis\n    targetRevision: 17.1.0\n    helm:\n      values: |\n        master:\n          resourcesPreset: small\n',
    ],
    [
      'a mapping',
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: cache\nspec:\n  chart:\n    spec:\n      chart: redis\n      version: 17.1.0\n      sourceRef:\n        kind: HelmRepository\n        name: bitnami\n  values:\n    master:\n      resourcesPreset: small\n',
    ],
  ])('in the values of a release, written as %s: the default of its version', (_, text) => {
    expect(hover(text, 'resourcesPreset')).toContain('`master.resourcesPreset` of bitnami/redis 17.1.0');
    expect(hover(text, 'resourcesPreset')).toContain('No default.');
    expect(hover(text, 'master:')).toContain('**cache › master**');
  });

  it('over what the chart is not known to do anything with: nothing', () => {
    expect(hover(VALUES, 'metrics')).toBe('');
  });
});

describe('completion', () => {
  it('at the top, and of a word that is begun', () => {
    expect(completions(`${VALUES}‸`)).toContain('replica');
    expect(completions(`${VALUES}rep‸`)).toContain('replica');
  });

  it('inside a block: its keys and no others', () => {
    expect(
      completions('architecture: standalone\nmaster:\n  persistence:\n    enabled: true\n  re‸\n'),
    ).toEqual(['configuration', 'extraFlags', 'resources', 'resourcesPreset', 'persistence']);
    expect(
      completions(
        'architecture: standalone\nmaster:\n  persistence:\n    enabled: true\n  resources:\n    limits:\n      ‸\n',
      ),
    ).toEqual(['memory']);
  });

  it('below the block of a dependency', () => {
    const chart =
      'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - name: redis\n    alias: cache\n    repository: https://charts.bitnami.com/bitnami\n';
    expect(completions('cache:\n  master:\n    ‸\n', 'values.yaml', { 'Chart.yaml': chart })).toContain(
      'configuration',
    );
    expect(completions('web:\n  ‸\ncache: {}\n', 'values.yaml', { 'Chart.yaml': chart })).toEqual([]);
  });

  describe('in the values of a release', () => {
    const argo = (helm: string): string =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: cache\nspec:\n  source:\n    repoURL: https://charts.bitnami.com/bitnami\n    chart: redis\n    targetRevision: 20.1.0\n    helm:\n${helm}  destination:\n    namespace: cache\n`;
    const KEYS = ['configuration', 'resources'];

    it.each([
      [
        'values as text',
        argo('      values: |\n        architecture: standalone\n        master:\n          ‸\n'),
      ],
      [
        'valuesObject',
        argo('      valuesObject:\n        architecture: standalone\n        master:\n          ‸\n'),
      ],
      [
        'a HelmRelease',
        'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: cache\nspec:\n  chart:\n    spec:\n      chart: redis\n      sourceRef:\n        kind: HelmRepository\n        name: bitnami\n  values:\n    master:\n      ‸\n',
      ],
      [
        'valuesContent of k3s, behind another document',
        'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: cache\n---\napiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata:\n  name: redis\nspec:\n  chart: oci://registry-1.docker.io/bitnamicharts/redis\n  valuesContent: |-\n    architecture: standalone\n    master:\n      ‸\n',
      ],
      [
        'inline values of Helmfile',
        'repositories:\n  - name: bitnami\n    url: https://charts.bitnami.com/bitnami\nreleases:\n  - name: cache\n    chart: bitnami/redis\n    values:\n      - architecture: standalone\n        master:\n          ‸\n',
      ],
    ])('%s', (label, text) => {
      const name = label.includes('Helmfile') ? 'helmfile.yaml' : 'release.yaml';
      expect(completions(text, name)).toEqual(expect.arrayContaining(KEYS));
      // At the level of the values themselves, too, and nowhere else.
      const above = text
        .replace(/^ +‸\n/m, '')
        .replace(
          /^( +)(?:- )?master:\n/m,
          (line, blanks: string) =>
            `${line.replace('master:\n', 'master: {}\n')}${line.includes('- ') ? `${blanks}  ` : blanks}‸\n`,
        );
      expect(completions(above, name)).toEqual(expect.arrayContaining(['replica', 'commonConfiguration']));
      expect(
        completions(text.replace(/^ +‸\n/m, '').replace(/^metadata:|^repositories:/m, '‸\n$&'), name),
      ).toEqual([]);
    });

    it('not behind the text, at the level of the document', () => {
      const text = argo('      values: |\n        master:\n          resourcesPreset: small\n      ‸\n');
      expect(completions(text, 'release.yaml')).toEqual([]);
    });
  });

  it('not behind a key, nor in a file of nobody', () => {
    expect(completions('architecture: ‸\nmaster:\n  persistence: {}\n')).toEqual([]);
    expect(completions('a: 1\n‸', 'values.yaml')).toEqual([]);
  });
});
