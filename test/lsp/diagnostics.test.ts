/** What an editor is told about open documents: by pull, by push, with versions. */

import { describe, expect, it } from 'vitest';
import { DiagnosticSeverity, DiagnosticTag, FileChangeType } from 'vscode-languageserver/node';
import { temporaryFolder } from '../support/temporary-folder';
import { eventually, languageServer, PUSHED } from './support/client';

const folder = temporaryFolder();
const start = languageServer(folder);

const PRIMARY = '# forkguard: limit=4Gi version=7.2\nmaxmemory 3gb\nsave 900 1\n';

describe('initialize', () => {
  it('says what the server can do, and that answers depend on other files', async () => {
    const { capabilities } = await start();
    expect(capabilities).toMatchObject({
      diagnosticProvider: { identifier: 'forkguard', interFileDependencies: true },
      codeActionProvider: { codeActionKinds: ['quickfix', 'source.fixAll.forkguard'] },
      hoverProvider: true,
      workspace: { workspaceFolders: { supported: true } },
    });
  });

  it('watches files that change, manifests among them, and whatever comes and goes: it may be a folder', async () => {
    const client = await start();
    const options = await eventually('watchers', () =>
      client.registered.get('workspace/didChangeWatchedFiles'),
    );
    expect(options).toEqual({
      watchers: [
        { globPattern: '**/*', kind: 5 },
        { globPattern: '**/*.{conf,yaml,yml,json,env}', kind: 2 },
        { globPattern: '**/*.{conf,yaml,yml,json}.*', kind: 2 },
        { globPattern: '**/.env', kind: 2 },
        { globPattern: '**/*.{service,slice,container,volume,pod}{,.*}', kind: 2 },
      ],
    });
  });
});

describe('pulled diagnostics', () => {
  it('name the rule, link to its page, carry severity and related places', async () => {
    const client = await start();
    await client.open('redis.conf', PRIMARY);
    const diagnostic = await client.diagnostic('redis.conf', 'limit-below-2x');
    expect(diagnostic).toMatchObject({
      source: 'forkguard',
      severity: DiagnosticSeverity.Warning,
      codeDescription: { href: expect.stringMatching(/limit-below-2x/) },
      message: expect.stringContaining('1.33× maxmemory of 3 GiB'),
    });
    const related = diagnostic.relatedInformation?.map(({ location, message }) => ({
      text: client.document('redis.conf').getText(location.range),
      message,
    }));
    expect(related).toContainEqual({ text: '3gb', message: 'maxmemory allows 3 GiB of data' });
  });

  it('mark what has no effect', async () => {
    const client = await start();
    await client.open('redis.conf', '# forkguard: version=7.2\nport 1\nport 2\nslave-priority 1\n');
    const found = await client.diagnostics('redis.conf');
    expect(found.find(({ code }) => code === 'overridden-directive')?.tags).toEqual([
      DiagnosticTag.Unnecessary,
    ]);
    expect(found.find(({ code }) => code === 'deprecated-directive')?.tags).toEqual([
      DiagnosticTag.Deprecated,
    ]);
  });

  it('follow each change', async () => {
    const client = await start();
    await client.open('redis.conf', 'maxmemmory 1gb\n');
    expect(await client.seen('redis.conf')).toContainEqual({ rule: 'unknown-directive', text: 'maxmemmory' });
    await client.replace('redis.conf', 'maxmemmory', 'maxmemory');
    expect(await client.seen('redis.conf')).not.toContainEqual(
      expect.objectContaining({ rule: 'unknown-directive' }),
    );
  });

  it('stand right in a file with Windows line endings and characters beyond the first plane', async () => {
    const client = await start();
    await client.open('redis.conf', '# 😀\r\nmaxmemmory 1gb\r\n# 😀 x\r\nsave "a😀" maxx\r\n');
    expect(await client.seen('redis.conf')).toContainEqual({ rule: 'unknown-directive', text: 'maxmemmory' });
    expect(await client.seen('redis.conf')).toContainEqual(
      expect.objectContaining({ rule: 'invalid-value', text: expect.stringContaining('😀') }),
    );
  });

  it('are empty for a document that is closed, or was never opened', async () => {
    const client = await start({ folders: [] });
    await client.open('redis.conf', 'maxmemmory 1gb\n');
    expect(await client.diagnostics('redis.conf')).not.toEqual([]);
    await client.close('redis.conf');
    expect(await client.diagnostics('redis.conf')).toEqual([]);
    expect(await client.diagnostics('other.conf')).toEqual([]);
  });

  it('do not concern other YAML', async () => {
    const client = await start();
    await client.open('plain.yaml', 'kind: Service\nmaxmemmory: 2Gi\n- broken: [\n');
    expect(await client.diagnostics('plain.yaml')).toEqual([]);
  });

  it('of the project file are its mistakes', async () => {
    const client = await start();
    await client.open('.forkguard.yaml', 'rules:\n  save-on-primry: off\n', 'yaml');
    expect(await client.seen('.forkguard.yaml')).toEqual([{ rule: 'configuration', text: 'save-on-primry' }]);
  });
});

describe('pushed diagnostics', () => {
  it('come for the newest version of each document, and go with it', async () => {
    const client = await start({ capabilities: PUSHED });
    expect(client.capabilities.diagnosticProvider).toBeUndefined();
    const uri = client.uri('redis.conf');
    await client.open('redis.conf', 'maxmemmory 1gb\n');
    await eventually('the first push', () => client.pushed.get(uri)?.diagnostics.length || undefined);
    await client.replace('redis.conf', 'maxmemmory', 'maxmemmmory');
    await client.replace('redis.conf', 'maxmemmmory', 'maxmemory');
    await eventually('version 3', () => (client.pushed.get(uri)?.version === 3 ? true : undefined));
    const rules = client.pushed.get(uri)?.diagnostics.map(({ code }) => code);
    expect(rules).not.toContain('unknown-directive');
    await client.replace('redis.conf', 'maxmemory', 'maxmemmory');
    await client.close('redis.conf');
    // The close comes last, whatever was waiting.
    await eventually('nothing', () => (client.pushed.get(uri)?.diagnostics.length === 0 ? true : undefined));
    // All that waits is sent with what comes after it.
    await client.open('later.conf', 'maxmemmory 1gb\n');
    await eventually('what is later', () => client.pushed.has(client.uri('later.conf')) || undefined);
    expect(client.pushed.get(uri)?.diagnostics).toEqual([]);
  });
});

describe('files that are not open', () => {
  it('count as they are on disk, also after they change', async () => {
    await folder.write({ 'common.conf': 'port 1\n', 'redis.conf': 'include common.conf\n' });
    const client = await start();
    await client.open('redis.conf', 'include common.conf\nsave 900 1\n');
    await client.settles('redis.conf', ['missing-maxmemory', 'save-on-primary']);
    await folder.write({ 'common.conf': 'maxmemory 1gb\n' });
    await client.changedOnDisk('common.conf', FileChangeType.Changed);
    await client.settles('redis.conf', ['save-on-primary']);
    expect(client.refreshes).toBeGreaterThan(0);
  });

  it('count again as they are on disk when an editor lets go of them', async () => {
    await folder.write({ 'common.conf': 'maxmemory 1gb\n' });
    const client = await start();
    await client.open('redis.conf', 'include common.conf\nsave 900 1\n');
    await client.settles('redis.conf', ['save-on-primary']);
    await client.open('common.conf', 'port 1\n');
    await client.settles('redis.conf', ['missing-maxmemory', 'save-on-primary']);
    await client.close('common.conf');
    await client.settles('redis.conf', ['save-on-primary']);
  });

  it('are gone when they are deleted', async () => {
    await folder.write({ 'common.conf': 'maxmemory 1gb\n' });
    const client = await start();
    await client.open('redis.conf', 'include common.conf\nsave 900 1\n');
    await client.settles('redis.conf', ['save-on-primary']);
    await folder.remove('common.conf');
    await client.changedOnDisk('common.conf', FileChangeType.Deleted);
    await client.settles('redis.conf', ['save-on-primary', 'unresolved-include']);
  });
});
