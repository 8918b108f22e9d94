/** What cannot be checked is said, counted and part of the exit code; the rest is checked. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { saveOnPrimary } from '../../server/src/core/rules/save-on-primary';
import { ConfForm } from '../../server/src/core/server/conf-form';
import { YamlFile } from '../../server/src/core/yaml/incremental/yaml-file';
import { temporaryFolder } from '../support/temporary-folder';
import { forkguard } from './support/run';

const folder = temporaryFolder();
afterEach(() => {
  vi.restoreAllMocks();
});

const broken = (): never => {
  throw new TypeError("Cannot read properties of undefined (reading 'hunter2')");
};
const breakBadFiles = (): void => {
  const real = YamlFile.prototype.relevantTrees;
  vi.spyOn(YamlFile.prototype, 'relevantTrees').mockImplementation(function (this: YamlFile) {
    return this.file.includes('bad') ? broken() : real.call(this);
  });
};

describe('a file that makes the check fail', () => {
  it('costs only itself, in every format', async () => {
    breakBadFiles();
    await folder.write({ 'bad.yaml': 'image: redis\n', 'redis.conf': 'maxmemmory 1gb\n' });
    for (const format of ['text', 'json', 'sarif', 'github']) {
      const { code, out, err } = await forkguard(folder.path, '--fail-on', 'never', '--format', format);
      expect(out).toContain('could-not-be-checked');
      expect(out).toContain('unknown-directive');
      expect(err).toHaveLength(1);
      expect(err[0]).toMatch(/^forkguard: bad\.yaml: Nothing in this file .* TypeError: .* at /);
      expect(out + err).not.toContain('hunter2');
      expect(code).toBe(1);
    }
  });

  it('is counted in the last line, and in the statistics', async () => {
    breakBadFiles();
    await folder.write({ 'bad.yaml': 'image: redis\n', 'redis.conf': 'port 1\n' });
    const { out } = await forkguard(folder.path, '--no-color');
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/ 1 file could not be checked in full\.$/);
    const json = await forkguard(folder.path, '--format', 'json');
    expect(JSON.parse(json.out).stats.failed).toBe(1);
    const sarif = await forkguard(folder.path, '--format', 'sarif');
    expect(JSON.parse(sarif.out).runs[0].invocations[0].executionSuccessful).toBe(false);
  });

  it('ends with 2 where it is the only one', async () => {
    breakBadFiles();
    await folder.write({ 'bad.yaml': 'image: redis\n' });
    expect((await forkguard(folder.path)).code).toBe(2);
  });

  it('does not keep others from being fixed', async () => {
    breakBadFiles();
    await folder.write({ 'bad.yaml': 'image: redis\n', 'redis.conf': 'maxmemmory 1gb\n' });
    const { code } = await forkguard(folder.path, '--fix', '--fail-on', 'never');
    expect(await folder.read('redis.conf')).toBe('maxmemory 1gb\n');
    expect(code).toBe(1);
  });

  it('is said for budgets, too', async () => {
    breakBadFiles();
    await folder.write({ 'bad.yaml': 'image: redis\n', 'redis.conf': 'maxmemory 1gb\n' });
    const { code, err, out } = await forkguard(folder.path, 'budget');
    expect(err).toHaveLength(1);
    expect(out).toContain('redis.conf');
    expect(code).toBe(1);
  });
});

it('a rule that fails ends with 1, and the others are checked', async () => {
  vi.spyOn(saveOnPrimary, 'check').mockImplementation(broken);
  await folder.write({ 'redis.conf': 'maxmemmory 1gb\n' });
  const { code, out } = await forkguard(folder.path, '--fail-on', 'never');
  expect(out).toContain('save-on-primary could not be checked for redis.conf.');
  expect(out).toContain('unknown-directive');
  expect(code).toBe(1);
});

it('fixes that fail are a finding where they are printed, and nothing where they are not', async () => {
  vi.spyOn(ConfForm.prototype, 'replace').mockImplementation(broken);
  vi.spyOn(ConfForm.prototype, 'remove').mockImplementation(broken);
  await folder.write({ 'redis.conf': 'maxmemory 1gb\nsave 900 1\n' });
  const json = await forkguard(folder.path, '--format', 'json', '--fail-on', 'never');
  expect(json.out).toContain('The fixes of save-on-primary could not be computed.');
  expect(json.code).toBe(1);
  expect((await forkguard(folder.path, '--fail-on', 'never')).code).toBe(0);
});
