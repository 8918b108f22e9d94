/** Manifests as an editor has them open: joined across documents and files, fixed where their text stands. */

import { describe, expect, it, vi } from 'vitest';
import { FileChangeType } from 'vscode-languageserver/node';
import { CONFIG_MAP, STATEFUL_SET } from '../support/manifests';
import { temporaryFolder } from '../support/temporary-folder';
import { eventually, languageServer, type TestClient } from './support/client';

const folder = temporaryFolder();
const start = languageServer(folder);

async function openBoth(client: TestClient): Promise<void> {
  await client.open('orders.yaml', STATEFUL_SET);
  await client.open('config.yaml', CONFIG_MAP);
}

describe('a StatefulSet and its ConfigMap, both open', () => {
  it('are read as one: the finding on the limit leads to maxmemory', async () => {
    const client = await start();
    await openBoth(client);
    const diagnostic = await client.diagnostic('orders.yaml', 'limit-below-2x');
    expect(client.document('orders.yaml').getText(diagnostic.range)).toBe('4Gi');
    const [related] = diagnostic.relatedInformation ?? [];
    expect(related?.location.uri).toBe(client.uri('config.yaml'));
    expect(related && client.document('config.yaml').getText(related.location.range)).toBe('3gb');
    expect(await client.seen('config.yaml')).toEqual([{ rule: 'save-on-primary', text: 'save 900 1' }]);
  });

  it('change together: an edit in one changes what is said of the other', async () => {
    const client = await start();
    await openBoth(client);
    await client.diagnostic('orders.yaml', 'limit-below-2x');
    await client.replace('config.yaml', '3gb', '1gb');
    await client.settles('orders.yaml', []);
    await client.replace('orders.yaml', '4Gi', '512Mi');
    await client.diagnostic('orders.yaml', 'limit-below-2x');
    await client.replace('config.yaml', 'orders-config', 'other-config');
    await client.settles('orders.yaml', []);
  });

  it('are asked for again when an edit in one changes what was said of the other, and only then', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      // Without a folder nothing is read in the background, which would be a reason of its own.
      const client = await start({ folders: [] });
      await openBoth(client);
      /** How often the editor was told to ask again, some time after an edit of the one. */
      const refreshes = async () => {
        await client.diagnostics('config.yaml');
        vi.advanceTimersByTime(1000);
        await client.diagnostics('orders.yaml');
        return client.refreshes;
      };
      const before = await refreshes();
      await client.replace('config.yaml', '# Orders', '# Orders of today');
      expect(await refreshes()).toBe(before);
      await client.replace('config.yaml', '3gb', '1gb');
      expect(await refreshes()).toBe(before + 1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('are pushed together to an editor that does not ask', async () => {
    const client = await start({ capabilities: {} });
    await openBoth(client);
    const rules = (name: string) =>
      client.pushed.get(client.uri(name))?.diagnostics.map(({ code }) => String(code));
    await eventually('both', () => rules('orders.yaml')?.includes('limit-below-2x') || undefined);
    await client.replace('config.yaml', '3gb', '1gb');
    await eventually('no limit', () => (rules('orders.yaml')?.length === 0 ? true : undefined));
  });
});

describe('a ConfigMap that is not open', () => {
  it('is read from disk, as it is when it changes and while it is there', async () => {
    await folder.write({ 'deep/config.yaml': CONFIG_MAP });
    const client = await start();
    await client.open('orders.yaml', STATEFUL_SET);
    const diagnostic = await client.diagnostic('orders.yaml', 'limit-below-2x');
    expect(diagnostic.relatedInformation?.[0]?.location).toMatchObject({
      uri: client.uri('deep/config.yaml'),
      range: { start: { line: 7, character: 14 }, end: { line: 7, character: 17 } },
    });
    await folder.write({ 'deep/config.yaml': CONFIG_MAP.replace('3gb', '1gb') });
    await client.changedOnDisk('deep/config.yaml', FileChangeType.Changed);
    await client.settles('orders.yaml', []);
    await folder.remove('deep/config.yaml');
    await client.changedOnDisk('deep/config.yaml', FileChangeType.Deleted);
    await client.replace('orders.yaml', '4Gi', '1Gi');
    await client.settles('orders.yaml', []);
    await folder.write({ 'new.yaml': CONFIG_MAP });
    await client.changedOnDisk('new.yaml', FileChangeType.Created);
    await client.diagnostic('orders.yaml', 'limit-below-2x');
  });

  it('does not count where a search would pass it over', async () => {
    await folder.write({ '.git/HEAD': '', '.gitignore': 'rendered/\n' });
    const client = await start();
    await client.open('orders.yaml', STATEFUL_SET);
    await client.settles('orders.yaml', []);
    for (const name of ['rendered/config.yaml', 'node_modules/chart/config.yaml']) {
      await folder.write({ [name]: CONFIG_MAP });
      await client.changedOnDisk(name, FileChangeType.Created);
    }
    await folder.write({ 'web.yaml': 'kind: Service\n' });
    await client.changedOnDisk('web.yaml', FileChangeType.Created);
    expect(await client.diagnostics('orders.yaml')).toEqual([]);
  });

  it('joins when somebody opens it, and leaves with the folder that it is in', async () => {
    const client = await start({ folders: ['a'] });
    await client.open('a/orders.yaml', STATEFUL_SET);
    await client.settles('a/orders.yaml', []);
    await client.open('b/config.yaml', CONFIG_MAP);
    // Another folder is another project.
    await client.settles('a/orders.yaml', []);
    await client.open('a/config.yaml', CONFIG_MAP);
    await client.diagnostic('a/orders.yaml', 'limit-below-2x');
    await client.close('a/config.yaml');
    await client.settles('a/orders.yaml', []);
  });
});

/** The editor reports such a folder as one event, without its files. */
describe('a folder', () => {
  it('that is deleted takes its files away; one that is renamed or comes brings them', async () => {
    await folder.write({ 'old/deep/config.yaml': CONFIG_MAP, 'old-er/redis.conf': '' });
    const client = await start();
    await client.open('orders.yaml', STATEFUL_SET);
    await client.diagnostic('orders.yaml', 'limit-below-2x');

    await folder.move('old', 'new');
    await client.changedOnDisk('old', FileChangeType.Deleted);
    await client.settles('orders.yaml', []);

    await client.changedOnDisk('new', FileChangeType.Created);
    const { relatedInformation } = await client.diagnostic('orders.yaml', 'limit-below-2x');
    expect(relatedInformation?.[0]?.location.uri).toBe(client.uri('new/deep/config.yaml'));
  });

  it('keeps what is open in the editor, and is not looked into where a search would not look', async () => {
    await folder.write({ '.git/HEAD': '', '.gitignore': 'rendered/\n' });
    const client = await start();
    await client.open('orders.yaml', STATEFUL_SET);
    await client.open('open/config.yaml', CONFIG_MAP);
    await client.diagnostic('orders.yaml', 'limit-below-2x');
    await client.changedOnDisk('open', FileChangeType.Deleted);
    await client.diagnostic('orders.yaml', 'limit-below-2x');
    await client.close('open/config.yaml');
    await client.settles('orders.yaml', []);

    for (const name of ['rendered/charts', 'node_modules/charts']) {
      await folder.write({ [`${name}/config.yaml`]: CONFIG_MAP });
      await client.changedOnDisk(name, FileChangeType.Created);
    }
    await folder.write({ 'found/web.yaml': 'kind: Service\n' });
    await client.changedOnDisk('found', FileChangeType.Created);
    expect(await client.diagnostics('orders.yaml')).toEqual([]);
  });
});

describe('files that a manifest refers to', () => {
  it('are read whatever they are called, and again when they change', async () => {
    await folder.write({ 'server.conf.live': 'maxmemory 3gb\nsave 900 1\nappendonly no\n' });
    const client = await start();
    const compose = `services:
  orders:
    image: redis:7.2
    command: redis-server /etc/server.conf.live
    mem_limit: 8g
    volumes: ["./other.conf.live:/etc/server.conf.live"]
`;
    await client.open('compose.yaml', compose);
    await client.replace('compose.yaml', 'mem_limit: 8g', 'mem_limit: 4g');
    await client.replace('compose.yaml', './other', './server');
    await client.diagnostic('compose.yaml', 'limit-below-2x');
    await folder.write({ 'server.conf.live': 'maxmemory 1gb\nsave 900 1\nappendonly no\n' });
    await client.changedOnDisk('server.conf.live', FileChangeType.Changed);
    await eventually('no finding on the limit', async () =>
      (await client.diagnostics('compose.yaml')).some(({ code }) => code === 'limit-below-2x')
        ? undefined
        : true,
    );
  });
});

describe('quick fixes', () => {
  it('keep the indentation of a block, and leave a manifest without findings', async () => {
    const client = await start();
    await openBoth(client);
    const diagnostic = await client.diagnostic('config.yaml', 'save-on-primary');
    const actions = await client.actions('config.yaml', [diagnostic]);
    const off = actions.find(({ title }) => title.startsWith('Turn off'));
    expect(off?.isPreferred).toBeUndefined();
    await client.apply(off);
    expect(client.text('config.yaml')).toBe(CONFIG_MAP.replace('save 900 1', 'save ""'));
    await client.settles('config.yaml', []);
    await client.settles('orders.yaml', []);
  });

  it('keep Windows line endings', async () => {
    const client = await start();
    await client.open('orders.yaml', STATEFUL_SET.replaceAll('\n', '\r\n'));
    await client.open('config.yaml', CONFIG_MAP.replace('    maxmemory 3gb\n', '').replaceAll('\n', '\r\n'));
    const diagnostic = await client.diagnostic('orders.yaml', 'missing-maxmemory');
    const [action] = await client.actions('orders.yaml', [diagnostic]);
    await client.apply(action);
    expect(client.text('config.yaml')).toMatch(/\r\n {4}maxmemory [1-9]\w+\r\n/);
    expect(client.text('config.yaml')).not.toMatch(/[^\r]\n/);
  });

  it('raise the limit in the quotes that stand there', async () => {
    const client = await start();
    await client.open('orders.yaml', STATEFUL_SET.replace('memory: 4Gi', "memory: '4Gi' # for now"));
    await client.open('config.yaml', CONFIG_MAP);
    const diagnostic = await client.diagnostic('orders.yaml', 'limit-below-2x');
    const raise = (await client.actions('orders.yaml', [diagnostic])).find(({ title }) =>
      /limit/i.test(title),
    );
    await client.apply(raise);
    expect(client.text('orders.yaml')).toMatch(/memory: '[\d.]+[MG]i' # for now\n/);
  });

  it('are worked out for the other document as it is when somebody asks', async () => {
    const client = await start();
    await openBoth(client);
    const shown = await client.diagnostic('orders.yaml', 'limit-below-2x');
    await client.replace('config.yaml', '# Orders', '# The orders of today');
    const lower = (await client.actions('orders.yaml', [shown])).find(({ title }) => /^Lower/.test(title));
    await client.apply(lower);
    expect(client.text('config.yaml')).toMatch(/# The orders of today\n(?:.*\n)* {4}maxmemory (?!3gb)\w+\n/);
    await client.settles('orders.yaml', []);
  });
});

describe('a document that is closed', () => {
  it('counts as it is on disk, with nothing left of what was typed', async () => {
    await folder.write({ 'config.yaml': CONFIG_MAP.replace('3gb', '1gb') });
    const client = await start();
    await openBoth(client);
    await client.diagnostic('orders.yaml', 'limit-below-2x');
    await client.close('config.yaml');
    await client.settles('orders.yaml', []);
    expect(await client.diagnostics('config.yaml')).toEqual([]);
  });
});
