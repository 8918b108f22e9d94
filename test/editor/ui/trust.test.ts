/** A folder that nobody trusts yet: its files are checked, nothing connects, and what would have says why. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnEditor, startOwnEditor } from './own-editor';
import { Questions } from './questions';
import { type Redis, startRedis } from './redis';
import { LIMIT, Workbench } from './workbench';

/** What a folder could try: to connect somewhere, and to send answers to it. */
const HOSTILE = {
  'forkguard.connections.servers': { orders: { address: 'redis://127.0.0.1:1' } },
  'forkguard.connections.uses': { orders: { files: ['redis.conf'] } },
};

describe('a folder that is not trusted', () => {
  let editor: OwnEditor;
  let window: Workbench;
  let redis: Redis;

  beforeAll(async () => {
    editor = await startOwnEditor({
      trustEverything: false,
      settings: {
        'security.workspace.trust.startupPrompt': 'never',
        'security.workspace.trust.banner': 'never',
      },
    });
    window = await Workbench.open({
      files: { 'redis.conf': 'maxmemory 100mb\nsave 900 1\n' },
      settings: HOSTILE,
      on: { url: editor.url, scratch: editor.folder },
    });
    redis = await startRedis(['--maxmemory', '200mb']);
  });
  afterAll(async () => {
    redis?.stop();
    await window?.close();
    await editor?.stop();
  });

  const says = (text: string) => window.page.locator('.notification-list-item', { hasText: text });

  it('is in restricted mode, and its files are checked', async () => {
    await window.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor(LIMIT);
    const rows = await window.problems('save-on-primary');
    expect(rows.join('\n')).not.toContain('configuration-drift');
    await window.page.keyboard.press('Control+Shift+M');
  });

  it.each([
    'Connect to a Server',
    'Disconnect from a Server',
    'Refresh What Servers Say',
    'Forget a Server and Its Password',
    'Show Running Servers',
    'Diagnose a Running Server',
  ])('"%s" asks nothing and says why', async (title) => {
    await window.command(`Forkguard: ${title}`);
    const reason = says('Forkguard connects to servers in trusted workspaces only');
    await reason.waitFor(LIMIT);
    // The list of commands may still be on its way out; a question would stay.
    await window.page.locator('.quick-input-widget').waitFor({ state: 'hidden', ...LIMIT });
    if (title === 'Connect to a Server') await window.screenshot('trust-1-refused');
    await reason.hover();
    await reason.locator('.codicon-notifications-clear').click(LIMIT);
    await reason.waitFor({ state: 'detached', ...LIMIT });
  });

  it('leads to where it can be trusted', async () => {
    await window.command('Forkguard: Connect to a Server');
    await says('trusted workspaces only').getByText('Manage Workspace Trust').click(LIMIT);
    // The page is drawn anew while it finds out what it has to say.
    await window.page
      .getByRole('button', { name: 'Trust', exact: true })
      .first()
      .dispatchEvent('click', {}, LIMIT);
    await window.page
      .locator('.statusbar-item', { hasText: 'Restricted Mode' })
      .waitFor({ state: 'detached', ...LIMIT });
    await window.screenshot('trust-2-trusted');
  });

  it('connects once it is trusted, and to what the user names, not the folder', async () => {
    // The page about trust lies above the file.
    await window.page.locator('.monaco-modal-editor-block .codicon-close').first().click(LIMIT);
    await window.page.locator('.monaco-modal-editor-block').waitFor({ state: 'detached', ...LIMIT });
    await window.clickOn('maxmemory');
    await window.command('Forkguard: Connect to a Server');
    const questions = new Questions(window.page);
    // The address in the settings of the folder does not count: there is no server to choose from.
    await questions.server(`127.0.0.1:${redis.port}`, '');
    await questions.type('name', 'orders');
    await questions.confirm('what it stands for');
    await window.page.locator('.statusbar-item', { hasText: 'orders is connected' }).waitFor(LIMIT);
    await window.problems('configuration-drift');
    await window.screenshot('trust-3-connected');
    const folder = readFileSync(path.join(window.folder, '.vscode/settings.json'), 'utf8');
    expect(folder).not.toContain(String(redis.port));
  });
});
