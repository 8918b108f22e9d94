import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder';
import { forkguard } from './support/run';

const CONF = '# forkguard: limit=4Gi value=1kb writes=4000/s\nmaxmemory 3gb\nsave 900 1\n';

const COMPOSE = `services:
  cache:
    image: redis:7.2
    command: ["redis-server", "--maxmemory", "1gb", "--save", "900 1"]
    mem_limit: 3g
  queue:
    image: redis:7.2
    command: ["redis-server", "--maxmemory", "512mb", "--save", "900 1"]
    mem_limit: 2g
`;

interface Json {
  readonly instances: readonly {
    readonly file: string;
    readonly narrowedBy: readonly string[];
    readonly limit: { readonly value: number; readonly origin: { readonly layer: string } };
    readonly budget: {
      readonly worst: number | null;
      readonly limit: number | null;
      readonly fits: boolean | null;
      readonly left: number | null;
      readonly expected: { readonly low: number; readonly high: number | null };
      readonly breakEven: { readonly writes: readonly [number, number | null] } | null;
      readonly terms: readonly {
        readonly key: string;
        readonly bytes: number | null;
        readonly reason: string;
        readonly provenance: readonly { readonly kind: string; readonly what: string }[];
      }[];
    } | null;
  }[];
  readonly groups: readonly {
    readonly name: string;
    readonly members: readonly string[];
    readonly allForks: number;
    readonly oneFork: number;
  }[];
}

async function json(...argv: string[]): Promise<Json> {
  const { out, code } = await forkguard(folder.path, 'budget', '--format', 'json', ...argv);
  expect(code).toBe(0);
  return JSON.parse(out) as Json;
}

const folder = temporaryFolder();

describe('forkguard budget', () => {
  it('prints a table for each server, the fullest first', async () => {
    await folder.write({
      'orders/redis.conf': CONF,
      'cache/redis.conf': '# forkguard: limit=4Gi\nmaxmemory 1gb\nsave ""\n',
    });
    const { out, code, err } = await forkguard(folder.path, 'budget');
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out.indexOf('orders/redis.conf')).toBeLessThan(out.indexOf('cache/redis.conf'));
    expect(out).toMatch(/^ {2}resident set {3}3\.06 to 3\.2 GiB {3}3\.2 GiB {2}3 GiB of data × 1\.065/m);
    expect(out).toMatch(
      /^ {2}copied pages .* 3\.2 GiB {2}every page copied once; expected from 120,000 writes/m,
    );
    expect(out).toMatch(/^ {2}limit +4 GiB$/m);
    expect(out).toContain('  Fits as expected.');
    expect(out).toContain('  A save that copies every page needs 6.41 GiB, 2.41 GiB over the limit.');
    expect(out).toMatch(
      /It fits up to about [\d,]+ writes during one save with 1 KiB values; 72,000 to 120,000 are expected, which need/,
    );
    expect(out).toContain('  Fits at worst; ');
    expect(out).toContain('Known more exactly with: save=… skew=…');
  });

  it('gives every term in bytes, with where it comes from', async () => {
    await folder.write({ 'redis.conf': CONF });
    const { instances } = await json('redis.conf');
    const [instance] = instances;
    const budget = instance?.budget;
    expect(instance?.file).toBe('redis.conf');
    expect(instance?.narrowedBy).toEqual(['save', 'skew']);
    expect(budget?.terms.map(({ key }) => key)).toEqual(['resident-set', 'copied-pages', 'page-tables']);
    const sum = budget?.terms.reduce((total, { bytes }) => total + (bytes ?? 0), 0) ?? 0;
    expect(Math.abs(sum - (budget?.worst ?? 0))).toBeLessThan(4);
    expect(budget?.limit).toBe(4 * 1024 ** 3);
    expect(budget).toMatchObject({
      verdict: 'fits as expected',
      fits: null,
      breakEven: { writes: [expect.any(Number), expect.any(Number)] },
    });
    for (const { provenance, reason } of budget?.terms ?? []) {
      expect(provenance.length).toBeGreaterThan(0);
      expect(reason).not.toBe('');
    }
    expect(budget?.terms[0]?.provenance).toContainEqual(
      expect.objectContaining({
        kind: 'configured',
        what: 'data',
        fact: expect.objectContaining({
          value: 3 * 1024 ** 3,
          origin: expect.objectContaining({ file: 'redis.conf' }),
        }),
      }),
    );
  });

  it('answers what would be', async () => {
    await folder.write({ 'redis.conf': CONF });
    const [before] = (await json()).instances;
    const [after] = (await json('--what-if', 'limit=8Gi,writes=100/s', '--what-if', 'save=10s')).instances;
    expect(after?.limit).toMatchObject({ value: 8 * 1024 ** 3, origin: { layer: 'what if' } });
    expect(after?.budget?.fits).toBe(true);
    expect(after?.budget?.worst).toBe(before?.budget?.worst);
    expect(after?.budget?.expected.high).toBeLessThan(before?.budget?.expected.high ?? 0);
    const [smaller] = (await json('--what-if', 'maxmemory=1gb')).instances;
    expect(smaller?.budget?.worst).toBeLessThan((before?.budget?.worst ?? 0) / 2);
  });

  it('says where nothing bounds the data, and what is without a bound', async () => {
    await folder.write({
      'a/redis.conf': 'save 900 1\n',
      'b/redis.conf': '# forkguard: version=6.2 limit=8Gi\nmaxmemory 1gb\nappendonly yes\n',
    });
    const { out } = await forkguard(folder.path, 'budget');
    expect(out).toContain('Unknown: nothing bounds the data.');
    expect(out).toMatch(/AOF rewrite buffers +at least 0 bytes +no bound/);
    expect(out).toContain('Cannot be judged: before 7.0 the AOF rewrite buffers are bounded by nothing');
    const { instances } = await json();
    expect(instances.find(({ file }) => file === 'a/redis.conf')?.budget).toBeNull();
    expect(instances.find(({ file }) => file === 'b/redis.conf')?.budget).toMatchObject({
      worst: null,
      fits: null,
    });
  });

  it('adds what shares a roof', async () => {
    await folder.write({ 'compose.yaml': COMPOSE });
    const { groups, instances } = await json();
    const worst = instances.reduce((sum, { budget }) => sum + (budget?.worst ?? 0), 0);
    expect(groups).toHaveLength(1);
    expect(Math.abs((groups[0]?.allForks ?? 0) - worst)).toBeLessThan(4);
    expect(groups[0]?.oneFork).toBeLessThan(groups[0]?.allForks ?? 0);
    expect((await forkguard(folder.path, 'budget')).out).toContain(
      'Both fork, and may do so at once: 3.21 GiB at worst together; 2.68 GiB one at a time.',
    );
  });

  it('adds what one overlay or variant makes, not all of them', async () => {
    const pod = (name: string) =>
      `      - { name: ${name}, image: redis:7.2, args: [--maxmemory, 1gb], resources: { limits: { memory: 4Gi } } }\n`;
    await folder.write({
      'compose.yaml': COMPOSE,
      'compose.prod.yaml': 'services: { cache: { mem_limit: 4g }, queue: { mem_limit: 3g } }\n',
      'base/app.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: app }\nspec:\n  template:\n    spec:\n      containers:\n${pod('a')}${pod('b')}`,
      'base/kustomization.yaml': 'resources: [app.yaml]\n',
      'one/kustomization.yaml': 'resources: [../base]\nnamePrefix: one-\n',
      'two/kustomization.yaml': 'resources: [../base]\nnamePrefix: two-\n',
    });
    const { groups } = await json();
    expect(groups.map(({ members }) => members.length)).toEqual(groups.map(() => 2));
    expect(groups.map(({ name }) => name)).toContain('compose.yaml (compose.prod.yaml)');
    expect(groups.length).toBeGreaterThanOrEqual(4);
  });

  it('reads standard input and the project file', async () => {
    await folder.write({ '.forkguard.yaml': 'instances:\n  - { limit: 5Gi }\n' });
    const { out } = await forkguard(
      { cwd: folder.path, stdin: 'maxmemory 2gb\nsave 900 1\n' },
      'budget',
      '-',
    );
    expect(out).toMatch(/^ {2}limit +5 GiB$/m);
  });

  it('finds nothing where nothing is', async () => {
    await folder.write({ 'notes.txt': 'nothing\n' });
    expect(await forkguard(folder.path, 'budget')).toMatchObject({ code: 0, out: 'No server was found.\n' });
  });

  it.each([
    [['--what-if', 'wri=4'], '--what-if: "wri" cannot be asked. Known are maxmemory, dataset, limit,'],
    [['--what-if', 'writes=fast'], '--what-if: writes must be a rate such as 2000/s, not "fast".'],
    [['--what-if', 'maxmemory=lots'], '--what-if: maxmemory must be a size such as 6gb or 4Gi, not "lots".'],
    [['--what-if', ''], '--what-if: "" cannot be asked.'],
    [['--what-if', 'limit=0'], '--what-if: limit must be a size such as 6gb or 4Gi, not "0".'],
    [['--what-if', 'save=0s'], '--what-if: save must be a duration such as 90s, not "0s".'],
    [['--what-if', 'writes=1/s, writes = 2/s'], '--what-if: writes is asked twice.'],
    [['--format', 'sarif'], '--format is one of text, json, not "sarif".'],
    [['--fail-on', 'error'], '"forkguard budget --help" lists the options.'],
    [['-', 'redis.conf'], '"-" (standard input) stands alone'],
    [['missing.conf'], 'missing.conf: '],
  ])('%j is wrong usage', async (argv, message) => {
    const { code, err } = await forkguard(folder.path, 'budget', ...argv);
    expect(code).toBe(2);
    expect(err.join('\n')).toContain(message);
  });

  it('explains itself', async () => {
    const { code, out } = await forkguard(folder.path, 'budget', '--help');
    expect(code).toBe(0);
    expect(out).toContain('--what-if <facts>');
    expect(out).toContain('writes=5000/s,value=1kb,limit=4Gi');
  });
});
