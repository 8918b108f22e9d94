/** Quick fixes and fixing everything, as an editor asks for them. */

import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder';
import { languageServer, PULLING } from './support/client';

const folder = temporaryFolder();
const start = languageServer(folder);

const SNIPPETS = {
  ...PULLING,
  workspace: { ...PULLING.workspace, workspaceEdit: { snippetEditSupport: true } },
};

describe('a quick fix', () => {
  it('is preferred when it is safe, names its finding and mends the text', async () => {
    const client = await start();
    await client.open('redis.conf', '# forkguard: version=7.2\nslaveof redis-0 6379\n');
    const diagnostic = await client.diagnostic('redis.conf', 'deprecated-directive');
    const [rename, ...rest] = await client.actions('redis.conf', [diagnostic]);
    expect(rename).toMatchObject({
      title: 'Rename to replicaof',
      kind: 'quickfix',
      isPreferred: true,
      diagnostics: [{ code: 'deprecated-directive' }],
    });
    expect(rest.map(({ title, isPreferred }) => [title, isPreferred])).toEqual([
      ['Allow deprecated-directive here, with a reason', undefined],
    ]);
    await client.apply(rename);
    expect(client.text('redis.conf')).toBe('# forkguard: version=7.2\nreplicaof redis-0 6379\n');
    await client.settles('redis.conf', []);
  });

  it('is never preferred when it changes what is kept', async () => {
    const client = await start();
    await client.open('redis.conf', 'save 900 1\nmaxmemory 1gb\nappendonly no\n');
    const diagnostic = await client.diagnostic('redis.conf', 'save-on-primary');
    const actions = await client.actions('redis.conf', [diagnostic]);
    expect(actions.length).toBeGreaterThan(1);
    expect(actions.filter(({ isPreferred }) => isPreferred)).toEqual([]);
  });

  it('is not given for an older version of the document', async () => {
    const client = await start();
    await client.open('redis.conf', 'maxmemmory 1gb\n');
    const diagnostic = await client.diagnostic('redis.conf', 'unknown-directive');
    expect(await client.actions('redis.conf', [diagnostic])).not.toEqual([]);
    await client.replace('redis.conf', 'maxmemmory', '\nmaxmemmory');
    expect(await client.actions('redis.conf', [diagnostic])).toEqual([]);
    const current = await client.diagnostic('redis.conf', 'unknown-directive');
    await client.apply((await client.actions('redis.conf', [current]))[0]);
    expect(client.text('redis.conf')).toBe('\nmaxmemory 1gb\n');
  });

  it('is not given for what another linter says, nor for a document that is not open', async () => {
    const client = await start();
    await client.open('redis.conf', 'maxmemmory 1gb\n');
    const diagnostic = await client.diagnostic('redis.conf', 'unknown-directive');
    expect(await client.actions('redis.conf', [{ ...diagnostic, source: 'other' }])).toEqual([]);
    expect(await client.actions('redis.conf', [{ ...diagnostic, message: 'Of another time.' }])).toEqual([]);
    await client.close('redis.conf');
    expect(await client.actions('redis.conf', [diagnostic])).toEqual([]);
  });

  it('has placeholders only for an editor that knows them', async () => {
    const text = 'maxmemory 1gb\nsave 900 1\n';
    const allow = async (capabilities: typeof PULLING) => {
      const client = await start({ capabilities });
      await client.open('redis.conf', text);
      const diagnostic = await client.diagnostic('redis.conf', 'save-on-primary');
      const action = (await client.actions('redis.conf', [diagnostic])).find(({ title }) =>
        /^Allow/.test(title),
      );
      return JSON.stringify(action?.edit);
    };
    expect(await allow(SNIPPETS)).toContain('${1:reason}');
    expect(await allow(PULLING)).toContain('-- reason');
  });
});

describe('source.fixAll.forkguard', () => {
  const ONLY = ['source.fixAll.forkguard'];
  const TEXT = '# forkguard: version=7.2\nslaveof redis-0 6379\nport 1\nport 2\nsave 900 1\nmaxmemory 1gb\n';

  it('does what is safe, and nothing else', async () => {
    const client = await start();
    await client.open('redis.conf', TEXT);
    const [all, ...none] = await client.actions('redis.conf', [], ONLY);
    expect(none).toEqual([]);
    expect(all).toMatchObject({ kind: 'source.fixAll.forkguard' });
    await client.apply(all);
    expect(client.text('redis.conf')).toBe(
      '# forkguard: version=7.2\nreplicaof redis-0 6379\nport 2\nsave 900 1\nmaxmemory 1gb\n',
    );
    expect(await client.actions('redis.conf', [], ONLY)).toEqual([]);
  });

  it('is given to who asks for source actions, not to who asks for nothing in particular', async () => {
    const client = await start();
    await client.open('redis.conf', TEXT);
    const titles = async (only?: string[]) =>
      (await client.actions('redis.conf', [], only)).map(({ kind }) => kind);
    expect(await titles(['source'])).toEqual(ONLY);
    expect(await titles(['source.fixAll'])).toEqual(ONLY);
    expect(await titles(['source.fixAll.eslint'])).toEqual([]);
    expect(await titles(['source.organizeImports'])).toEqual([]);
    expect(await titles(['quickfix'])).toEqual([]);
    expect(await titles()).toEqual([]);
  });

  it('works inside a block of a manifest', async () => {
    const client = await start();
    const text = `apiVersion: v1
kind: ConfigMap
metadata: { name: redis }
data:
  redis.conf: |
    # forkguard: version=7.2
    slaveof redis-0 6379
    port 1
    port 2
`;
    await client.open('config.yaml', text);
    const [all] = await client.actions('config.yaml', [], ONLY);
    await client.apply(all);
    expect(client.text('config.yaml')).toBe(text.replace('slaveof', 'replicaof').replace('    port 1\n', ''));
  });
});
