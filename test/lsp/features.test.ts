/** Hover, completion, outline, folding and links over a real connection. */

import { describe, expect, it } from 'vitest';
import { DocumentLinkRequest, DocumentSymbolRequest, FoldingRangeRequest } from 'vscode-languageserver/node';
import { CONFIG_MAP, STATEFUL_SET } from '../support/manifests';
import { temporaryFolder } from '../support/temporary-folder';
import { languageServer, PUSHED, type TestClient } from './support/client';

const folder = temporaryFolder();
const start = languageServer(folder);

async function openBoth(): Promise<TestClient> {
  const client = await start();
  await client.open('orders.yaml', STATEFUL_SET);
  await client.open('my config (1).yaml', CONFIG_MAP);
  await client.diagnostic('orders.yaml', 'limit-below-2x');
  return client;
}

const CONFIG = 'my config (1).yaml';

describe('hover', () => {
  it('on a directive explains it, over its line', async () => {
    const client = await start();
    await client.open('redis.conf', 'port 1\r\nmaxmemory 2gb\r\n');
    expect(await client.hover('redis.conf', '2gb')).toMatchObject({
      text: expect.stringContaining('2,147,483,648 bytes'),
      over: 'maxmemory 2gb',
    });
    expect(await client.hover('redis.conf', '\r\n')).toMatchObject({ over: 'port 1' });
  });

  it('on the image of a server shows the server, with links to file and line', async () => {
    const client = await openBoth();
    const hover = await client.hover('orders.yaml', 'redis:7.2.4');
    expect(hover?.over).toBe('redis:7.2.4');
    expect(hover?.text).toContain('**StatefulSet/orders › server**');
    const uri = client.uri(CONFIG).replace('(', '%28').replace(')', '%29');
    expect(hover?.text).toContain(`| ConfigMap [my config (1).yaml:8](${uri}#L8) |`);
    expect(hover?.text).toContain(`| 4 GiB | [line 20](${client.uri('orders.yaml')}#L20) |`);
  });

  it('on the key and the lines of a ConfigMap, and on nothing else in YAML', async () => {
    const client = await openBoth();
    expect((await client.hover(CONFIG, 'server.conf'))?.text).toContain('**StatefulSet/orders › server**');
    expect(await client.hover(CONFIG, 'save 900')).toMatchObject({
      text: expect.stringMatching(/^\*\*save\*\* = after 900 s with 1 change/),
      over: 'save 900 1',
    });
    for (const words of ['apiVersion', 'metadata', '# Orders'])
      expect(await client.hover(CONFIG, words)).toBeUndefined();
    expect(await client.hover('orders.yaml', 'serviceName')).toBeUndefined();
  });
});

describe('completion', () => {
  it('offers directives with their documentation, and replaces what was typed', async () => {
    const client = await start();
    await client.open('redis.conf', 'port 1\nmaxmem');
    const items = await client.completions('redis.conf', 'maxmem');
    const item = items.find(({ label }) => label === 'maxmemory-policy');
    expect(item).toMatchObject({
      documentation: { kind: 'markdown', value: expect.stringContaining('evicted') },
      textEdit: {
        range: { start: { line: 1, character: 0 }, end: { line: 1, character: 6 } },
        newText: 'maxmemory-policy ',
      },
    });
  });

  it('offers the values of an enumeration, and annotations in comments', async () => {
    const client = await start();
    await client.open('redis.conf', 'maxmemory-policy \n# forkguard: \n');
    const labels = async (behind: string) =>
      (await client.completions('redis.conf', behind)).map(({ label }) => label);
    expect(await labels('maxmemory-policy ')).toContain('allkeys-lru');
    expect(await labels('forkguard: ')).toEqual(expect.arrayContaining(['allow', 'dataset=']));
  });

  it('has no placeholders for an editor that does not know them', async () => {
    const client = await start({ capabilities: PUSHED });
    await client.open('redis.conf', 'sav');
    const save = (await client.completions('redis.conf', 'sav')).find(({ label }) => label === 'save');
    expect(save).toMatchObject({ textEdit: { newText: 'save 900 1' } });
  });

  describe('in a manifest', () => {
    const labels = async (client: TestClient, name: string, behind: string) =>
      (await client.completions(name, behind)).map(({ label }) => label);

    it('works in the block of a ConfigMap, in the version of the server that reads it', async () => {
      const client = await start();
      await client.open('orders.yaml', STATEFUL_SET.replace('7.2.4', '3.2'));
      await client.open(
        'config.yaml',
        CONFIG_MAP.replace('maxmemory-policy noeviction', 'maxmemory-policy '),
      );
      const policies = await labels(client, 'config.yaml', 'maxmemory-policy ');
      expect(policies).toContain('allkeys-lru');
      expect(policies).not.toContain('allkeys-lfu');
      await client.replace('orders.yaml', '3.2', '7.2');
      expect(await labels(client, 'config.yaml', 'maxmemory-policy ')).toContain('allkeys-lfu');
    });

    it('works on the empty last line of a block, and in a block that is still empty', async () => {
      const client = await start();
      await client.open('config.yaml', `${CONFIG_MAP}    \n`);
      const at = `appendonly no\n    `;
      expect(await labels(client, 'config.yaml', at)).toContain('maxmemory');
      const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: redis }\ndata:\n  redis.conf: |\n    ';
      await client.open('empty.yaml', head);
      expect(await labels(client, 'empty.yaml', '|\n    ')).toContain('maxmemory');
      await client.open('other.yaml', head.replace('redis.conf', 'notes.txt'));
      expect(await labels(client, 'other.yaml', '|\n    ')).toEqual([]);
    });

    it('replaces what was typed in the block', async () => {
      const client = await start();
      await client.open('config.yaml', CONFIG_MAP.replace('save 900 1', 'maxmemory-cl'));
      const items = await client.completions('config.yaml', 'maxmemory-cl');
      expect(items.find(({ label }) => label === 'maxmemory-clients')).toMatchObject({
        textEdit: {
          range: { start: { line: 9, character: 4 }, end: { line: 9, character: 16 } },
          newText: 'maxmemory-clients ',
        },
      });
    });

    it('offers nothing outside of it but annotations', async () => {
      const client = await start();
      await client.open('config.yaml', `${CONFIG_MAP}# forkguard: \n`);
      for (const behind of ['apiVersion: ', 'data:\n  ', 'metadata:', 'server.conf: '])
        expect(await labels(client, 'config.yaml', behind)).toEqual([]);
      expect(await labels(client, 'config.yaml', '# forkguard: ')).toContain('allow');
    });
  });
});

describe('outline, folding and links', () => {
  const ask = async (client: TestClient, name: string) => {
    const params = { textDocument: { uri: client.uri(name) } };
    return {
      symbols: await client.connection.sendRequest(DocumentSymbolRequest.type, params),
      folding: await client.connection.sendRequest(FoldingRangeRequest.type, params),
      links: await client.connection.sendRequest(DocumentLinkRequest.type, params),
    };
  };

  it('of a configuration: sections with directives, without passwords; includes', async () => {
    await folder.write({ 'common.conf': 'port 1\n' });
    const client = await start();
    const text =
      '# one\n# two\nport 1\n##### SECURITY #####\nrequirepass tulip\nsave 1 2\ninclude common.conf\n';
    await client.open('redis.conf', text);
    await client.diagnostic('redis.conf', 'missing-maxmemory');
    const { symbols, folding, links } = await ask(client, 'redis.conf');
    expect(symbols).toMatchObject([
      { name: 'port', detail: '1' },
      {
        name: 'SECURITY',
        children: [{ name: 'requirepass' }, { name: 'save', detail: '1 2' }, { name: 'include' }],
      },
    ]);
    expect(JSON.stringify(symbols)).not.toContain('tulip');
    expect(folding).toContainEqual({ startLine: 0, endLine: 1, kind: 'comment' });
    expect(folding).toContainEqual({ startLine: 3, endLine: 6, kind: 'region' });
    expect(links).toMatchObject([{ target: client.uri('common.conf') }]);
  });

  it('of a manifest are left to others', async () => {
    const client = await openBoth();
    // An empty list would be an answer, and take the place of the indentation that the editor folds by.
    expect(await ask(client, CONFIG)).toMatchObject({ symbols: null, folding: null });
  });
});
