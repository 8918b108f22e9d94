/** Lines and columns in a file of three documents, in every format: places of later documents have offsets of their own. */

import { describe, expect, it } from 'vitest';
import { CONFIG_MAP, STATEFUL_SET } from '../support/manifests';
import { temporaryFolder } from '../support/temporary-folder';
import { forkguard } from './support/run';

const folder = temporaryFolder();

const TEXT = [
  'apiVersion: v1\nkind: Service\nmetadata: { name: orders }\nspec: { ports: [{ port: 6379 }] }\n',
  STATEFUL_SET,
  CONFIG_MAP,
].join('---\n');

/** Line and column of some words, from 1. */
function at(words: string): { line: number; column: number } {
  const before = TEXT.slice(0, TEXT.indexOf(words)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

const LIMIT = at('4Gi');
const SAVE = at('save 900 1');
const MAXMEMORY = at('3gb');

async function run(format: string): Promise<string> {
  await folder.write({ 'orders.yaml': TEXT });
  return (await forkguard(folder.path, '--format', format, '--hints', 'orders.yaml')).out;
}

describe('a finding in the second and one in the third document', () => {
  it('text', async () => {
    const out = await run('text');
    expect(out).toContain(`  ${LIMIT.line}:${LIMIT.column} `);
    expect(out).toContain(`  ${SAVE.line}:${SAVE.column} `);
    expect(out).toContain(`orders.yaml:${MAXMEMORY.line}:${MAXMEMORY.column} `);
    expect(out).toMatch(/memory: 4Gi\n\s+\|?\s*\^\^\^/);
  });

  it('json, the places of facts and the edits of fixes included', async () => {
    const { findings, instances } = JSON.parse(await run('json'));
    const start = ({ line, column }: typeof LIMIT) => ({ line: line - 1, character: column - 1 });
    const limit = findings.find(({ rule }: { rule: string }) => rule === 'limit-below-2x');
    expect(limit.range.start).toEqual(start(LIMIT));
    expect(limit.related[0].range.start).toEqual(start(MAXMEMORY));
    expect(limit.fixes[0].edits[0].range.start).toEqual(start(LIMIT));
    expect(instances[0].limit.origin.range.start).toEqual(start(LIMIT));
    expect(instances[0].settings.maxmemory.origin.range.start).toEqual(start(MAXMEMORY));
  });

  it('sarif', async () => {
    const { results } = JSON.parse(await run('sarif')).runs[0];
    const regions = results.map(
      (result: {
        locations: { physicalLocation: { region: { startLine: number; startColumn: number } } }[];
      }) => result.locations[0]?.physicalLocation.region,
    );
    expect(regions).toContainEqual(
      expect.objectContaining({ startLine: LIMIT.line, startColumn: LIMIT.column }),
    );
    expect(regions).toContainEqual(
      expect.objectContaining({ startLine: SAVE.line, startColumn: SAVE.column }),
    );
  });

  it('github', async () => {
    const out = await run('github');
    expect(out).toContain(`line=${LIMIT.line},`);
    expect(out).toContain(`line=${SAVE.line},`);
  });

  it('a fix that is applied lands on its words', async () => {
    await folder.write({ 'orders.yaml': TEXT });
    await forkguard(folder.path, '--fix=save-on-primary', 'orders.yaml');
    expect(await folder.read('orders.yaml')).toBe(TEXT.replace('save 900 1', 'save ""'));
  });
});
