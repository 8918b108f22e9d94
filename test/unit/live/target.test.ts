import { describe, expect, it } from 'vitest';
import { parseAddress, showTarget, withoutCredentials } from '../../../server/src/core/live/address';
import { redactor } from '../../../server/src/core/live/redact';
import { problemOf } from '../../../server/src/live/problem';
import { cliOptions, secretsOf } from '../../../server/src/live/target';

describe('an address', () => {
  it.each([
    ['db1', { endpoints: [{ host: 'db1', port: 6379 }] }],
    ['db1:7000', { endpoints: [{ host: 'db1', port: 7000 }] }],
    ['redis://[::1]:7000/3', { endpoints: [{ host: '::1', port: 7000 }], database: 3 }],
    [
      'rediss://lint:p%40ss@db1',
      { endpoints: [{ host: 'db1', port: 6379 }], tls: {}, username: 'lint', password: 'p@ss' },
    ],
    ['valkey://:secret@db1', { endpoints: [{ host: 'db1', port: 6379 }], password: 'secret' }],
    ['/run/redis.sock', { endpoints: [], socket: '/run/redis.sock' }],
    ['unix://:secret@/run/redis.sock', { endpoints: [], socket: '/run/redis.sock', password: 'secret' }],
    [
      'redis+sentinel://a,b:7000/orders',
      {
        endpoints: [
          { host: 'a', port: 26379 },
          { host: 'b', port: 7000 },
        ],
        sentinel: { master: 'orders' },
      },
    ],
  ])('%s', (text, target) => {
    expect(parseAddress(text)).toEqual(target);
  });

  it.each([
    'http://u:hunter2@db1',
    'redis://u:hunter2@db1:0',
    'redis://u:hunter2@',
    'redis://u:hunter2@db1/x',
    'redis://u:hunter2%@db1',
    'unix://u:hunter2@x',
  ])('%s is refused without repeating it', (text) => {
    expect(() => parseAddress(text)).toThrow(/^(?!.*hunter2)./);
  });

  it('is shown without credentials, and so are the options of redis-cli', () => {
    const target = parseAddress('rediss://lint:hunter2@db1:7000');
    expect(showTarget(target)).toBe('db1:7000 with TLS');
    expect(cliOptions(target, '[fe80::1]:7000')).toBe('-h fe80::1 -p 7000 --tls --user lint --askpass');
    expect(cliOptions({ ...target, tls: { serverName: 'db' } }, 'db1:7000', { ca: '/etc/my ca.pem' })).toBe(
      "-h db1 -p 7000 --tls --cacert '/etc/my ca.pem' --sni db --user lint --askpass",
    );
    expect(cliOptions(parseAddress('/run/a b.sock'), '/run/a b.sock')).toBe("-s '/run/a b.sock'");
    expect(secretsOf(target)).toEqual(['hunter2']);
  });
});

describe('an address that is written down', () => {
  it.each([
    ['db1:7000', { address: 'db1:7000' }],
    [
      ' redis://lint:hunter2@db1/3?password=hunter3 ',
      { address: 'redis://db1/3', username: 'lint', password: 'hunter2' },
    ],
    ['redis://:correct/horse?battery@db1', { address: 'redis://db1', password: 'correct/horse?battery' }],
    ['redis://:p@ss@db1', { address: 'redis://db1', password: 'p@ss' }],
    ['lint:hunter2@db1:7000', { address: 'db1:7000', username: 'lint', password: 'hunter2' }],
    ['redis+sentinel://:s@a,b:7000/orders', { address: 'redis+sentinel://a,b:7000/orders', password: 's' }],
    ['unix://:hunter2@/run/s', { address: 'unix:///run/s', password: 'hunter2' }],
    ['unix:///run/user@host/s', { address: 'unix:///run/user@host/s' }],
    ['/run/user@host/s', { address: '/run/user@host/s' }],
  ])('%s', (text, written) => {
    expect(withoutCredentials(text)).toEqual(written);
    expect(parseAddress(written.address)).not.toHaveProperty('password');
  });

  it('is none without being one', () => {
    expect(() => withoutCredentials('redis://u:hunter2@db1:0')).toThrow(/^(?!.*hunter2)./);
  });
});

describe('a problem', () => {
  const redact = redactor(['hunter2', 'p@ss"word']);

  it('hides secrets however they are written', () => {
    expect(redact('AUTH hunter2 / p@ss"word / p%40ss%22word / "p@ss\\"word"')).toBe(
      'AUTH *** / *** / *** / "***"',
    );
  });

  it('leaves out the arguments that a server repeats, and keeps one line', () => {
    const error = new Error("ERR unknown command 'X', with args beginning with: 'hunter2'\nmore");
    expect(problemOf(error, 'db1:6379', redact).message).toBe("db1:6379: ERR unknown command 'X'");
  });

  it.each([
    ['connect ECONNREFUSED 10.0.0.1:6379', 'unreachable'],
    ['getaddrinfo ENOTFOUND db1', 'unreachable'],
    ['NOAUTH Authentication required.', 'authentication'],
    ['ERR invalid password', 'authentication'],
    ['WRONGPASS invalid username-password pair or user is disabled.', 'authentication'],
    ['DENIED Redis is running in protected mode because …', 'refused'],
    ['ERR max number of clients reached', 'refused'],
    ['unable to verify the first certificate', 'tls'],
    ['ERR the alert of the day', 'refused'],
    ['certificate has expired', 'tls'],
    ['Unknown RESP type 72 "H". Please report this.', 'protocol'],
  ])('%s is of the kind %s', (message, kind) => {
    const problem = problemOf(new Error(message), 'db1:6379', redact);
    expect(problem.kind).toBe(kind);
    expect(problem.message).toMatch(/^db1:6379: .+/);
  });

  it.each([
    ['self-signed certificate in certificate chain', /signed by a CA that is not known here/],
    ["Hostname/IP does not match certificate's altnames: Host: localhost.", /another host name/],
    ['certificate has expired', /has expired/],
    [
      '0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:SSL alert number 116',
      /wants a client/,
    ],
    [
      '0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:SSL alert number 48',
      /does not know the CA/,
    ],
    [
      '0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:SSL alert number 70',
      /version of TLS/,
    ],
  ])('TLS: %s', (message, words) => {
    const problem = problemOf(new Error(message), 'db1:6379', redact);
    expect(problem.kind).toBe('tls');
    expect(problem.message).toMatch(words);
  });
});
