import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { STATEFUL_SET } from '../../support/manifests';
import { closeEverything, diagnosticOf, eventually, openFile, replaceText } from './workspace';

const POD = STATEFUL_SET.replace('["/etc/server/server.conf"]', '["--save", "900", "1"]');

/** Everything that Forkguard says about a document. */
const said = (document: vscode.TextDocument) =>
  vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'forkguard');

describe('a manifest', () => {
  afterEach(closeEverything);

  it('becomes ours with the word that is typed into it, and is left alone when the word goes', async () => {
    const document = await openFile('pod.yaml', POD.replace('redis:7.2.4', 'memcached:1.6'));
    assert.equal(document.languageId, 'yaml');
    await replaceText(document, 'memcached:1.6', 'redis:7.2.4');
    const { range } = await diagnosticOf(document, 'save-on-primary');
    assert.equal(document.getText(range), '"--save", "900", "1"');
    await replaceText(document, 'redis:7.2.4', 'memcached:1.6');
    await eventually('nothing is said any more', () => (said(document).length === 0 ? true : undefined));
    await replaceText(document, 'memcached:1.6', 'valkey/valkey:8.0');
    await diagnosticOf(document, 'save-on-primary');
  });

  it('is read in a template that no extension has a language for', async () => {
    const compose = [
      'services:',
      '  cache:',
      '    image: redis:7.2.4',
      '    command: redis-server --save 900 1',
      '    mem_limit: {{ limit }}',
      '',
    ].join('\n');
    const document = await openFile('docker-compose.yml.j2', compose);
    assert.equal(document.languageId, 'plaintext');
    const { range } = await diagnosticOf(document, 'save-on-primary');
    assert.equal(document.getText(range), '--save 900 1');
  });

  it('is read before it is saved, too', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: POD });
    await vscode.window.showTextDocument(document);
    await diagnosticOf(document, 'save-on-primary');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
