/** A server over its life: settings, folders, cancellation, requests that make no sense, its end. */

import { spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  CancellationTokenSource,
  createProtocolConnection,
  DidChangeWorkspaceFoldersNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  FileChangeType,
  HoverRequest,
  InitializeRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { CONFIG_MAP, STATEFUL_SET } from '../support/manifests';
import { temporaryFolder } from '../support/temporary-folder';
import { eventually, languageServer, type TestClient } from './support/client';

const folder = temporaryFolder();
const start = languageServer(folder);

const SAVING = 'save 900 1\nmaxmemory 1gb\nappendonly no\n';

describe('settings', () => {
  it('count from the start and when they change', async () => {
    const client = await start({ settings: { rules: { 'save-on-primary': 'off' } } });
    await client.open('redis.conf', SAVING);
    await client.settles('redis.conf', []);
    await client.set({ rules: { 'save-on-primary': 'error' } });
    const diagnostic = await client.diagnostic('redis.conf', 'save-on-primary');
    expect(diagnostic.severity).toBe(1);
    expect(client.refreshes).toBeGreaterThan(0);
    await client.set({});
    await eventually('the severity of the rule', async () =>
      (await client.diagnostic('redis.conf', 'save-on-primary')).severity === 2 ? true : undefined,
    );
  });

  it('that cannot be used degrade with a line each', async () => {
    const client = await start({
      settings: {
        rules: { nonsense: 'error', 'save-on-primary': 'loud' },
        version: 'new',
        limits: { files: -1 },
      },
    });
    await client.open('redis.conf', SAVING);
    await client.settles('redis.conf', ['save-on-primary']);
    for (const word of ['nonsense', 'save-on-primary', 'forkguard.version', 'limits.files'])
      expect(client.log.filter((line) => line.includes(word))).toHaveLength(1);
  });

  it('count less than the project file, also while that is being written', async () => {
    await folder.write({ '.forkguard.yaml': 'rules:\n  save-on-primary: hint\n' });
    const client = await start({ settings: { rules: { 'save-on-primary': 'error' } } });
    await client.open('redis.conf', SAVING);
    expect((await client.diagnostic('redis.conf', 'save-on-primary')).severity).toBe(4);
    await client.open('.forkguard.yaml', 'rules:\n  save-on-primary: off\n');
    await client.settles('redis.conf', []);
    await client.close('.forkguard.yaml');
    await client.settles('redis.conf', ['save-on-primary']);
    await folder.remove('.forkguard.yaml');
    await client.changedOnDisk('.forkguard.yaml', FileChangeType.Deleted);
    await eventually('the setting', async () =>
      (await client.diagnostic('redis.conf', 'save-on-primary')).severity === 1 ? true : undefined,
    );
  });

  it('cap what is read, and the cap says so', async () => {
    await folder.write({ 'a.yaml': 'redis: 1\n', 'b.yaml': 'redis: 2\n', 'c.yaml': 'redis: 3\n' });
    const client = await start({ settings: { limits: { files: 2 } } });
    const line = /more than 2 files that concern Redis; the rest are not read/;
    await eventually('a line', () => client.log.find((one) => line.test(one)));
  });
});

describe('folders', () => {
  it('are projects of their own, with their own project files', async () => {
    await folder.write({ 'b/.forkguard.yaml': 'rules:\n  save-on-primary: off\n' });
    const client = await start({ folders: ['a', 'b'] });
    await client.open('a/redis.conf', SAVING);
    await client.open('b/redis.conf', SAVING);
    await client.settles('a/redis.conf', ['save-on-primary']);
    await client.settles('b/redis.conf', []);
  });

  const change = (client: TestClient, added: string[], removed: string[]) => {
    const folders = (names: string[]) => names.map((name) => ({ name, uri: client.uri(name) }));
    const event = { added: folders(added), removed: folders(removed) };
    return client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, { event });
  };

  it('come and go', async () => {
    await folder.write({ 'a/common.conf': 'maxmemory 1gb\n' });
    const client = await start({ folders: [] });
    await client.open('a/redis.conf', 'include common.conf\nappendonly no\n');
    await client.settles('a/redis.conf', ['unresolved-include']);
    await change(client, ['a'], []);
    await client.settles('a/redis.conf', ['implicit-save-points']);
    await change(client, [], ['a']);
    await client.settles('a/redis.conf', ['unresolved-include']);
  });

  it('that come and go leave each server in one of them', async () => {
    await folder.write({ 'in/other/redis.conf': SAVING });
    const client = await start({ folders: [] });
    const servers = async () => {
      const found: { name: string; file: string }[] = await client.connection.sendRequest(
        'forkguard/live/instances',
        {},
      );
      return found.map(({ file }) => file.replace(client.uri('.'), '.')).sort();
    };
    const are = (...files: string[]) =>
      eventually(files.join(), async () => ((await servers()).join() === files.join() ? true : undefined));
    await client.open('in/redis.conf', SAVING);
    await are('./in/redis.conf');
    await change(client, ['.'], []);
    await are('in/other/redis.conf', 'in/redis.conf');
    await change(client, ['in'], []);
    await are('other/redis.conf', 'redis.conf');
    await change(client, [], ['in']);
    await are('in/other/redis.conf', 'in/redis.conf');
    await change(client, [], ['.']);
    await are('./in/redis.conf');
  });

  it('inside one another: the innermost counts', async () => {
    await folder.write({ 'in/.forkguard.yaml': 'rules:\n  save-on-primary: off\n' });
    const client = await start({ folders: ['.', 'in'] });
    await client.open('in/redis.conf', SAVING);
    await client.settles('in/redis.conf', []);
  });

  it('that do not exist, or that nobody may read, are a line in the log at most', async () => {
    const client = await start({ folders: ['nowhere', 'untitled:nothing'] });
    await client.open('nowhere/redis.conf', SAVING);
    await client.settles('nowhere/redis.conf', ['save-on-primary']);
  });
});

describe('documents', () => {
  it('that were never saved are read', async () => {
    const client = await start();
    await client.open('untitled:Untitled-1', SAVING, 'redis-conf');
    await client.settles('untitled:Untitled-1', ['save-on-primary']);
    await client.open('untitled:Untitled-2', `${STATEFUL_SET}---\n${CONFIG_MAP}`, 'yaml');
    await client.diagnostic('untitled:Untitled-2', 'limit-below-2x');
  });

  it('with names that URIs escape are found under every spelling', async () => {
    await folder.write({ 'a b#c/ü.conf': 'maxmemory 1gb\n' });
    const client = await start();
    await client.open('a b#c/redis.conf', 'include ü.conf\nsave 900 1\nappendonly no\n');
    await client.settles('a b#c/redis.conf', ['save-on-primary']);
    const escaped = client.uri('a b#c/redis.conf').replace('.conf', '%2Econf');
    expect(await client.diagnostics(escaped)).toHaveLength(1);
  });

  it('that are huge, binary or broken are answered', async () => {
    const client = await start();
    await client.open('huge.yaml', `redis: |\n${'  x\n'.repeat(200_000)}`);
    await client.open('broken.yaml', 'redis: [\n  - {\n"\n\t- &a *a\n');
    await client.open('zeros.conf', '\0\0redis\0'.repeat(100));
    await client.open('bomb.yaml', BOMB);
    for (const name of ['huge.yaml', 'broken.yaml', 'zeros.conf', 'bomb.yaml'])
      expect(Array.isArray(await client.diagnostics(name))).toBe(true);
    await client.open('redis.conf', SAVING);
    await client.settles('redis.conf', ['save-on-primary']);
  });
});

/** Anchors that describe 10^9 nodes. */
const BOMB = `kind: Pod\napiVersion: v1\nredis0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${Array.from(
  { length: 8 },
  (_, level) => `redis${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(', ')}]\n`,
).join('')}`;

describe('requests', () => {
  it('that make no sense are refused or answered with nothing, and the next one is served', async () => {
    const client = await start();
    await client.open('redis.conf', SAVING);
    const ask = (method: string, params?: unknown) => client.connection.sendRequest(method, params);
    await expect(ask('forkguard/nothing')).rejects.toThrow(/unhandled method/i);
    await expect(ask('textDocument/hover', { nonsense: true })).resolves.toBeNull();
    await expect(
      ask('textDocument/hover', {
        textDocument: { uri: client.uri('redis.conf') },
        position: { line: 1e9, character: -5 },
      }),
    ).resolves.toBeNull();
    await expect(ask('textDocument/codeAction', { textDocument: {} })).resolves.toEqual([]);
    await expect(ask('forkguard/status', { uri: 'not a uri' })).resolves.toBeNull();
    await client.settles('redis.conf', ['save-on-primary']);
  });

  it('that are cancelled end, and the others go on', async () => {
    const client = await start();
    await client.open('redis.conf', SAVING);
    const source = new CancellationTokenSource();
    const textDocument = { uri: client.uri('redis.conf') };
    const cancelled = client.connection.sendRequest(
      DocumentDiagnosticRequest.type,
      { textDocument },
      source.token,
    );
    source.cancel();
    await cancelled.catch(() => undefined);
    await client.settles('redis.conf', ['save-on-primary']);
  });
});

describe('the server as it is shipped', () => {
  const SERVER = fileURLToPath(new URL('../../dist/server.js', import.meta.url));

  it('speaks over standard input and output, and ends when it is told', async () => {
    await folder.write({ 'redis.conf': SAVING });
    const child = spawn(process.execPath, [SERVER, '--stdio']);
    const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    connection.listen();
    const uri = pathToFileURL(folder.join('redis.conf')).href;
    const { serverInfo } = await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: pathToFileURL(folder.path).href,
      capabilities: {},
    });
    expect(serverInfo).toEqual({ name: 'forkguard', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    await connection.sendNotification('initialized', {});
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'redis-conf', version: 1, text: SAVING },
    });
    const hover = await connection.sendRequest(HoverRequest.type, {
      textDocument: { uri },
      position: { line: 0, character: 1 },
    });
    expect(JSON.stringify(hover)).toContain('after 900 s');
    await connection.sendRequest(ShutdownRequest.type);
    await connection.sendNotification(ExitNotification.type);
    expect(await exited).toBe(0);
  });

  it('ends with an error when the editor goes without a word', async () => {
    const child = spawn(process.execPath, [SERVER, '--stdio']);
    const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
    child.stdin.end();
    expect(await exited).toBe(1);
  });

  it('leaves a last line on standard error when it crashes', async () => {
    const crash =
      'const wait = () => { if (process.listenerCount("uncaughtException") > 0) throw new TypeError("boom"); setImmediate(wait); }; setImmediate(wait);';
    const child = spawn(process.execPath, [
      `--import=data:text/javascript,${encodeURIComponent(crash)}`,
      SERVER,
      '--stdio',
    ]);
    let said = '';
    child.stderr.on('data', (data) => {
      said += String(data);
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(1);
    expect(said).toMatch(
      /^forkguard: The language server ends\. TypeError: boom at .* Please report it at https:\/\/\S+\n$/,
    );
  });
});
