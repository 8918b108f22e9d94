/** Fixes write what the chart reads, in its own way; what they leave is clean for the rule, and YAML. */

import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { applyEdits } from '../../../server/src/core/edits';
import { lintFiles } from '../../support/lint-text';

const CHARTS: Readonly<Record<string, readonly [name: string, repository: string, version: string]>> = {
  bitnami: ['redis', 'https://charts.bitnami.com/bitnami', '23.1.1'],
  cluster: ['redis-cluster', 'https://charts.bitnami.com/bitnami', '13.0.5'],
  ha: ['redis-ha', 'https://dandydeveloper.github.io/charts', '4.39.0'],
  valkey: ['valkey', 'https://valkey.io/valkey-helm', '0.11.0'],
  cloudpirates: ['valkey', 'oci://registry-1.docker.io/cloudpirates', '0.25.5'],
  pascaliske: ['redis', 'https://charts.pascaliske.dev', '2.1.0'],
  operator: ['redis', 'https://ot-container-kit.github.io/helm-charts', '0.16.9'],
};

function fixed(chart: string, values: string, rule: string, title: string): string {
  const [name = '', repository = '', version = ''] = CHARTS[chart] ?? [];
  const chartYaml = `apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - name: ${name}\n    alias: db\n    repository: ${repository}\n    version: ${version}\n`;
  const lint = (text: string) =>
    lintFiles({ 'Chart.yaml': chartYaml, 'values.yaml': text }).findings.filter((one) => one.rule === rule);
  const fixes = lint(values).flatMap((finding) => finding.fixes.filter((fix) => fix.title.startsWith(title)));
  expect(fixes.map((fix) => fix.title)).toHaveLength(1);
  const edits = fixes[0]?.edits ?? [];
  expect(edits.every(({ file }) => file.endsWith('/values.yaml'))).toBe(true);
  const text = applyEdits(values, edits);
  expect(parseDocument(text).errors).toEqual([]);
  expect(lint(text).map(({ message }) => message)).toEqual([]);
  return text;
}

const OFF = 'Turn off RDB snapshots';
const NONE = 'Turn snapshots off';

describe('save points', () => {
  it("in a text of one's own", () => {
    expect(
      fixed(
        'bitnami',
        'db:\n  master:\n    configuration: |\n      maxmemory 1gb\n      save 900 1\n      save 60 10\n  replica:\n    replicaCount: 0\n',
        'save-on-primary',
        OFF,
      ),
    ).toBe(
      'db:\n  master:\n    configuration: |\n      maxmemory 1gb\n      save ""\n  replica:\n    replicaCount: 0\n',
    );
  });

  it('several lines go, those behind them stay as they are', () => {
    expect(
      fixed(
        'bitnami',
        'db:\n  master:\n    configuration: |\n      save 900 1\n      save 300 10\n      save 60 10\n      timeout 0\n\n      hz 10\n  replica:\n    replicaCount: 0\n',
        'save-on-primary',
        OFF,
      ),
    ).toBe(
      'db:\n  master:\n    configuration: |\n      save ""\n      timeout 0\n\n      hz 10\n  replica:\n    replicaCount: 0\n',
    );
  });

  it.each([
    ['the default of the chart', '', ''],
    [
      'a text that all servers read',
      '  commonConfiguration: |\n    save ""\n',
      '  commonConfiguration: |\n    save ""\n',
    ],
  ])('move to where replicas alone read them, behind %s', (_, common, after) => {
    expect(
      fixed(
        'bitnami',
        `db:\n${common}  master:\n    configuration: |\n      save 900 1\n      save 300 10\n      hz 10\n  replica:\n    replicaCount: 2\n`,
        'save-on-primary',
        'Move the save points',
      ),
    ).toBe(
      `db:\n${after}  master:\n    configuration: |\n      save ""\n      hz 10\n  replica:\n    replicaCount: 2\n    configuration: |-\n      save 900 1\n      save 300 10\n`,
    );
  });

  it('an override that is empty is no place for one line', () => {
    expect(
      fixed(
        'cluster',
        'db:\n  redis:\n    defaultConfigOverride: ""\n    resources:\n      limits:\n        memory: 1Gi\n',
        'missing-maxmemory',
        'Set maxmemory',
      ),
    ).toContain('defaultConfigOverride: ""\n');
  });

  it('back into a commonConfiguration that lost it', () => {
    expect(
      fixed(
        'bitnami',
        'db:\n  commonConfiguration: |-\n    appendonly yes\n  architecture: standalone\n',
        'implicit-save-points',
        NONE,
      ),
    ).toBe('db:\n  commonConfiguration: |-\n    appendonly yes\n    save ""\n  architecture: standalone\n');
  });

  it('into a quoted text, as a block', () => {
    expect(
      fixed(
        'bitnami',
        'db:\n  architecture: standalone\n  commonConfiguration: "appendonly yes"\n',
        'implicit-save-points',
        NONE,
      ),
    ).toBe('db:\n  architecture: standalone\n  commonConfiguration: |-\n    appendonly yes\n    save ""\n');
  });

  it('of a cluster chart: behind the configuration that it brings', () => {
    expect(fixed('cluster', 'db:\n  persistence:\n    size: 1Gi\n', 'save-on-primary', OFF)).toBe(
      'db:\n  persistence:\n    size: 1Gi\n  redis:\n    configmap: |-\n      save ""\n',
    );
  });

  it('of redis-ha: a key of its mapping', () => {
    expect(fixed('ha', 'db:\n  redis:\n    config:\n      maxmemory: 1gb\n', 'save-on-primary', OFF)).toBe(
      'db:\n  redis:\n    config:\n      maxmemory: 1gb\n      save: \'""\'\n',
    );
    expect(fixed('ha', 'db:\n  redis:\n    config:\n      save: "900 1"\n', 'save-on-primary', OFF)).toBe(
      'db:\n  redis:\n    config:\n      save: \'""\'\n',
    );
    expect(
      fixed(
        'ha',
        'db:\n  redis:\n    config:\n      save:\n        - 900 1\n        - 60 10\n',
        'save-on-primary',
        OFF,
      ),
    ).toBe('db:\n  redis:\n    config:\n      save: \'""\'\n');
  });

  it('of a chart with a value for them', () => {
    expect(fixed('cloudpirates', 'db:\n  replicaCount: 1\n', 'save-on-primary', OFF)).toBe(
      'db:\n  replicaCount: 1\n  config:\n    save: ""\n',
    );
    expect(fixed('cloudpirates', 'db:\n  config:\n    save: 900 1\n', 'save-on-primary', OFF)).toBe(
      'db:\n  config:\n    save: ""\n',
    );
  });

  it('of a chart that starts the server with them', () => {
    expect(fixed('pascaliske', 'db:\n  controller:\n    replicas: 1\n', 'save-on-primary', OFF)).toBe(
      'db:\n  controller:\n    replicas: 1\n  extraArgs:\n    - \'--save ""\'\n',
    );
  });

  it('of an operator: through the configuration that it includes', () => {
    expect(fixed('operator', 'db:\n  redisStandalone:\n    tag: v7.0.15\n', 'save-on-primary', OFF)).toBe(
      'db:\n  redisStandalone:\n    tag: v7.0.15\n  externalConfig:\n    enabled: true\n    data: |-\n      save ""\n',
    );
  });
});

describe('maxmemory', () => {
  it('as a line for the primary alone, where nothing is written', () => {
    expect(fixed('bitnami', 'db:\n  architecture: standalone\n', 'missing-maxmemory', 'Set maxmemory')).toBe(
      'db:\n  architecture: standalone\n  master:\n    configuration: |-\n      maxmemory 80mb\n',
    );
  });

  it('into an empty mapping, in a file with Windows line ends', () => {
    expect(
      fixed(
        'bitnami',
        'db:\r\n  architecture: standalone\r\n  master: {}\r\n',
        'missing-maxmemory',
        'Set maxmemory',
      ),
    ).toBe(
      'db:\r\n  architecture: standalone\r\n  master:\r\n    configuration: |-\r\n      maxmemory 80mb\r\n',
    );
  });

  it('into flow style', () => {
    expect(
      fixed(
        'bitnami',
        'db: { architecture: standalone, master: { count: 1 } }\n',
        'missing-maxmemory',
        'Set maxmemory',
      ),
    ).toBe('db: { architecture: standalone, master: { count: 1, configuration: "maxmemory 80mb" } }\n');
  });

  it('beside what somebody wrote for all', () => {
    expect(
      fixed(
        'bitnami',
        'db:\n  architecture: standalone\n  commonConfiguration: |-\n    save ""\n',
        'missing-maxmemory',
        'Set maxmemory',
      ),
    ).toBe('db:\n  architecture: standalone\n  commonConfiguration: |-\n    save ""\n    maxmemory 128mb\n');
  });

  it('of redis-ha: in quotes, in place of the zero of the chart', () => {
    expect(
      fixed(
        'ha',
        'db:\n  redis:\n    resources:\n      limits:\n        memory: 2Gi\n',
        'missing-maxmemory',
        'Set maxmemory',
      ),
    ).toMatch(/config:\n {6}maxmemory: "?\d+mb"?\n$/);
  });

  it('into a text that the chart leaves empty', () => {
    expect(fixed('valkey', 'db:\n  valkeyConfig: ""\n', 'missing-maxmemory', 'Set maxmemory')).toBe(
      'db:\n  valkeyConfig: |-\n    maxmemory 1gb\n',
    );
  });
});

describe('limits', () => {
  it('in place of the quantity', () => {
    expect(
      fixed(
        'bitnami',
        'db:\n  architecture: standalone\n  master:\n    configuration: |\n      maxmemory 1gb\n    resources:\n      limits:\n        memory: "1Gi" # tight\n',
        'limit-below-2x',
        'Raise the memory limit',
      ),
    ).toContain('memory: "2304Mi" # tight\n');
  });

  it('in place of the preset', () => {
    expect(
      fixed(
        'bitnami',
        'db:\n  architecture: standalone\n  master:\n    resourcesPreset: micro\n    configuration: |\n      maxmemory 1gb\n',
        'limit-below-2x',
        'Raise the memory limit',
      ),
    ).toBe(
      'db:\n  architecture: standalone\n  master:\n    resourcesPreset: micro\n    configuration: |\n      maxmemory 1gb\n    resources:\n      limits:\n        memory: 2304Mi\n',
    );
  });

  it('beside the requests', () => {
    expect(
      fixed(
        'bitnami',
        'db:\n  architecture: standalone\n  master:\n    resources:\n      requests:\n        cpu: 1\n',
        'missing-memory-limit',
        'Set a memory limit',
      ),
    ).toContain('      requests:\n        cpu: 1\n      limits:\n        memory: 1Gi\n');
  });

  it('below a key that has nothing yet', () => {
    expect(
      fixed(
        'valkey',
        'db:\n  resources:\n  replica:\n    enabled: false\n',
        'missing-memory-limit',
        'Set a memory limit',
      ),
    ).toBe('db:\n  resources:\n    limits:\n      memory: 1Gi\n  replica:\n    enabled: false\n');
  });
});

describe('values that nothing reads', () => {
  it('an old name: the new one', () => {
    expect(
      fixed(
        'bitnami',
        'db:\n  architecture: standalone\n  configmap: |\n    maxmemory 100mb\n',
        'ignored-setting',
        'Move it to',
      ),
    ).toBe('db:\n  architecture: standalone\n  commonConfiguration: |\n    maxmemory 100mb\n');
    expect(
      fixed('bitnami', 'db:\n  slave:\n    replicaCount: 1\n', 'ignored-setting', 'Move it to replica'),
    ).toBe('db:\n  replica:\n    replicaCount: 1\n');
  });

  it('a block at the wrong level: into the block of the only server, as it is written', () => {
    expect(
      fixed(
        'bitnami',
        'db:\n  architecture: standalone\n  resources:\n    # as measured\n    limits:\n      memory: 1Gi\n  master:\n    persistence:\n      size: 1Gi\n',
        'ignored-setting',
        'Move it to master.resources',
      ),
    ).toBe(
      'db:\n  architecture: standalone\n  master:\n    persistence:\n      size: 1Gi\n    resources:\n      # as measured\n      limits:\n        memory: 1Gi\n',
    );
    expect(
      fixed(
        'cluster',
        'db:\n  cluster:\n    nodes: 6\n    resources:\n      limits:\n        memory: 1Gi\n  redis:\n    useAOFPersistence: "yes"\n',
        'ignored-setting',
        'Move it to redis.resources',
      ),
    ).toContain(
      '  redis:\n    useAOFPersistence: "yes"\n    resources:\n      limits:\n        memory: 1Gi\n',
    );
  });

  it('not where something stands there, nor where several servers could be meant', () => {
    const titles = (values: string): string[] => {
      const files = {
        'Chart.yaml':
          'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - name: redis\n    repository: https://charts.bitnami.com/bitnami\n',
        'values.yaml': values,
      };
      return lintFiles(files)
        .findings.filter(({ rule }) => rule === 'ignored-setting')
        .flatMap(({ fixes }) => fixes.map(({ title }) => title))
        .filter((title) => title.startsWith('Move'));
    };
    const resources = '  resources:\n    limits:\n      memory: 1Gi\n';
    expect(titles(`redis:\n${resources}  master:\n    count: 1\n`)).toEqual([]);
    expect(
      titles(
        `redis:\n  architecture: standalone\n${resources}  master:\n    resources:\n      limits:\n        memory: 2Gi\n`,
      ),
    ).toEqual([]);
  });
});
