/** `--fix`: which fixes are applied, and that they settle. */

import { describe, expect, it } from 'vitest';
import { RULES } from '../../server/src/core/rules/index';
import { temporaryFolder } from '../support/temporary-folder';
import { EXAMPLE_FILES, EXAMPLES } from './support/examples';
import { forkguard, onlyRules } from './support/run';

const folder = temporaryFolder();

const contents = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(Object.keys(EXAMPLE_FILES).map(async (name) => [name, await folder.read(name)])),
  );

const APPLIED = /^forkguard: (\d+) fix(?:es)? applied in (\d+) files?$/;

async function fix(...argv: string[]): Promise<{ fixes: number; files: number; out: string }> {
  const { out, err } = await forkguard(folder.path, ...argv);
  const [, fixes, files] = APPLIED.exec(err.find((line) => APPLIED.test(line)) ?? '') ?? [];
  return { fixes: Number(fixes), files: Number(files), out };
}

describe('--fix', () => {
  it('applies what is safe, prints what is left, and says how much it did', async () => {
    await folder.write({
      'a/redis.conf': 'maxmemmory 1gb\nappendonly true\nsave 900 1\n',
      'b/redis.conf': 'port 1\n',
      '.forkguard.yaml': onlyRules('unknown-directive', 'invalid-value', 'save-on-primary'),
    });
    const { out, err, code } = await forkguard(folder.path, '--fix');
    expect(err).toEqual(['forkguard: 2 fixes applied in 1 file']);
    expect(await folder.read('a/redis.conf')).toBe('maxmemory 1gb\nappendonly yes\nsave 900 1\n');
    expect(out).toContain('save-on-primary');
    expect(out).not.toMatch(/unknown-directive|invalid-value/);
    expect(code).toBe(0);
    expect((await forkguard(folder.path, '--fix')).err).toEqual(['forkguard: 0 fixes applied in 0 files']);
  });

  it('counts fixes that the exit code no longer counts', async () => {
    await folder.write({
      'redis.conf': 'maxmemmory 1gb\n',
      '.forkguard.yaml': onlyRules('unknown-directive'),
    });
    expect((await forkguard(folder.path)).code).toBe(1);
    expect((await forkguard(folder.path, '--fix', '--fail-on', 'information')).code).toBe(0);
  });

  it('never writes a suppression', async () => {
    await folder.write(EXAMPLE_FILES);
    await fix(`--fix=${RULES.map(({ id }) => id).join(',')}`);
    for (const [name, text] of Object.entries(await contents()))
      expect(text.split('forkguard: allow').length, name).toBeLessThanOrEqual(
        (EXAMPLE_FILES[name] ?? '').split('forkguard: allow').length,
      );
  });

  it('applies only safe fixes to every example, and settles', async () => {
    await folder.write(EXAMPLE_FILES);
    const before = JSON.parse((await forkguard(folder.path, '--format', 'json')).out);
    const first = await fix('--fix');
    expect(first.fixes).toBeGreaterThan(5);
    const after = await contents();
    for (const { file, text } of EXAMPLES) {
      const offered = before.findings.filter((one: Found) => one.file === file && one.fixes.some(isSafe));
      if (offered.length === 0) expect(after[file], file).toBe(text);
    }
    expect(await fix('--fix')).toMatchObject({ fixes: 0, files: 0 });
    expect(await contents()).toEqual(after);
  });
});

interface Found {
  readonly file: string;
  readonly fixes: readonly { readonly safety: string }[];
}

const isSafe = ({ safety }: { safety: string }): boolean => safety === 'safe';

describe('--fix=<rule>', () => {
  it('applies the first fix of the rule besides, whatever its safety', async () => {
    await folder.write({
      'redis.conf': 'maxmemmory 1gb\nsave 900 1\n',
      '.forkguard.yaml': onlyRules('unknown-directive', 'save-on-primary'),
    });
    await fix('--fix=save-on-primary');
    expect(await folder.read('redis.conf')).toBe('maxmemory 1gb\nsave ""\n');
  });

  it('takes several rules, in one option or in more', async () => {
    const files = {
      'redis.conf': '# forkguard: version=7.0\nmaxmemory 1gb\nsave 900 1\n',
      '.forkguard.yaml': onlyRules('save-on-primary', 'silent-save-failure', 'small-replication-backlog'),
    };
    const texts: string[] = [];
    for (const options of [
      ['--fix=save-on-primary,small-replication-backlog'],
      ['--fix=save-on-primary', '--fix=small-replication-backlog'],
      ['--fix=save-on-primary', '--fix', '--fix=small-replication-backlog'],
    ]) {
      await folder.write(files);
      await fix(...options);
      texts.push(await folder.read('redis.conf'));
    }
    expect(texts[0]).toContain('save ""');
    expect(new Set(texts).size).toBe(1);
  });

  it.each(RULES.map(({ id }) => id))('settles for %s in its examples', async (id) => {
    const own = EXAMPLES.filter(({ rule }) => rule === id);
    await folder.write(Object.assign({}, ...own.map(({ files }) => files)));
    await fix(`--fix=${id}`);
    const after = await Promise.all(own.map(({ file }) => folder.read(file)));
    expect(await fix(`--fix=${id}`)).toMatchObject({ fixes: 0, files: 0 });
    expect(await Promise.all(own.map(({ file }) => folder.read(file)))).toEqual(after);
  });

  it('settles for all rules at once, also where fixes overlap', async () => {
    const all = `--fix=${RULES.map(({ id }) => id).join(',')}`;
    const together = EXAMPLES.map(({ text }) => text.trimEnd()).join('\n');
    await folder.write({ ...EXAMPLE_FILES, 'redis.conf': `${together}\n` });
    await fix(all);
    const after = [await contents(), await folder.read('redis.conf')];
    expect(await fix(all)).toMatchObject({ fixes: 0, files: 0 });
    expect([await contents(), await folder.read('redis.conf')]).toEqual(after);
  });
});

describe('fixes at the same place', () => {
  it('wait for each other', async () => {
    await folder.write({
      'redis.conf': 'maxmemmory=1gb # half\nport 1\n',
      '.forkguard.yaml': onlyRules('unknown-directive', 'invalid-value'),
    });
    expect(await fix('--fix')).toMatchObject({ fixes: 2, files: 1 });
    expect(await folder.read('redis.conf')).toBe('# half\nmaxmemory 1gb\nport 1\n');
  });

  it('do not undo each other', async () => {
    await folder.write({ 'redis.conf': 'save 900 1\nsave 300 10\nsave 60 10000\nappendonly yes\n' });
    await fix('--fix=save-on-primary,rdb-and-aof-together');
    const after = await folder.read('redis.conf');
    expect(after.match(/^save /gm)).toHaveLength(1);
    await fix('--fix=save-on-primary,rdb-and-aof-together');
    expect(await folder.read('redis.conf')).toBe(after);
  });
});
