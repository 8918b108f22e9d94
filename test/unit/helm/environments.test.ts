/** Values files over one base: each environment is judged, and what holds for all of them is told once. */

import { describe, expect, it } from 'vitest';
import { FOLDER, lintFiles } from '../../support/lint-text';
import { readMarks } from '../../support/marked-text';

const CHART =
  'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - name: redis\n    repository: https://charts.bitnami.com/bitnami\n    version: 23.1.1\n';
const BASE = 'redis:\n  architecture: standalone\n  master:\n    configuration: |\n      maxmemory 1gb\n';
const limit = (memory: string): string =>
  `redis:\n  master:\n    resources:\n      limits:\n        memory: ${memory}\n`;

function found(files: Readonly<Record<string, string>>, rule: string) {
  const texts = Object.entries(files).map(([name, marked]) => [name, readMarks(marked)] as const);
  const { findings } = lintFiles(Object.fromEntries(texts.map(([name, { text }]) => [name, text])));
  const mine = findings.filter((one) => one.rule === rule);
  const expected = texts.flatMap(([name, { spans }]) =>
    spans.map((span) => ({ file: `${FOLDER}/${name}`, span })),
  );
  expect(mine.map(({ place }) => place)).toEqual(expected);
  return mine;
}

describe('environments', () => {
  it.each([
    ['values-prod.yaml', 'values-dev.yaml'],
    ['values.prod.yaml', 'values.dev.yaml'],
    ['prod/values.yaml', 'dev/values.yaml'],
    ['prod.values.yaml', 'dev.values.yaml'],
  ])('%s and %s, each over values.yaml', (prod, dev) => {
    const files = { 'Chart.yaml': CHART, 'values.yaml': BASE, [dev]: limit('⟦512Mi⟧'), [prod]: limit('4Gi') };
    expect(found(files, 'limit-below-2x')).toHaveLength(1);
  });

  it('a base whose limit every environment writes is not judged by the default of the chart', () => {
    const files = {
      'Chart.yaml': CHART,
      'values.yaml': BASE,
      'values-dev.yaml': limit('3Gi'),
      'values-prod.yaml': limit('4Gi'),
    };
    expect(found(files, 'limit-below-2x')).toEqual([]);
    expect(
      found({ 'Chart.yaml': CHART, 'values.yaml': BASE.replace('master', '⟦master⟧') }, 'limit-below-2x'),
    ).toHaveLength(1);
  });

  it('what is the same in all of them is one finding, without a name', () => {
    const files = {
      'Chart.yaml': CHART,
      'values.yaml': `${BASE}      ⟦save 900 1⟧\n`,
      'values-dev.yaml': 'redis:\n  master:\n    count: 1\n',
      'values-prod.yaml': 'redis:\n  master:\n    count: 1\n',
    };
    const [finding] = found(files, 'save-on-primary');
    expect(finding?.related.map(({ message }) => message)).not.toContainEqual(
      expect.stringContaining('Applies to'),
    );
  });

  it('what one environment brings about names it', () => {
    const files = {
      'Chart.yaml': CHART,
      'values.yaml': `${BASE}    resources:\n      limits:\n        memory: ⟦4Gi⟧\n`,
      'values-dev.yaml': 'redis:\n  master:\n    count: 1\n',
      'values-prod.yaml': 'redis:\n  master:\n    configuration: |\n      maxmemory 3gb\n',
    };
    const [finding] = found(files, 'limit-below-2x');
    expect(finding?.related).toContainEqual({
      place: expect.objectContaining({ file: `${FOLDER}/values-prod.yaml` }),
      message: 'Applies to values-prod.yaml',
    });
  });

  it('a dependency that one environment switches off', () => {
    const chart = CHART.replace('version: 23.1.1', 'version: 23.1.1\n    condition: redis.enabled');
    const files = {
      'Chart.yaml': chart,
      'values.yaml': 'redis:\n  enabled: false\n',
      'values-prod.yaml': `redis:\n  enabled: true\n  master:\n    configuration: |\n      ⟦save 900 1⟧\n`,
    };
    expect(found(files, 'save-on-primary')).toHaveLength(1);
  });
});
