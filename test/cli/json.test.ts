/** `--format json`: the shape that programs rely on, and what it says. */

import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder';
import { EXAMPLE_FILES } from './support/examples';
import { shapeErrors } from './support/json-shape';
import { forkguard, onlyRules, VERSION } from './support/run';

const folder = temporaryFolder();

async function json(...argv: string[]) {
  const { out } = await forkguard(folder.path, '--format', 'json', ...argv);
  return JSON.parse(out);
}

/** The server in a redis.conf that holds this text. */
async function instance(text: string, name = 'redis.conf') {
  await folder.write({ [name]: text });
  const { instances } = await json(name);
  expect(instances).toHaveLength(1);
  return instances[0];
}

describe('the shape', () => {
  it('holds for everything that the rules can say', async () => {
    await folder.write({
      ...EXAMPLE_FILES,
      'sentinel.conf': 'sentinel monitor main 127.0.0.1 6379 2\n',
      'templates/redis.conf.j2': 'maxmemory {{ bytes }}\n{{ more }}\n',
      'valkey.conf': '# forkguard: version=valkey-8.1 dataset=6gb limit=8Gi role=any\nsave 60 1\n',
      'binary.conf': Buffer.of(0),
    });
    const output = await json();
    expect(shapeErrors(output)).toEqual([]);
    expect(output.findings.length).toBeGreaterThan(50);
  });

  it('is checked strictly', async () => {
    await folder.write({ 'redis.conf': 'port 1\n' });
    const output = await json();
    expect(shapeErrors({ ...output, more: 1 })).not.toEqual([]);
    output.instances[0].settings.save.origin.layer = 'elsewhere';
    expect(shapeErrors(output)).not.toEqual([]);
  });

  it('is one document, whatever goes wrong', async () => {
    await folder.write({
      'redis.conf': Buffer.from('port 1 \xFF\u001B\n', 'latin1'),
      'b.conf': Buffer.of(0),
    });
    const { out, err } = await forkguard(folder.path, '--format', 'json', 'missing', '.');
    expect(err).toHaveLength(3);
    expect(shapeErrors(JSON.parse(out))).toEqual([]);
    expect(JSON.parse(out).problems.map(({ path }: { path: string }) => path)).toEqual([
      'missing',
      'b.conf',
      'redis.conf',
    ]);
  });

  it('is there without any file', async () => {
    const { milliseconds, ...stats } = (await json()).stats;
    expect({ ...(await json()), stats }).toEqual({
      version: VERSION,
      findings: [],
      instances: [],
      problems: [],
      stats: { files: 0, context: 0, parsed: 0, failed: 0 },
    });
    expect(milliseconds).toBeTypeOf('number');
  });
});

describe('a finding', () => {
  it('counts lines and characters from 0, and so do its fixes', async () => {
    await folder.write({
      'a/redis.conf': 'port 1\r\n\tmaxmemmory 100mb\r\n',
      '.forkguard.yaml': onlyRules('unknown-directive'),
    });
    const { findings, stats } = await json();
    const range = { start: { line: 1, character: 1 }, end: { line: 1, character: 11 } };
    expect(findings).toMatchObject([{ rule: 'unknown-directive', file: 'a/redis.conf', range, related: [] }]);
    expect(findings[0].fixes).toEqual([
      {
        title: 'Change to maxmemory',
        safety: 'safe',
        edits: [{ file: 'a/redis.conf', range, newText: 'maxmemory' }],
      },
      {
        title: 'Allow unknown-directive here, with a reason',
        safety: 'allow',
        edits: [
          {
            file: 'a/redis.conf',
            range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } },
            newText: '\t# forkguard: allow unknown-directive -- reason\r\n',
          },
        ],
      },
    ]);
    expect(stats).toMatchObject({ files: 1, parsed: 1 });
  });

  it('names the file of each related place', async () => {
    await folder.write({
      'redis.conf': 'include more.conf\nsave 60 1\n',
      'more.conf': 'save 900 1\n',
      '.forkguard.yaml': onlyRules('include-resets-save'),
    });
    const [{ file, related }] = (await json('redis.conf')).findings;
    expect([file, ...related.map((one: { file: string }) => one.file)].sort()).toEqual([
      'more.conf',
      'redis.conf',
    ]);
  });

  it('is there as a hint too', async () => {
    await folder.write({ 'redis.conf': 'port 1\nport 2\n' });
    const { findings } = await json();
    expect(findings.map(({ severity }: { severity: string }) => severity)).toContain('hint');
  });
});

describe('an instance', () => {
  it('has each setting with where it comes from', async () => {
    const { settings, role, ...rest } = await instance('save 60 1000\nMAXMEMORY 2gb\n');
    expect(rest).toMatchObject({ file: 'redis.conf', name: 'redis.conf', kind: 'server', product: 'redis' });
    const origin = { layer: 'redis.conf', file: 'redis.conf' };
    expect(settings.maxmemory).toMatchObject({ kind: 'known', value: 2 * 1024 ** 3, origin });
    expect(settings.maxmemory.origin.range.start).toEqual({ line: 1, character: 10 });
    expect(settings.save).toMatchObject({ kind: 'known', value: '60 1000', origin });
    expect(settings.appendonly).toMatchObject({ kind: 'default', value: 'no' });
    expect(settings.appendonly.origin).toMatchObject({ layer: 'server default' });
    expect(role).toMatchObject({ kind: 'default', value: 'primary' });
    expect(rest.dataset).toMatchObject({ kind: 'known', value: 2 * 1024 ** 3 });
    expect(rest.limit).toEqual({ kind: 'unknown', why: 'not stated' });
  });

  it('says what files do not say where somebody stated it', async () => {
    const stated = await instance(
      '# forkguard: role=replica limit=4Gi dataset=1gb version=valkey-8.1\nport 1\n',
    );
    expect(stated).toMatchObject({ product: 'valkey', role: { value: 'replica' } });
    expect(stated.version).toMatch(/^8\.1\.\d+$/);
    expect(stated.limit).toMatchObject({ value: 4 * 1024 ** 3, origin: { layer: 'annotation' } });
    expect(stated.dataset).toMatchObject({ value: 1024 ** 3 });
  });

  it('leaves open what a template decides', async () => {
    const { settings } = await instance('maxmemory {{ bytes }}\nport 1\n', 'redis.conf.j2');
    expect(settings.maxmemory).toMatchObject({ kind: 'unknown', why: 'template' });
  });

  it('has no secret in it', async () => {
    const { settings } = await instance('requirepass x\nmasterauth x\nuser default on nopass\nport 1\n');
    expect(Object.keys(settings)).toContain('port');
    expect(Object.keys(settings).filter((name) => /pass|auth|^user$/.test(name))).toEqual([]);
  });

  it('may be a Sentinel', async () => {
    const text = 'sentinel monitor main 127.0.0.1 6379 2\nsentinel auth-pass main x\n';
    expect(await instance(text, 'sentinel.conf')).toMatchObject({
      kind: 'sentinel',
      settings: {},
      forks: [],
    });
  });
});
