/** Standard input is recognised by its content: what `helm template` and `kustomize build` print needs no option. */

import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder';
import { forkguard } from './support/run';

const folder = temporaryFolder();

const MANIFEST = `apiVersion: v1
kind: Pod
metadata: {name: cache}
spec:
  containers:
    - name: redis
      image: redis:7.2
      args: [--maxmemory, 900mb, --save, "900 1"]
      resources: {limits: {memory: 1Gi}}
`;
const JSON_MANIFEST = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'cache' },
  spec: {
    containers: [
      {
        name: 'redis',
        image: 'redis:7.2',
        args: ['--maxmemory', '900mb', '--save', '900 1'],
        resources: { limits: { memory: '1Gi' } },
      },
    ],
  },
});
const UNIT =
  '[Unit]\nDescription=Redis\n\n[Service]\nExecStart=/usr/bin/redis-server --maxmemory 900mb --save "900 1"\nMemoryMax=1G\n';

interface Output {
  readonly findings: readonly { readonly rule: string; readonly file: string }[];
}

async function check(stdin: string): Promise<Output['findings']> {
  const { out } = await forkguard({ cwd: folder.path, stdin }, '-', '--format', 'json');
  return (JSON.parse(out) as Output).findings;
}

describe('standard input', () => {
  it.each([
    ['a manifest', MANIFEST, 'stdin.yaml'],
    [
      'helm template',
      `---\n# Source: cache/templates/pod.yaml\n${MANIFEST}---\n# Source: cache/templates/none.yaml\n`,
      'stdin.yaml',
    ],
    ['a licence before it', `\n${'# words\n'.repeat(40)}\n${MANIFEST}`, 'stdin.yaml'],
    ['kubectl -o json', JSON_MANIFEST, 'stdin.json'],
    [
      'kubectl -o json, indented',
      `\uFEFF${JSON.stringify(JSON.parse(JSON_MANIFEST), null, 4)}`,
      'stdin.json',
    ],
    [
      'docker compose config',
      'name: shop\nservices:\n  redis:\n    image: redis:7.2\n    command: redis-server --maxmemory 900mb --save 900 1\n    mem_limit: 1g\n',
      'compose.yaml',
    ],
    ['a unit', UNIT, 'stdin.service'],
  ])('is %s', async (_name, text, file) => {
    const findings = await check(text);
    expect(findings.map(({ rule }) => rule)).toContain('limit-below-2x');
    expect(new Set(findings.map((one) => one.file))).toEqual(new Set([file]));
  });

  it.each(['# a comment: of words\n\nmaxmemmory 1gb\n', 'maxmemmory 1gb', '"maxmemmory" 1gb\n'])(
    'is a redis.conf otherwise: %j',
    async (text) => {
      const findings = await check(text);
      expect(findings).toContainEqual(
        expect.objectContaining({ rule: 'unknown-directive', file: 'redis.conf' }),
      );
    },
  );

  it('that is not about a server has nothing to report', async () => {
    expect(await check('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: b}\n')).toEqual([]);
  });
});
