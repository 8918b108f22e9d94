/** A running server, connected through the commands of the editor. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { freePort } from '../../support/free-port';
import { closeEverything, diagnosticGone, diagnosticOf, eventually, LIMIT_MS, openFile } from './workspace';

const PASSWORD = 'correct horse battery';

interface Api {
  liveStatus(): { readonly text: string; readonly detail: string; readonly problem: boolean };
}

describe('a running server', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fg-'));
  const socket = path.join(folder, 's');
  let server: ChildProcess;

  before(async () => {
    const args = [
      '--port',
      '0',
      '--unixsocket',
      socket,
      '--dir',
      folder,
      '--save',
      '',
      '--maxmemory',
      '200mb',
    ];
    server = spawn('redis-server', [...args, '--requirepass', PASSWORD], { stdio: 'ignore' });
    await accepts(socket);
  });

  afterEach(closeEverything);

  after(async () => {
    server.kill('SIGKILL');
    await vscode.commands.executeCommand('forkguard.forget', 'suite');
    rmSync(folder, { recursive: true, force: true });
  });

  const status = async () => {
    const extension = vscode.extensions.getExtension<Api>('forkguard.forkguard');
    const api = await extension?.activate();
    assert.ok(api, 'the extension says nothing');
    return api.liveStatus();
  };

  it('gives measured numbers while it runs', async () => {
    const document = await openFile('redis.conf', 'maxmemory 100mb\nsave 900 1\n');
    await vscode.commands.executeCommand('forkguard.connect', {
      name: 'suite',
      server: { address: `unix://:${encodeURIComponent(PASSWORD)}@${socket}` },
      files: ['*/redis.conf'],
    });

    const { message } = await diagnosticOf(document, 'configuration-drift');
    assert.match(
      message,
      /maxmemory is 100 MiB here; the running server has 200 MiB \(CONFIG GET, measured (?:just now|\d+ s ago)\)/,
    );
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(0, 2),
    );
    const hover = hovers
      .flatMap(({ contents }) => contents.map((one) => (one as vscode.MarkdownString).value))
      .join('\n');
    assert.match(hover, /\*\*suite\*\*, measured (?:just now|\d+ s ago): /);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    assert.match(lenses[0]?.command?.title ?? '', /^suite, measured /);
    assert.match((await status()).text, /^suite: measured /);
  });

  it('is diagnosed in a document that follows what is observed', async () => {
    const uri = vscode.Uri.from({ scheme: 'forkguard-diagnosis', path: '/suite.md' });
    const diagnosis = await vscode.workspace.openTextDocument(uri);
    assert.match(diagnosis.getText(), /^# Redis .*\n[\s\S]*## 8\. /);
    await vscode.commands.executeCommand('forkguard.diagnose', 'suite');
    await tell(socket, `AUTH "${PASSWORD}"`, 'CONFIG SET maxmemory 123mb');
    await vscode.commands.executeCommand('forkguard.refresh');
    await eventually('a newer diagnosis', () => diagnosis.getText().includes('123 MiB') || undefined);
  });

  it('is connected again after the language server was started again', async () => {
    const document = await openFile('redis.conf', 'maxmemory 100mb\nsave 900 1\n');
    await diagnosticOf(document, 'configuration-drift');
    await vscode.commands.executeCommand('forkguard.restart');
    await tell(socket, `AUTH "${PASSWORD}"`, 'CONFIG SET maxmemory 150mb');
    await eventually('measured numbers from the new server', async () => {
      await vscode.commands.executeCommand('forkguard.refresh');
      const messages = vscode.languages.getDiagnostics(document.uri).map(({ message }) => message);
      return messages.some((message) => message.includes('has 150 MiB')) || undefined;
    });
    assert.match((await status()).text, /^suite: measured /);
  });

  it('gives its last numbers when it is stopped, and none when it is left', async () => {
    const document = await openFile('redis.conf', 'maxmemory 100mb\nsave 900 1\n');
    await diagnosticOf(document, 'configuration-drift');
    server.kill('SIGKILL');
    await vscode.commands.executeCommand('forkguard.refresh');
    const failed = await status();
    assert.match(failed.text, /^suite: no connection, measured /);
    assert.ok(failed.problem);
    assert.doesNotMatch(`${failed.text}${failed.detail}`, /horse/);
    await diagnosticOf(document, 'configuration-drift');

    await vscode.commands.executeCommand('forkguard.disconnect', 'suite');
    await diagnosticGone(document, 'configuration-drift');
    assert.equal((await status()).text, 'No running server');
  });

  it('is found by Sentinels that want a password of their own', async () => {
    const [port, watched] = [await freePort(), await freePort()];
    const conf = path.join(folder, 'sentinel.conf');
    writeFileSync(
      conf,
      `port ${port}\nbind 127.0.0.1\nrequirepass "staple ${PASSWORD}"\nsentinel monitor orders 127.0.0.1 ${watched} 1\n`,
    );
    const spawned = [
      spawn('redis-server', [
        '--port',
        String(watched),
        '--bind',
        '127.0.0.1',
        '--dir',
        folder,
        '--save',
        '',
      ]),
      spawn('redis-server', [conf, '--sentinel']),
    ];
    try {
      await accepts(port);
      await accepts(watched);
      await vscode.commands.executeCommand('forkguard.connect', {
        name: 'watched',
        server: { address: `redis+sentinel://127.0.0.1:${port}/orders` },
        sentinelPassword: `staple ${PASSWORD}`,
      });
      assert.match((await status()).text, /^watched: measured /);
      await vscode.commands.executeCommand('forkguard.forget', 'watched');
    } finally {
      for (const one of spawned) one.kill('SIGKILL');
    }
  });

  it('leaves no password in the settings', () => {
    const settings = JSON.stringify(vscode.workspace.getConfiguration('forkguard'));
    assert.match(settings, /"suite"/);
    assert.doesNotMatch(settings, /horse/);
  });
});

/** Runs commands, each a line. */
function tell(socket: string, ...commands: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = connect(socket, () => client.end(`${commands.join('\r\n')}\r\nQUIT\r\n`));
    client
      .on('error', reject)
      .on('close', () => resolve())
      .resume();
  });
}

/** Resolves when something listens. */
async function accepts(socket: string | number): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; ) {
    const listens = await new Promise<boolean>((resolve) => {
      const client = connect(typeof socket === 'number' ? { port: socket } : { path: socket }, () => {
        client.destroy();
        resolve(true);
      });
      client.on('error', () => resolve(false));
    });
    if (listens) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('redis-server does not listen. Install it: apt-get install -y redis-server');
}
