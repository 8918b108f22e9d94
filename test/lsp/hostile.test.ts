/** Clients that refuse, misspell or confuse: the server stays, and answers what makes sense. */

import { describe, expect, it, vi } from 'vitest';
import {
  CancellationTokenSource,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ErrorCodes,
  LSPErrorCodes,
  RegistrationRequest,
} from 'vscode-languageserver/node';
import { BlockDocument } from '../../server/src/lsp/block-document';
import { temporaryFolder } from '../support/temporary-folder';
import { eventually, languageServer, PULLING, type TestClient } from './support/client';

const folder = temporaryFolder();
const start = languageServer(folder);

const SAVING = 'save 900 1\nmaxmemory 1gb\nappendonly no\n';

/** Opens a file after everything else and looks at its findings. */
async function isAlive(client: TestClient): Promise<void> {
  await client.open('alive/redis.conf', SAVING);
  await client.settles('alive/redis.conf', ['save-on-primary']);
}

it('a client that refuses registrations and refreshes costs only what it refuses', async () => {
  const client = await start({
    capabilities: {
      ...PULLING,
      workspace: {
        ...PULLING.workspace,
        inlayHint: { refreshSupport: true },
        codeLens: { refreshSupport: true },
      },
    },
    refuses: [RegistrationRequest.method, 'workspace/diagnostic/refresh', 'workspace/inlayHint/refresh'],
  });
  await isAlive(client);
  expect(client.registered.size).toBe(0);
  await client.set({ rules: { 'save-on-primary': 'off' } });
  await client.settles('alive/redis.conf', []);
});

it.each([
  'file://server/share',
  'file:///%E0%A4%A',
  'file:///a%',
  'file:',
  'file:///',
  'http://[',
  'vscode-vfs://github/a/b',
  'no URI at all',
  '',
  'file:///a%00b',
])('a folder %j leaves the others and the open files', async (uri) => {
  const client = await start({ folderUris: [uri] });
  await isAlive(client);
  const textDocument = { uri: `${uri}/redis.conf`, languageId: 'redis-conf', version: 1, text: SAVING };
  await client.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  await eventually('findings', async () => {
    const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
    return (report.kind === 'full' && report.items.length > 0) || undefined;
  });
});

describe('messages out of order', () => {
  it('are no end', async () => {
    const client = await start();
    const { connection } = client;
    const uri = client.uri('redis.conf');
    const change = (version: number, line: number) =>
      connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version },
        contentChanges: [{ range: range(line, 0, line, 5), text: 'x' }],
      });
    await change(2, 0);
    await connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
    await client.open('redis.conf', SAVING);
    await client.open('redis.conf', 'appendonly no\n');
    await change(1, 99);
    await change(Number.NaN, -3);
    await connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
    await connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
    await connection.sendNotification('textDocument/didChange', { textDocument: null });
    await connection.sendNotification('textDocument/didOpen');
    await connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: 'file://a/b' }],
    });
    await connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: 'file://%', name: '' }], removed: [{ uri: 'file:///never', name: '' }] },
    });
    await isAlive(client);
  });

  it('a second initialize is refused', async () => {
    const client = await start();
    const again = client.connection.sendRequest('initialize', {
      capabilities: {},
      processId: null,
      rootUri: null,
    });
    await expect(again).rejects.toMatchObject({ code: ErrorCodes.InvalidRequest });
    await isAlive(client);
  });
});

const range = (line: number, character: number, endLine: number, endCharacter: number) => ({
  start: { line, character },
  end: { line: endLine, character: endCharacter },
});

describe('positions that are not in the document', () => {
  const POSITIONS = [
    { line: 1e9, character: 0 },
    { line: 0, character: 1e9 },
    { line: -1, character: -1 },
    { line: 1.5, character: 0.5 },
    { line: 2 ** 31, character: 2 ** 31 },
  ];

  it.each(['redis.conf', 'a.yaml'])('%s', async (name) => {
    const client = await start();
    const text = name === 'a.yaml' ? 'kind: Pod\napiVersion: v1\nimage: redis\n' : SAVING;
    await client.open(name, text);
    const textDocument = { uri: client.uri(name) };
    for (const position of POSITIONS) {
      const around = { start: position, end: position };
      for (const [method, params] of [
        ['textDocument/hover', { textDocument, position }],
        ['textDocument/completion', { textDocument, position }],
        ['textDocument/inlayHint', { textDocument, range: around }],
        ['textDocument/codeAction', { textDocument, range: around, context: { diagnostics: [] } }],
      ] as const)
        await client.connection.sendRequest(method, params);
    }
    expect(client.log).toEqual([]);
    await isAlive(client);
  });

  it('in edits leave a document that can be read', async () => {
    const client = await start();
    await client.open('redis.conf', SAVING);
    for (const [version, position] of POSITIONS.entries())
      await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri: client.uri('redis.conf'), version: version + 2 },
        contentChanges: [{ range: { start: position, end: position }, text: '\n' }],
      });
    await client.settles('redis.conf', ['save-on-primary']);
  });
});

it('requests that are cancelled before their turn are not worked on', async () => {
  const client = await start();
  await client.open('redis.conf', SAVING);
  await client.settles('redis.conf', ['save-on-primary']);
  const asked = vi.spyOn(BlockDocument.prototype, 'getText');
  const params = { textDocument: { uri: client.uri('redis.conf') }, position: { line: 0, character: 1 } };
  const source = new CancellationTokenSource();
  const hovers = Array.from({ length: 20 }, () =>
    client.connection.sendRequest('textDocument/hover', params, source.token),
  );
  source.cancel();
  const ends = await Promise.allSettled(hovers);
  const cancelled = ends.filter(
    (end) => end.status === 'rejected' && end.reason.code === LSPErrorCodes.RequestCancelled,
  );
  expect(cancelled.length).toBeGreaterThan(0);
  expect(asked.mock.calls.length).toBe(hovers.length - cancelled.length);
  asked.mockRestore();
  await isAlive(client);
});

it('a hover that fails is a finding at the top of its file, until the file changes', async () => {
  const client = await start();
  await client.open('redis.conf', SAVING);
  await client.settles('redis.conf', ['save-on-primary']);
  const broken = vi.spyOn(BlockDocument.prototype, 'getText').mockImplementation(() => {
    throw new TypeError('broken');
  });
  expect(await client.hover('redis.conf', 'save')).toBeUndefined();
  broken.mockRestore();
  const { message, range: at } = await client.diagnostic('redis.conf', 'could-not-be-checked');
  expect(message).toMatch(/^A hover could not be computed\. .* This is a bug in Forkguard \(TypeError\)/);
  expect(at).toEqual(range(0, 0, 0, 'save 900 1'.length));
  expect(client.log).toEqual([expect.stringContaining('TypeError: broken at ')]);
  await client.replace('redis.conf', '1gb', '2gb');
  await client.settles('redis.conf', ['save-on-primary']);
});
