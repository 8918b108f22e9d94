/** A part of a repository is judged together with the rest of it: what a pull request or a hook names. */

import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder';
import { forkguard } from './support/run';

const folder = temporaryFolder();

const statefulSet = (limit: string): string => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: orders}
spec:
  replicas: 1
  selector: {matchLabels: {app: orders}}
  template:
    metadata: {labels: {app: orders}}
    spec:
      containers:
        - name: redis
          image: redis:7.2
          args: [/etc/redis/redis.conf]
          volumeMounts: [{name: settings, mountPath: /etc/redis}]
          resources: {limits: {memory: ${limit}}}
      volumes:
        - name: settings
          configMap: {name: redis-settings}
`;

const patch = (limit: string): string => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: orders}
spec:
  template:
    spec:
      containers:
        - name: redis
          resources: {limits: {memory: ${limit}}}
`;

const overlay = 'resources: [../base]\npatches: [{path: mem.yaml}]\n';

const KUSTOMIZE = {
  'base/kustomization.yaml':
    'resources: [redis.yaml]\nconfigMapGenerator: [{name: redis-settings, files: [redis.conf]}]\n',
  'base/redis.yaml': statefulSet('4Gi'),
  'base/redis.conf': 'maxmemory 900mb\nsave 900 1\n',
  'prod/kustomization.yaml': overlay,
  'prod/mem.yaml': patch('1Gi'),
  'dev/kustomization.yaml': overlay,
  'dev/mem.yaml': patch('3Gi'),
};

const CHART = {
  'Chart.yaml':
    'apiVersion: v2\nname: orders\nversion: 1.0.0\ndependencies: [{name: redis, version: 20.0.0, repository: "https://charts.bitnami.com/bitnami"}]\n',
  'values.yaml':
    'redis:\n  architecture: standalone\n  commonConfiguration: |-\n    maxmemory 900mb\n    save 900 1\n',
  'values-prod.yaml': 'redis:\n  master:\n    resources: {limits: {memory: 1Gi}}\n',
};

const COMPOSE = {
  'compose.yaml':
    'services:\n  redis:\n    image: redis:7.2\n    command: redis-server --maxmemory 900mb --save 900 1\n',
  'compose.prod.yaml': 'services:\n  redis:\n    mem_limit: 1g\n',
};

interface Output {
  readonly findings: readonly {
    readonly rule: string;
    readonly file: string;
    readonly through?: string;
  }[];
  readonly stats: { readonly files: number; readonly context: number };
}

async function json(...argv: string[]): Promise<Output> {
  return JSON.parse((await forkguard(folder.path, '--format', 'json', ...argv)).out);
}

/** `rule in file`, and through which named file it is there. */
async function found(...argv: string[]): Promise<string[]> {
  const { findings } = await json(...argv);
  return findings.map(({ rule, file, through }) => `${rule} in ${file}${through ? ` < ${through}` : ''}`);
}

const LIMIT = 'limit-below-2x in prod/mem.yaml';

describe.each([
  ['in a repository', { '.git/HEAD': '' }],
  ['below the working folder', {}],
])('a Kustomize overlay %s', (_where, git) => {
  beforeEach(() => folder.write({ ...KUSTOMIZE, ...git }));

  it('has what the whole says of its server', async () => {
    const whole = (await found('.')).filter((one) => !one.includes('in dev/'));
    expect(whole).toContain(LIMIT);
    const part = (await found('prod')).map((one) => one.replace(/ < .*/, ''));
    expect(part).toEqual(whole);
    expect(await found('prod/mem.yaml')).toContain(LIMIT);
  });

  it('is not told about the others', async () => {
    expect((await found('dev')).filter((one) => /prod|limit-below/.test(one))).toEqual([]);
  });

  it('by itself has no server', async () => {
    expect(await found('prod', '--no-context')).toEqual([]);
  });
});

describe('a base', () => {
  beforeEach(() => folder.write({ ...KUSTOMIZE, '.git/HEAD': '' }));

  it('has what it causes in the overlays, with the named file', async () => {
    expect(await found('base/redis.conf')).toContain(`${LIMIT} < base/redis.conf`);
    const { out } = await forkguard(folder.path, 'base/redis.conf');
    expect(out).toContain('\nprod/mem.yaml\n');
    expect(out).toMatch(/limit of 1 GiB .* \(through base\/redis\.conf\) limit-below-2x/);
    expect(out).toMatch(/2 servers in 1 file checked in \d+ ms, 6 files read for context\.\n$/);
  });

  it('has nothing of what an overlay does by itself', async () => {
    await folder.write({ 'prod/mem.yaml': patch('512m') });
    expect(await found('prod/mem.yaml')).toContain('suspicious-quantity in prod/mem.yaml');
    expect((await found('base/redis.conf')).filter((one) => one.includes('suspicious'))).toEqual([]);
  });

  it('outside of a repository is read with its own folder only', async () => {
    await folder.remove('.git');
    expect((await found('base/redis.conf')).filter((one) => one.includes('prod'))).toEqual([]);
    expect(await found('base/redis.conf', '--root', '.')).toContain(`${LIMIT} < base/redis.conf`);
  });
});

describe('a values file', () => {
  it('has the findings of its chart, in either direction', async () => {
    await folder.write({ ...CHART, '.git/HEAD': '' });
    expect(await found('values-prod.yaml')).toContain('limit-below-2x in values-prod.yaml');
    expect(await found('values.yaml')).toContain('limit-below-2x in values-prod.yaml < values.yaml');
    expect(await found('Chart.yaml')).toContain('limit-below-2x in values-prod.yaml < Chart.yaml');
  });

  it('needs no repository for the chart beside it', async () => {
    await folder.write(CHART);
    expect(await found('values-prod.yaml')).toContain('limit-below-2x in values-prod.yaml');
  });
});

describe('a Compose file', () => {
  it('is read with its base, and a base with its variants', async () => {
    await folder.write(COMPOSE);
    expect(await found('compose.prod.yaml')).toContain('limit-below-2x in compose.prod.yaml');
    expect(await found('compose.yaml')).toContain('limit-below-2x in compose.prod.yaml < compose.yaml');
  });
});

describe('an included file', () => {
  it('is a part of what includes it', async () => {
    await folder.write({
      'redis.conf': 'include common.conf\nsave ""\nmaxmemory 1gb\nmaxmemory-polici noeviction\n',
      'common.conf': 'appendonly no\nmaxmemory-clients 5%\n',
    });
    expect(await found('common.conf')).toEqual([]);
    expect(await found('redis.conf')).toEqual(['unknown-directive in redis.conf']);
    expect(await found('common.conf', '--no-context')).not.toEqual([]);
  });

  it('that is missing from its includer is no concern of a neighbour', async () => {
    await folder.write({
      'redis.conf': 'include gone.conf\nsave ""\nmaxmemory 1gb\n',
      'a.conf': 'save ""\nmaxmemory 1gb\n',
    });
    expect(await found('a.conf')).toEqual([]);
  });
});

describe('a mounted file', () => {
  it('has what it causes where it is mounted', async () => {
    await folder.write({
      '.git/HEAD': '',
      'deploy/compose.yaml':
        'services:\n  redis:\n    image: redis:7.2\n    command: redis-server /etc/redis.conf\n    mem_limit: 1g\n    volumes: [../conf/redis.conf:/etc/redis.conf]\n',
      'conf/redis.conf': 'maxmemory 900mb\nsave 900 1\n',
    });
    expect(await found('conf/redis.conf')).toContain(
      'limit-below-2x in deploy/compose.yaml < conf/redis.conf',
    );
    expect(await found('deploy')).toContain('save-on-primary in conf/redis.conf < deploy/compose.yaml');
  });
});

describe('the repository', () => {
  it('is the nearest folder with .git or a project file; nothing above it is read', async () => {
    await folder.write({
      '.git/HEAD': '',
      ...Object.fromEntries(Object.entries(KUSTOMIZE).map(([name, text]) => [`team/${name}`, text])),
      'team/.forkguard.yaml': '',
      'other/redis.conf': 'save 900 1\n',
    });
    expect(await found('team/base/redis.conf')).toContain(
      'limit-below-2x in team/prod/mem.yaml < team/base/redis.conf',
    );
    expect((await json('team/prod')).stats).toMatchObject({ files: 2, context: 5 });
    expect((await json('team/prod', '--root', '.')).stats).toMatchObject({ files: 2, context: 6 });
  });

  it('is left as it is by --fix, except for what was named', async () => {
    await folder.write({ ...KUSTOMIZE, '.git/HEAD': '', 'base/redis.conf': 'maxmemmory 900mb\n' });
    await forkguard(folder.path, '--fix', 'prod');
    expect(await folder.read('base/redis.conf')).toBe('maxmemmory 900mb\n');
  });

  it('belongs to the file that standard input stands for, if it is said', async () => {
    await folder.write({ ...KUSTOMIZE, '.git/HEAD': '' });
    const around = { cwd: folder.path, stdin: patch('950Mi') };
    const { out } = await forkguard(around, '-', '--stdin-filename', 'prod/mem.yaml');
    expect(out).toContain('The limit of 950 MiB');
    expect((await forkguard({ ...around, stdin: 'save ""\nmaxmemory 1gb\n' }, '-')).out).not.toContain(
      'context',
    );
  });
});

describe('forkguard budget', () => {
  it('has the servers that the named files build', async () => {
    await folder.write({ ...KUSTOMIZE, '.git/HEAD': '' });
    const { out } = await forkguard(folder.path, 'budget', 'prod');
    expect(out).toContain('1 GiB');
    expect(out).not.toContain('(dev)');
  });
});
