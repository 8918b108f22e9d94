import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import {
  closeEverything,
  diagnosticGone,
  diagnosticOf,
  openFile,
  quickFixes,
  replaceText,
  ruleOf,
} from './workspace';

describe('diagnostics', () => {
  afterEach(closeEverything);

  it('name the rule and link to its page', async () => {
    const document = await openFile('redis.conf', 'port 6379\nmaxmemory 2Gi\n');
    const { range, code, source } = await diagnosticOf(document, 'suspicious-quantity');
    assert.equal(document.getText(range), '2Gi');
    assert.equal(source, 'forkguard');
    assert.ok(
      typeof code === 'object' && /suspicious-quantity/.test(code.target.toString()),
      'no link to the page',
    );
  });

  it('go when the text is corrected', async () => {
    const document = await openFile('redis.conf', 'maxmemory 2Gi\n');
    await diagnosticOf(document, 'suspicious-quantity');
    await replaceText(document, '2Gi', '2gb');
    await diagnosticGone(document, 'suspicious-quantity');
  });

  it('have a quick fix for a misspelt directive, which mends the text', async () => {
    const document = await openFile('redis.conf', 'maxmemmory 100mb\n');
    const { range } = await diagnosticOf(document, 'unknown-directive');
    assert.equal(document.getText(range), 'maxmemmory');
    const fix = (await quickFixes(document, range)).find(({ title }) => /\bmaxmemory\b/.test(title));
    assert.ok(fix?.edit, 'no quick fix that edits');
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(document.getText(), /^maxmemory 100mb$/m);
    await diagnosticGone(document, 'unknown-directive');
  });

  it('stay out of YAML that does not concern Redis', async () => {
    const unrelated = await openFile('plain.yaml', 'service:\n  name: web\n  maxmemmory: 2Gi\n');
    // Opened second and answered: so the server has had its chance at the first.
    const control = await openFile('redis.conf', 'maxmemmory 100mb\n');
    await diagnosticOf(control, 'unknown-directive');
    const own = vscode.languages.getDiagnostics(unrelated.uri).filter(({ source }) => source === 'forkguard');
    assert.deepEqual(own.map(ruleOf), []);
  });
});
