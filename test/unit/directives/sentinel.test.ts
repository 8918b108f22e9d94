/** What the differential test (test/fuzz/sentinel.test.ts) cannot show: other versions, templates, places. */

import { describe, expect, it } from 'vitest';
import { checkSentinel } from '../../../server/src/core/directives/sentinel';
import { configOf, versionOf } from '../../support/config';
import { lintFiles } from '../../support/lint-text';

/** What is at fault, with the words of the message that follow. */
function problems(text: string, version = '7.0'): string[] {
  return checkSentinel(configOf(text, 'sentinel.conf'), versionOf(version)).map(
    ({ line, at, message: says }) => {
      const [first] = at;
      const span = first === undefined ? line.span : (line.args[first]?.span ?? line.span);
      return `${text.slice(span.start, span.end)}: ${says}`;
    },
  );
}

const WATCHED = 'sentinel monitor m 192.0.2.1 6379 2\n';

describe('places and words', () => {
  it.each([
    ['sentinel quorum m 2\n', 'quorum: there is no sentinel setting "quorum"'],
    ['sentinel monitor m\n', 'sentinel monitor m: sentinel monitor takes 4 arguments, not 1'],
    ['sentinel auth-pass m x\n', 'm: no primary called "m" is monitored here'],
    ['sentinel monitor m 192.0.2.1 6379 0\n', '0: the quorum must be 1 or more'],
    ['sentinel monitor m 192.0.2.1 70000 1\n', '70000: "70000" is not a port'],
    [`${WATCHED}sentinel failover-timeout m 0\n`, '0: the time in milliseconds must be 1 or more'],
    ['sentinel myid abc\n', 'abc: the id has 40 characters'],
    ['sentinel announce-hostnames on\n', 'on: the value must be yes or no, not "on"'],
  ])('%j', (text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  it('in the order of the file', () => {
    const text = `sentinel auth-pass n x\n${WATCHED}${WATCHED}sentinel myid x\n`;
    expect(problems(text).map((each) => each.split(':')[0])).toEqual(['n', 'm', 'x']);
  });
});

describe('a text without any monitor', () => {
  const text = 'port 26379\nsentinel parallel-syncs m 5\n';
  const refused = (files: Readonly<Record<string, string>>): string[] =>
    lintFiles(files).findings.map(({ message }) => message);

  it('is refused as a file', () => {
    expect(refused({ 'sentinel.conf': text })).toEqual([expect.stringContaining('"m" is monitored here')]);
  });

  it('is completed by a script where it is a template', () => {
    expect(refused({ 'sentinel.conf.tpl': text })).toEqual([]);
  });

  it('is completed by a script in a ConfigMap', () => {
    const lines = text.replace(/^(?=.)/gm, '    ');
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: redis }\ndata:\n  sentinel.conf: |\n${lines}`;
    expect(refused({ 'map.yaml': map })).toEqual([]);
    const watched = `${map}    sentinel monitor other 192.0.2.1 6379 2\n`;
    expect(refused({ 'map.yaml': watched })).toEqual([expect.stringContaining('"m" is monitored here')]);
  });
});

describe('names of hosts', () => {
  const text = 'sentinel monitor m redis-0 6379 2\n';

  it('are refused since 6.2 unless they may be resolved', () => {
    expect(problems(text)).toEqual([
      'redis-0: "redis-0" is not an IP address, and since 6.2 names are resolved only with "sentinel resolve-hostnames yes"',
    ]);
    expect(problems(text, 'valkey-8.1')).toHaveLength(1);
    expect(problems(text, '6.0')).toEqual([]);
    expect(problems(`${text}sentinel resolve-hostnames yes\n`)).toEqual([]);
    expect(problems(`sentinel resolve-hostnames yes\n${text}sentinel resolve-hostnames no\n`)).toHaveLength(
      1,
    );
  });

  it.each(['192.0.2.1', '::1', '2001:db8::1', 'fe80::1%eth0', '127.1', '0x7f000001'])(
    '%s is an address',
    (host) => {
      expect(problems(`sentinel monitor m ${host} 6379 2\n`)).toEqual([]);
    },
  );

  it.each(['redis', 'redis-0.redis.svc', 'cafe', '192.0.2.256', '""'])('%s is none', (host) => {
    expect(problems(`sentinel monitor m ${host} 6379 2\n`)).toHaveLength(1);
  });
});

describe('what is not certain', () => {
  it.each([
    [
      'a template names the primary',
      'sentinel monitor {{ name }} 192.0.2.1 6379 2\nsentinel auth-pass m x\n',
    ],
    ['a template adds lines', '{{ monitors }}\nsentinel auth-pass m x\n'],
    [
      'an include may add lines',
      'include more.conf\nsentinel auth-pass m x\nsentinel monitor n redis-0 6379 2\n',
    ],
    ['one of two branches', `{% if a %}\n${WATCHED}{% else %}\n${WATCHED}{% endif %}\n`],
    [
      'a name of a host in a branch',
      '{% if a %}\nsentinel resolve-hostnames yes\n{% endif %}\nsentinel monitor m redis-0 6379 2\n',
    ],
    ['a value from a template', `${WATCHED}sentinel failover-timeout m {{ timeout }}\n`],
  ])('%s', (_, text) => {
    expect(problems(text)).toEqual([]);
  });

  it('a mistake within one line is one in any case', () => {
    expect(problems('{{ monitors }}\nsentinel quorum m 2\n')).toHaveLength(1);
  });
});
