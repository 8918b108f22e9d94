import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { CONFIG_MAP, STATEFUL_SET } from '../../support/manifests';
import {
  closeEverything,
  diagnosticGone,
  diagnosticOf,
  eventually,
  openFile,
  positionOf,
  quickFixes,
  replaceText,
  ruleOf,
  show,
} from './workspace';

/** The name of each test's ConfigMap is its own: the files of all tests are in one workspace. */
let count = 0;

async function openWorkload(): Promise<{ workload: vscode.TextDocument; config: vscode.Uri }> {
  const name = `orders-config-${++count}`;
  const workload = await openFile('orders.yaml', STATEFUL_SET.replace('orders-config', name), {
    'config.yaml': CONFIG_MAP.replace('orders-config', name),
  });
  return { workload, config: vscode.Uri.joinPath(workload.uri, '..', 'config.yaml') };
}

async function hoverText(document: vscode.TextDocument, words: string): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    positionOf(document, words).translate(0, 1),
  );
  const parts = hovers.flatMap(({ contents }) => contents);
  return parts.map((part) => (typeof part === 'string' ? part : part.value)).join('\n');
}

describe('a StatefulSet with its ConfigMap in another file', () => {
  afterEach(closeEverything);

  it('is warned about at its limit, and the warning leads to maxmemory in the other file', async () => {
    const { workload, config } = await openWorkload();
    const { range, relatedInformation } = await diagnosticOf(workload, 'limit-below-2x');
    assert.equal(workload.getText(range), '4Gi');
    const [related] = relatedInformation ?? [];
    assert.equal(related?.location.uri.toString(), config.toString());
    const other = await show(config);
    assert.equal(related && other.getText(related.location.range), '3gb');
  });

  it('follows what is typed into the other file, before it is saved', async () => {
    const { workload, config } = await openWorkload();
    await diagnosticOf(workload, 'limit-below-2x');
    const other = await show(config);
    await replaceText(other, '3gb', '1gb');
    await diagnosticGone(workload, 'limit-below-2x');
  });

  it('has a quick fix inside the block, which leaves the block as it was otherwise', async () => {
    const { config } = await openWorkload();
    const other = await show(config);
    const { range } = await diagnosticOf(other, 'save-on-primary');
    assert.equal(other.getText(range), 'save 900 1');
    const before = other.getText();
    const fix = (await quickFixes(other, range)).find(({ title }) => title.startsWith('Turn off'));
    assert.ok(fix?.edit, 'no quick fix that turns snapshots off');
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(other.getText(), before.replace('save 900 1', 'save ""'));
    await diagnosticGone(other, 'save-on-primary');
    const left = vscode.languages.getDiagnostics(config).filter(({ source }) => source === 'forkguard');
    assert.deepEqual(left.map(ruleOf), []);
  });

  it('shows in its hover the server as it was understood', async () => {
    const { workload, config } = await openWorkload();
    await diagnosticOf(workload, 'limit-below-2x');
    const text = await hoverText(workload, 'redis:7.2.4');
    assert.match(text, /StatefulSet\/orders › server/);
    assert.match(text, /\| maxmemory \| 3 GiB, noeviction \| ConfigMap \[config\.yaml:8\]/);
    assert.equal(await hoverText(workload, 'serviceName'), '');
    assert.match(await hoverText(await show(config), 'maxmemory'), /3,221,225,472 bytes = 3 GiB/);
  });

  it('offers directives inside the block', async () => {
    const { config } = await openWorkload();
    const other = await show(config);
    await diagnosticOf(other, 'save-on-primary');
    await replaceText(other, 'appendonly no', 'appendf');
    const end = positionOf(other, 'appendf').translate(0, 'appendf'.length);
    const provide = 'vscode.executeCompletionItemProvider';
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(provide, config, end);
    assert.ok(
      list.items.some(({ label }) => label === 'appendfsync'),
      'no appendfsync',
    );
  });
});

/** The editor reports a folder that is renamed as one change, without the files in it. */
describe('a folder that is not open', () => {
  afterEach(closeEverything);

  async function openBeside(): Promise<{ workload: vscode.TextDocument; folder: string }> {
    const name = `orders-config-${++count}`;
    const workload = await openFile('orders.yaml', STATEFUL_SET.replace('orders-config', name), {
      'base/config.yaml': CONFIG_MAP.replace('orders-config', name),
    });
    await diagnosticOf(workload, 'limit-below-2x');
    return { workload, folder: path.dirname(workload.fileName) };
  }

  it('takes its files along when it is renamed', async () => {
    const { workload, folder } = await openBeside();
    await rename(path.join(folder, 'base'), path.join(folder, 'moved'));
    await eventually('the new place', () => {
      const [found] = vscode.languages
        .getDiagnostics(workload.uri)
        .filter((one) => ruleOf(one) === 'limit-below-2x');
      return found?.relatedInformation?.[0]?.location.uri.path.endsWith('/moved/config.yaml') || undefined;
    });
    await rm(path.join(folder, 'moved'), { recursive: true });
    await diagnosticGone(workload, 'limit-below-2x');
  });

  it('follows a switch of the branch', async () => {
    const { workload, folder } = await openBeside();
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], { cwd: folder });
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('commit', '--quiet', '--message=One');
    git('switch', '--quiet', '--create=other');
    git('mv', 'base', 'moved');
    git('commit', '--quiet', '--message=Two');
    await diagnosticOf(workload, 'limit-below-2x');
    git('rm', '--quiet', '-r', 'moved');
    git('commit', '--quiet', '--message=Three');
    await diagnosticGone(workload, 'limit-below-2x');
    git('switch', '--quiet', 'main');
    await diagnosticOf(workload, 'limit-below-2x');
  });
});
