/** Connecting as a user does, question by question, to a server with a password. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Questions } from './questions';
import { type Redis, startRedis } from './redis';
import { LIMIT, useWorkbench } from './workbench';

const PASSWORD = 'correct/horse@battery?staple';

describe('the guided way to a running server', () => {
  const window = useWorkbench({
    files: { 'redis.conf': 'maxmemory 100mb\nsave 900 1\n', 'cache/redis.conf': 'maxmemory 50mb\n' },
    settings: { 'workbench.colorTheme': 'Default Dark Modern' },
  });
  let redis: Redis;
  let questions: Questions;
  const address = () => `127.0.0.1:${redis.port}`;

  beforeAll(async () => {
    redis = await startRedis(['--requirepass', PASSWORD, '--maxmemory', '200mb']);
    questions = new Questions(window().page);
  });
  afterAll(() => redis?.stop());

  const connect = () => window().command('Forkguard: Connect to a Server');
  /** Everything that this editor has written: settings, state, logs. */
  const written = () => contents(inject('scratch')).join('\n');
  const settings = () => contents(inject('scratch'), /settings\.json$/).join('\n');
  /** What the settings of the folder say; undefined while they are being written. */
  const uses = () => {
    try {
      return JSON.parse(window().onDisk('.vscode/settings.json'))['forkguard.connections.uses'];
    } catch {
      return undefined;
    }
  };
  const status = () => window().page.locator('.statusbar-item', { hasText: 'is connected' });

  it('says in the box what is wrong with an address, and takes a better one', async () => {
    await connect();
    await questions.type('address', 'http://u:hunter2@host');
    await questions.problem('Unknown scheme "http"');
    await window().screenshot('connect-1-invalid-address');
    await questions.type('address', `redis://${address()}`);
    await questions.asks('TLS');
    await questions.leave('TLS');
  });

  const ANSWERS: readonly (readonly [title: string, answer: () => Promise<void>])[] = [
    ['address', () => questions.type('address', address())],
    ['TLS', () => questions.choose('TLS', 'No TLS')],
    ['ACL user', () => questions.type('ACL user', '')],
    ['password', () => questions.type('password', PASSWORD)],
    ['what to observe', () => questions.choose('what to observe', 'This server alone')],
    ['name', () => questions.type('name', 'left')],
    ['what it stands for', () => Promise.resolve()],
  ];
  it.each(ANSWERS.map(([title], index) => ({ title, index })))(
    'leaves nothing behind when it is left at "$title"',
    async ({ title, index }) => {
      await connect();
      // Nothing is saved from before, so that the address is the first question each time.
      for (const [, answer] of ANSWERS.slice(0, index)) await answer();
      await questions.leave(title);
      expect(settings()).not.toMatch(/"left"|127\.0\.0\.1/);
      expect(written()).not.toMatch(/horse/);
    },
  );

  it('goes back to any question, with the answer that was given', async () => {
    await connect();
    await questions.type('address', address());
    await questions.choose('TLS', 'of our own');
    await questions.type('certificate authority', '/nowhere/ca.pem');
    await questions.problem('There is no such file');
    await questions.back('certificate authority');
    await questions.back('TLS');
    await questions.asks('address');
    await expect.poll(() => questions.input.inputValue(), LIMIT).toBe(address());
    await window().page.keyboard.press('Enter');
    await questions.choose('TLS', 'No TLS');
    await questions.type('ACL user', 'somebody');
    await questions.back('password');
    await questions.asks('ACL user');
    await expect.poll(() => questions.input.inputValue(), LIMIT).toBe('somebody');
    await questions.leave('ACL user');
  });

  it('asks for the group of Sentinels, and takes a name that is one', async () => {
    await connect();
    await questions.type('address', address());
    await questions.choose('TLS', 'No TLS');
    await questions.type('ACL user', '');
    await questions.type('password', PASSWORD);
    await questions.choose('what to observe', 'The master that Sentinels name');
    await questions.type('group', 'two words');
    await questions.problem('A group is one word');
    await window().screenshot('connect-2-group');
    await questions.type('group', 'orders');
    await questions.type('ACL user of the Sentinels', '');
    await questions.asks('password of the Sentinels');
    expect(await questions.input.getAttribute('type')).toBe('password');
    await questions.back('password of the Sentinels');
    await questions.leave('ACL user of the Sentinels');
  });

  it('asks for a name, and what the server stands for, at the end', async () => {
    await connect();
    await questions.server(address(), PASSWORD);
    await questions.type('name', '');
    await questions.problem('A connection needs a name.');
    await questions.type('name', 'orders');
    await questions.asks('what it stands for');
    await window().screenshot('connect-3-uses');
    await questions.confirm('what it stands for');
  });

  it('is connected: the file in front of the user shows what is measured', async () => {
    await window()
      .page.locator('.codelens-decoration a', { hasText: 'orders, measured' })
      .first()
      .waitFor(LIMIT);
    const rows = await window().problems('configuration-drift');
    expect(rows.join('\n')).toContain('maxmemory is 100 MiB here; the running server has 200 MiB');
    await window().screenshot('connect-4-connected');
    await window().page.keyboard.press('Control+Shift+M');
  });

  it('has kept the address in the user settings, the name in the folder, and the password nowhere', async () => {
    await expect.poll(uses, LIMIT).toEqual({ orders: { files: ['redis.conf'], workloads: [] } });
    expect(window().onDisk('.vscode/settings.json')).not.toContain('127.0.0.1');
    await expect.poll(settings, LIMIT).toContain(`redis://${address()}`);
    expect(written()).not.toMatch(/horse/);
  });

  it('opens the diagnosis from the lens', async () => {
    await window()
      .page.locator('.codelens-decoration a', { hasText: 'orders, measured' })
      .first()
      .click(LIMIT);
    const page = window().page.frameLocator('iframe.webview').frameLocator('iframe');
    await page.getByRole('heading', { name: /^Redis .* at 127\.0\.0\.1/ }).waitFor(LIMIT);
    await window().screenshot('connect-5-diagnosis');
    // It is asked again while it is seen.
    await redis.run(`AUTH ${PASSWORD}`, 'CONFIG SET maxmemory 321mb');
    await page.getByRole('row', { name: /^maxmemory 321 MiB/ }).waitFor({ timeout: 2 * LIMIT.timeout });
    await window().page.keyboard.press('Control+w');
  });

  it('is changed by the button beside it: the password stays where none is typed', async () => {
    await connect();
    await questions.asks('Connect to a running server');
    await questions.press('orders', 'Change');
    await questions.asks('address');
    await expect.poll(() => questions.input.inputValue(), LIMIT).toBe(`redis://${address()}`);
    await questions.server(`127.0.0.1:${redis.port}/3`, '');
    await questions.confirm('what it stands for');
    await status().waitFor(LIMIT);
    await expect.poll(settings, LIMIT).toContain(`redis://${address()}/3`);
    await expect.poll(uses, LIMIT).toEqual({ orders: { files: ['redis.conf'], workloads: [] } });
  });

  it('a wrong password is said once, with a way to change it, and shown nowhere', async () => {
    await connect();
    await questions.press('orders', 'Change');
    await questions.server(address(), 'wrong horse');
    await questions.confirm('what it stands for');
    const said = window().page.locator('.notification-list-item', {
      hasText: 'does not accept this user and password',
    });
    await said.waitFor(LIMIT);
    await window().screenshot('connect-6-wrong-password');
    await said.getByText('Change the Connection').click(LIMIT);
    await questions.leave('address');
    expect(written()).not.toMatch(/horse/);
  });

  it('is forgotten with its password: the same server wants one again', async () => {
    await connect();
    await questions.press('orders', 'Forget');
    await expect.poll(settings, LIMIT).not.toContain(address());
    await connect();
    await questions.server(address(), '');
    await questions.type('name', 'orders');
    await questions.confirm('what it stands for');
    await window()
      .page.locator('.notification-list-item', { hasText: 'wants a password, and none was given' })
      .waitFor(LIMIT);
  });
});

/** The texts of all files below a folder in which an editor works: any of them may go meanwhile. */
function contents(folder: string, name = /./): string[] {
  const unlessGone = <T>(look: () => T[]): T[] => {
    try {
      return look();
    } catch {
      return []; // a socket, or gone
    }
  };
  return unlessGone(() => readdirSync(folder, { withFileTypes: true })).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'extensions' ? [] : contents(file, name);
    return entry.isFile() && name.test(entry.name) ? unlessGone(() => [readFileSync(file, 'utf8')]) : [];
  });
}
