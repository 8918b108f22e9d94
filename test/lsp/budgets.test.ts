/** What the memory budget picture asks for, over a real connection: servers as data, and the edits. */

import { describe, expect, it } from 'vitest';
import type { TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { BudgetEntry } from '../../client/webview/entry';
import { budgetOf } from '../../server/src/core/memory/budget';
import { CONFIG_MAP, STATEFUL_SET } from '../support/manifests';
import { temporaryFolder } from '../support/temporary-folder';
import { languageServer, type TestClient } from './support/client';

const folder = temporaryFolder();
const start = languageServer(folder);
const GIB = 1024 ** 3;

const budgets = (client: TestClient) => client.connection.sendRequest<BudgetEntry[]>('forkguard/budgets');

/** The texts after the edit, by their URIs; undefined where there is none. */
async function applied(client: TestClient, numbers: object, texts: Readonly<Record<string, string>>) {
  const [entry] = await budgets(client);
  const params = { id: entry?.id, ...numbers };
  const edit = await client.connection.sendRequest<WorkspaceEdit | null>('forkguard/applyBudget', params);
  const changes = (edit?.documentChanges ?? []) as TextDocumentEdit[];
  return changes.map(({ textDocument: { uri }, edits }) => {
    const name = Object.keys(texts).find((one) => client.uri(one) === uri) ?? '';
    const document = TextDocument.create(uri, '', 0, texts[name] ?? '');
    return [name, TextDocument.applyEdits(document, edits as { range: never; newText: string }[])];
  });
}

describe('the budgets of the open folders', () => {
  it('carry facts that give the same budget on the other side', async () => {
    const client = await start();
    await client.open('orders.yaml', `${STATEFUL_SET}---\n${CONFIG_MAP}`);
    const entries = await budgets(client);
    expect(entries).toMatchObject([
      { name: 'StatefulSet/orders › server', writable: { limit: true, maxmemory: true } },
    ]);
    expect(entries[0]?.input.limit).toMatchObject({ value: 4 * GIB, origin: { layer: 'manifest' } });
    const budget = entries[0] && budgetOf(entries[0].input);
    expect(budget).toMatchObject({ dataset: 3 * GIB, limit: 4 * GIB, verdict: 'may not fit' });
  });

  it('say where no edit reaches a number', async () => {
    const client = await start();
    await client.open('redis.conf', 'replicaof 10.0.0.1 6379\nmaxmemory 1gb\n');
    expect((await budgets(client))[0]?.writable).toEqual({ limit: false, maxmemory: true });
    expect(await applied(client, { limit: GIB }, {})).toEqual([]);
  });
});

describe('numbers that are applied', () => {
  it('are written into the manifest and the configuration', async () => {
    const client = await start();
    const text = `${STATEFUL_SET}---\n${CONFIG_MAP}`;
    await client.open('orders.yaml', text);
    const numbers = { limit: 6 * GIB, maxmemory: 2 * GIB };
    const expected = text.replace('memory: 4Gi', 'memory: 6Gi').replace('maxmemory 3gb', 'maxmemory 2gb');
    expect(await applied(client, numbers, { 'orders.yaml': text })).toEqual([['orders.yaml', expected]]);
  });

  it('are written into the annotation that states the limit, with the line endings of the file', async () => {
    const client = await start();
    const text = '# forkguard: limit=1Gi value=1kb\r\nmaxmemory 768mb\r\nsave 900 1\r\n';
    await client.open('redis.conf', text);
    const expected = text.replace('1Gi', '2Gi').replace('768mb', '1gb');
    expect(await applied(client, { limit: 2 * GIB, maxmemory: GIB }, { 'redis.conf': text })).toEqual([
      ['redis.conf', expected],
    ]);
  });

  it('are a new line where nothing bounded the data', async () => {
    const client = await start();
    const text = 'port 6379\nsave 900 1\n';
    await client.open('redis.conf', text);
    const [change] = await applied(client, { maxmemory: GIB }, { 'redis.conf': text });
    expect(change?.[1]).toMatch(/^maxmemory 1gb$/m);
  });

  it('change nothing for a server that is gone', async () => {
    const client = await start();
    const params = { id: 'gone', limit: GIB };
    expect(await client.connection.sendRequest('forkguard/applyBudget', params)).toBeNull();
  });
});

describe('a hover that shows a budget', () => {
  const LINK = /\[Show memory budget\]\(command:forkguard\.showMemoryBudget\?([^\s)]+) "[^"]+"\)$/;
  const text = `${STATEFUL_SET}---\n${CONFIG_MAP}`;

  it.each([
    ['redis:7.2.4', 'over an image'],
    ['maxmemory 3gb', 'over a directive'],
    ['4Gi', 'over a limit'],
  ])('%s: leads to the picture of that server, %s', async (words) => {
    const client = await start({ initializationOptions: { showsBudgets: true } });
    await client.open('orders.yaml', text);
    const hover = await client.hover('orders.yaml', words);
    const [, id = ''] = LINK.exec(hover?.text ?? '') ?? [];
    const [entry] = await budgets(client);
    expect(JSON.parse(decodeURIComponent(id))).toEqual([entry?.id]);
  });

  it('leads nowhere without a budget, over what has none, and in an editor without the picture', async () => {
    const client = await start({ initializationOptions: { showsBudgets: true } });
    await client.open('redis.conf', 'maxmemory 1gb\nappendfsync always\n');
    await client.open('other/redis.conf', 'save 900 1\n');
    expect((await client.hover('redis.conf', 'maxmemory'))?.text).toContain('command:');
    expect((await client.hover('redis.conf', 'appendfsync'))?.text).not.toContain('command:');
    expect((await client.hover('other/redis.conf', 'save'))?.text).not.toContain('command:');
    const plain = await start();
    await plain.open('orders.yaml', text);
    const hover = await plain.hover('orders.yaml', '4Gi');
    expect(hover?.text).toContain('Memory budget of one fork');
    expect(hover?.text).not.toContain('command:');
  });
});
