import { describe, expect, it } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import { Secrets, withoutSecrets } from '../../../client/src/secret-log';

const PASSWORD = 'h"rse@';

/** An output channel that keeps what it is given. */
function keeping() {
  const kept: string[] = [];
  const keep = (...values: unknown[]) => void kept.push(...values.map(String));
  const methods = ['trace', 'debug', 'info', 'warn', 'error', 'append', 'appendLine', 'replace'];
  const output = {
    name: 'Forkguard',
    logLevel: 1,
    ...Object.fromEntries(methods.map((name) => [name, keep])),
  };
  return { kept, output: output as unknown as LogOutputChannel };
}

describe('the log', () => {
  it('has stars in place of what is a secret, however and wherever it is written', () => {
    const { kept, output } = keeping();
    const secrets = new Secrets();
    const log = withoutSecrets(output, secrets);
    // Known before it is sent, and with it whatever is traced of the request.
    secrets.add(PASSWORD, undefined, '');
    const request = JSON.stringify({ name: 'orders', password: PASSWORD }, null, 4);
    log.trace(`Sending request\nParams: ${request}`);
    log.trace(JSON.stringify({ type: 'send-request', message: { params: { password: 'of a file' } } }));
    log.info('Sending request', `Params: ${request}`);
    log.info(`redis://:${encodeURIComponent(PASSWORD)}@db1`);
    log.error(new Error(PASSWORD), PASSWORD);
    for (const write of [log.debug, log.warn, log.append, log.appendLine, log.replace])
      write(`said ${PASSWORD}`);
    expect(kept).toHaveLength(12);
    expect(kept.slice(0, 2)).toEqual(['Sending request', 'a message']);
    expect(kept.join('\n')).not.toContain('of a file');
    expect(kept.join('\n')).not.toMatch(/rse/);
    expect(kept[3]).toContain('"password": "***"');
    expect(kept.filter((line) => line === 'said ***')).toHaveLength(5);
  });

  it('says everything else as it is, also before there is a secret', () => {
    const { kept, output } = keeping();
    const log = withoutSecrets(output, new Secrets());
    log.info('orders: connected', 12);
    expect(kept).toEqual(['orders: connected', '12']);
    expect(log.name).toBe('Forkguard');
    expect(log.logLevel).toBe(1);
  });
});
