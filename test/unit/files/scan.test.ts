/** The search of a folder for files that concern Forkguard. */

import { describe, expect, it } from 'vitest';
import { findCandidates, type ScanOptions } from '../../../server/src/files/scan';
import { temporaryFolder } from '../../support/temporary-folder';

const folder = temporaryFolder();

async function found(
  options: Partial<ScanOptions> = {},
): Promise<{ files: string[]; said: string[]; looked: number }> {
  const name = (path: string) => path.slice(folder.path.length + 1);
  const files: string[] = [];
  const said: string[] = [];
  let looked = 0;
  const all = {
    sizeLimit: 1000,
    limit: 100,
    onProblem: (path: string, why: string) => said.push(`${name(path)}: ${why}`),
    onProgress: (count: number) => {
      looked = count;
    },
    ...options,
  };
  for await (const { path } of findCandidates(folder.path, all)) files.push(name(path));
  return { files, said, looked };
}

describe('findCandidates', () => {
  it('gives out manifests with a telling word, configurations, and what joins others', async () => {
    await folder.write({
      'any.conf': 'worker_processes 1;\n',
      'kustomization.yaml': 'resources: []\n',
      'pod.json': '{ "apiVersion": "v1", "image": "redis" }',
      'package.json': '{ "dependencies": { "redis": "1" } }',
      'redis.md': 'redis\n',
      'web.yaml': 'image: nginx\n',
      'deep/cache.yml': 'image: REDIS\n',
    });
    expect(await found()).toEqual({
      files: ['any.conf', 'kustomization.yaml', 'pod.json', 'deep/cache.yml'],
      said: [],
      looked: 6,
    });
  });

  it('says what it cannot read, but not of data', async () => {
    const large = 'x'.repeat(2000);
    await folder.write({ 'large.yaml': large, 'large.json': large, 'zeros.yaml': Buffer.from('redis\0') });
    expect((await found()).said).toEqual([
      'large.yaml: 1 MB exceeds the limit of 1 MB',
      'zeros.yaml: binary data, not a configuration',
    ]);
  });

  it('counts against its limit only what concerns Redis, and says when there is more', async () => {
    const others = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`a${index}.yaml`, 'a: 1\n']));
    await folder.write({ ...others, 'b.yaml': 'redis: 1\n', 'c.yaml': 'redis: 2\n', 'd.yaml': 'redis: 3\n' });
    expect(await found({ limit: 3 })).toMatchObject({
      files: ['b.yaml', 'c.yaml', 'd.yaml'],
      said: [],
      looked: 33,
    });
    expect(await found({ limit: 2 })).toMatchObject({
      said: [': more than 2 files that concern Redis; the rest are not read'],
    });
  });

  it('ends when it is told', async () => {
    await folder.write({ 'a.yaml': 'redis: 1\n' });
    const controller = new AbortController();
    controller.abort();
    expect(await found({ signal: controller.signal })).toMatchObject({ files: [] });
  });
});
