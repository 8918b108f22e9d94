import { describe, expect, it } from 'vitest';
import { hoverAt } from '../../../server/src/core/explain/hover';
import { holdsSecret, isSecret } from '../../../server/src/core/explain/secrets';
import { stableOffset } from '../../../server/src/core/text/span';
import { FOLDER, lintText } from '../../support/lint-text';

const CREDENTIALS = [
  'requirepass',
  'RequirePass',
  'masterauth',
  'primaryauth',
  'user',
  'tls-key-file-pass',
  'tls-client-key-file-pass',
];

const LINES = [
  'requirepass tulip7431',
  'requirepass "tulip7431 with blanks"',
  'requirepass=tulip7431',
  'requirepas tulip7431',
  'masterauth tulip7431 # tulip7431',
  'user alice on >tulip7431 ~* +@all',
  'user alice on #tulip7431abcdef ~*',
  'sentinel auth-pass mymaster tulip7431',
  'sentinel sentinel-pass tulip7431',
  'tls-key-file-pass tulip7431',
  'requirepass "tulip7431',
];

describe('names', () => {
  it.each(CREDENTIALS)('%s holds a credential', (name) => {
    expect(isSecret(name)).toBe(true);
  });

  it.each([
    'masteruser',
    'primaryuser',
    'tls-auth-clients',
    'maxmemory',
    'save',
    'sentinel',
    'acl-pubsub-default',
  ])('%s holds none', (name) => {
    expect(isSecret(name)).toBe(false);
  });
});

describe('lines', () => {
  it.each([
    ['requirepass', 'x', true],
    ['sentinel', 'auth-pass', true],
    ['SENTINEL', 'Sentinel-Pass', true],
    ['sentinel', 'monitor', false],
    ['maxmemory', 'pass', false],
  ])('%s %s', (name, first, secret) => {
    expect(holdsSecret(name, first)).toBe(secret);
  });
});

describe('nothing of a credential is said', () => {
  it.each(LINES)('%s', (line) => {
    for (const name of ['redis.conf', 'sentinel.conf']) {
      const text = `port 1\n${line}\nsave 900 1\n`;
      const { findings, instances } = lintText(text, name);
      const said = findings.map(({ message, related, fixes }) => [
        message,
        related.map((one) => one.message),
        fixes.map(({ title }) => title),
      ]);
      expect(JSON.stringify(said)).not.toContain('tulip7431');
      const file = `${FOLDER}/${name}`;
      for (let offset = 7; offset <= 7 + line.length; offset += 1)
        expect(hoverAt(instances, file, text, stableOffset(offset))?.markdown ?? '').not.toContain(
          'tulip7431',
        );
    }
  });
});
