/** ioredis would write its commands, AUTH included, to standard error when DEBUG asks for it. */

import { expect, it } from 'vitest';
import { runBuilt } from '../cli/support/built';
import { startServer } from './support/server';

const PASSWORD = 'hunter2-for-the-log';

it('DEBUG in the environment does not make the built program print a password', async () => {
  const server = await startServer({
    conf: [`requirepass ${PASSWORD}`],
    admin: { password: PASSWORD },
  });
  const env = { DEBUG: '*', FORKGUARD_PASSWORD: PASSWORD };
  const { out, err, code } = await runBuilt('/', ['diagnose', server.socket, '--format', 'json'], { env });
  expect(code).toBeLessThan(2);
  expect(JSON.parse(out).servers).toHaveLength(1);
  expect(err).toBe('');
  expect(out).not.toContain(PASSWORD);
});
