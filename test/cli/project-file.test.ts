/** `.forkguard.yaml`: where it is found, what it changes, and what is said when it is wrong. */

import { symlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder';
import { forkguard, onlyRules } from './support/run';

const folder = temporaryFolder();
const BAD = 'maxmemmory 1gb\n';

/** `<file> <rule> <severity>` of each finding. */
async function found(cwd: string, ...argv: string[]): Promise<string[]> {
  const { out } = await forkguard(cwd, '--format', 'json', ...argv);
  const { findings } = JSON.parse(out);
  return findings.map(({ file, rule, severity }: (typeof findings)[0]) => `${file} ${rule} ${severity}`);
}

describe('is found', () => {
  it.each([
    ['in the working folder', 'a', []],
    ['above the working folder', 'a/b/c', []],
    ['in the folder that is named', '.', ['a']],
    ['above the file that is named', '.', ['a/b/c/redis.conf']],
    ['above a file that does not exist', '.', ['a/b/none.conf', 'a/b/c']],
    ['above a file that is no folder', '.', ['a/b/c/redis.conf/x.conf', 'a/b/c']],
  ])('%s', async (_, cwd, paths) => {
    const nothing = onlyRules();
    await folder.write({ 'a/b/c/redis.conf': BAD, 'a/.forkguard.yaml': nothing });
    expect(await found(folder.join(cwd), ...paths)).toEqual([]);
  });

  it('as the nearest one, which counts alone', async () => {
    await folder.write({
      'a/b/redis.conf': BAD,
      'a/b/.forkguard.yaml': `${onlyRules()}  unknown-directive: hint\n`.replace(
        '  unknown-directive: off\n',
        '',
      ),
      '.forkguard.yaml': onlyRules(),
    });
    expect(await found(folder.path, 'a/b')).toEqual(['a/b/redis.conf unknown-directive hint']);
    expect(await found(folder.path)).toEqual([]);
  });

  it('where --config says, and nowhere else', async () => {
    await folder.write({
      'redis.conf': BAD,
      '.forkguard.yaml': onlyRules(),
      'ci/strict.yaml': onlyRules('unknown-directive'),
    });
    const expected = ['redis.conf unknown-directive error'];
    expect(await found(folder.path, '--config', 'ci/strict.yaml')).toEqual(expected);
    expect(await found(folder.path, `--config=${folder.join('ci/strict.yaml')}`)).toEqual(expected);
  });
});

describe('says', () => {
  it('severities', async () => {
    const rules = `${onlyRules('unknown-directive', 'overridden-directive')}  unknown-directive: information\n`;
    await folder.write({ 'redis.conf': `${BAD}port 1\nport 2\n`, '.forkguard.yaml': rules });
    expect(await found(folder.path)).toEqual([
      'redis.conf unknown-directive information',
      'redis.conf overridden-directive hint',
    ]);
  });

  it('what is allowed, by path from its own folder', async () => {
    const allow = 'allow:\n  - rule: unknown-directive\n    path: a/**\n    reason: generated\n';
    await folder.write({
      'p/a/x/redis.conf': BAD,
      'p/b/redis.conf': BAD,
      'p/.forkguard.yaml': `${onlyRules('unknown-directive')}${allow}`,
    });
    const expected = ['b/redis.conf unknown-directive error'];
    expect(await found(folder.join('p'))).toEqual(expected);
    expect(await found(folder.join('p/a'))).toEqual([]);
    expect(await found(folder.path, 'p')).toEqual([`p/${expected[0]}`]);
  });

  it('facts of instances', async () => {
    await folder.write({
      'cache/redis.conf': 'port 1\n',
      'queue/redis.conf': 'port 1\n',
      '.forkguard.yaml':
        'instances:\n  - version: redis-6.2\n  - path: queue/redis.conf\n    limit: 4Gi\n    role: replica\n',
    });
    const { out } = await forkguard(folder.path, '--format', 'json');
    const [cache, queue] = JSON.parse(out).instances;
    const origin = { layer: 'project file', file: '.forkguard.yaml' };
    expect(cache).toMatchObject({ product: 'redis', limit: { kind: 'unknown' }, role: { value: 'primary' } });
    expect(queue).toMatchObject({
      limit: { value: 4 * 1024 ** 3, origin },
      role: { value: 'replica', origin },
    });
    expect([cache.version, queue.version].map((version) => version.slice(0, 3))).toEqual(['6.2', '6.2']);
    // The origin points at the words, not at the start of a file that was never read.
    expect(queue.limit.origin.range.start).toEqual({ line: 3, character: 11 });
  });

  it('nothing when it is empty', async () => {
    await folder.write({ 'redis.conf': BAD, '.forkguard.yaml': '# nothing yet\n' });
    expect(await found(folder.path)).toContain('redis.conf unknown-directive error');
  });
});

describe('that is wrong', () => {
  it('is reported with every place, and nothing is checked', async () => {
    await folder.write({
      'redis.conf': BAD,
      '.forkguard.yaml':
        'rules:\n  save-on-primry: off\n  thp-not-disabled: loud\ninstances:\n  - limit: 4 Gb\n',
    });
    const { code, out, err } = await forkguard(folder.path);
    expect(err).toEqual([
      'forkguard: .forkguard.yaml:2:3: There is no rule "save-on-primry".',
      'forkguard: .forkguard.yaml:3:21: The severity must be one of error, warning, information, hint, off.',
      'forkguard: .forkguard.yaml:5:12: limit must be a size such as 6gb or 4Gi, not "4 Gb".',
    ]);
    expect([code, out]).toEqual([2, '']);
  });

  it.each([
    ['no YAML', 'rules: [\n', /^forkguard: \.forkguard\.yaml:\d+:\d+: /],
    ['no mapping', '- a\n', /^forkguard: \.forkguard\.yaml:1:1: /],
    ['binary', '\0', /^forkguard: \.forkguard\.yaml: binary data, not a configuration$/],
  ])('because it is %s', async (_, text, line) => {
    await folder.write({ 'redis.conf': BAD, '.forkguard.yaml': text });
    const { code, err } = await forkguard(folder.path);
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(line);
    expect(code).toBe(2);
  });

  it('because it is not there', async () => {
    const { code, err } = await forkguard(folder.path, '--config', 'none.yaml');
    expect(err).toEqual(['forkguard: none.yaml: no such file or folder']);
    expect(code).toBe(2);
  });

  it('because it is a folder, or a link to nothing', async () => {
    await folder.write({ 'a/.forkguard.yaml/x': '', 'b/redis.conf': BAD });
    await symlink('nowhere', folder.join('b/.forkguard.yaml'));
    expect((await forkguard(folder.path, 'a')).err).toEqual([
      'forkguard: a/.forkguard.yaml: a folder, not a file',
    ]);
    expect((await forkguard(folder.path, 'b')).err).toEqual([
      'forkguard: b/.forkguard.yaml: a broken symbolic link',
    ]);
  });
});
