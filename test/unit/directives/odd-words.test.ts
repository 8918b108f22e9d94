/** Words that every JavaScript object answers to must be as unknown as any other. */

import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../server/src/core/model/finding';
import { lintText } from '../../support/lint-text';

const WORDS = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

const LINES: readonly [name: string, file: string, line: (word: string) => string][] = [
  ['directive', 'redis.conf', (word) => `port 1\nmaxmemory 1gb\n${word} 1`],
  ['bool', 'redis.conf', (word) => `appendonly ${word}`],
  ['enum', 'redis.conf', (word) => `maxmemory-policy ${word}`],
  ['flags', 'redis.conf', (word) => `shutdown-on-sigterm ${word}`],
  ['memory', 'redis.conf', (word) => `maxmemory ${word}`],
  ['save points', 'redis.conf', (word) => `save ${word} 1`],
  ['client class', 'redis.conf', (word) => `client-output-buffer-limit ${word} 1 1 1`],
  [
    'client class before 7.0',
    'redis.conf',
    (word) => `# forkguard: version=6.2\nclient-output-buffer-limit ${word} 1 1 1`,
  ],
  ['sentinel setting', 'sentinel.conf', (word) => `sentinel ${word} a b`],
  ['monitored primary', 'sentinel.conf', (word) => `sentinel auth-pass ${word} x`],
];

const AT_FAULT: readonly Finding['outcome'][] = ['refuses', 'misreads'];

describe.each(LINES)('as a %s', (_, file, line) => {
  it.each(WORDS)('%s', (word) => {
    const findings = lintText(`${line(word)}\n`, file).findings.filter(({ outcome }) =>
      AT_FAULT.includes(outcome),
    );
    expect(findings).toHaveLength(1);
    expect(JSON.stringify(findings)).not.toMatch(/function|\[object|undefined/);
  });
});

describe('in annotations', () => {
  it.each(WORDS)('%s', (word) => {
    const { findings } = lintText(`# forkguard: ${word}=1\n# forkguard: allow ${word} -- x\nport 1\n`);
    const problems = findings
      .filter(({ rule }) => rule === 'invalid-annotation')
      .map(({ message }) => message);
    expect(problems).toEqual([
      expect.stringContaining(`Unknown key "${word}".`),
      `There is no rule "${word}".`,
    ]);
  });
});
