import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeEverything, eventually, openFile } from './workspace';

describe('activation', () => {
  after(closeEverything);

  it('happens when a redis.conf is opened, which is of the language redis-conf', async () => {
    const document = await openFile('redis.conf', 'port 6379\n');
    assert.equal(document.languageId, 'redis-conf');
    const extension = vscode.extensions.getExtension('forkguard.forkguard');
    assert.ok(extension, 'the extension is not installed');
    await eventually('the extension is active', () => extension.isActive || undefined);
  });
});
