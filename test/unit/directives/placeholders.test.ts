/** Names that stand for values until something replaces them. */

import { describe, expect, it } from 'vitest';
import { lintFiles, lintText } from '../../support/lint-text';

const faults = (text: string, name = 'redis.conf'): string[] =>
  lintText(text, name).findings.flatMap(({ outcome, message }) => (outcome ? [message] : []));

describe('a name in the place of a value', () => {
  it.each([
    'maxmemory %MAXMEMORY%',
    'maxmemory %%MAXMEMORY%%',
    'maxmemory @MAXMEMORY@mb',
    'maxmemory __MAX_MEMORY__',
    'maxmemory {MAX_MEMORY}',
    'maxmemory <max-memory>',
    'maxmemory $MAXMEMORY',
    'maxmemory #{MaxMemory}',
    'save {SECONDS} {CHANGES}',
    'appendonly @AOF@',
    'client-output-buffer-limit normal $HARD $SOFT 60',
  ])('%s', (line) => {
    expect(faults(`${line}\n`)).toEqual([]);
    const [instance] = lintText(`${line}\nmaxmemory-policy noeviction\n`).instances;
    const name = line.slice(0, line.indexOf(' '));
    if (name === 'save') expect(instance?.directives.loaded.save.uncertain).toBe(true);
    else expect(instance?.directives.fact(name).kind).toMatch(/^(?:unknown|default)$/);
  });

  it('leaves words that may be meant as they are', () => {
    const [instance] = lintText('proc-title-template "{title} {listen-addr}"\nmaxmemory 1gb\n').instances;
    expect(instance?.directives.fact('proc-title-template')).toMatchObject({ kind: 'known' });
  });

  it.each(['maxmemory MAXMEMORY', 'maxmemory 50%', 'maxmemory %', 'maxmemory @', 'appendonly $', 'port <>'])(
    '%s is a mistake',
    (line) => expect(faults(`${line}\n`)).toHaveLength(1),
  );

  it('may be a bare word in capitals in a template', () => {
    for (const name of ['redis.conf.in', 'redis.template.conf', 'redis-tmpl.conf.j2'])
      expect(faults('maxmemory MAXMEMORY\nport PORT\n', name)).toEqual([]);
    expect(faults('appendonly maybe\n', 'redis.conf.in')).toHaveLength(1);
  });

  it('in a sentinel.conf, where the name of the primary still counts', () => {
    const text =
      'sentinel monitor m $HOST 6379 2\nsentinel auth-pass m <password>\nsentinel parallel-syncs m %N%\n';
    expect(faults(text, 'sentinel.conf')).toEqual([]);
    expect(faults(`${text}sentinel parallel-syncs n 1\n`, 'sentinel.conf')).toHaveLength(1);
  });
});

describe('a part of a configuration', () => {
  const MISSING = /missing|implicit/;
  const missing = (name: string): string[] =>
    lintFiles({ [name]: 'maxmemory-policy allkeys-lru\nappendonly yes\n' }).findings.flatMap(({ rule }) =>
      MISSING.test(rule) ? [rule] : [],
    );

  it.each(['redis.conf.d/cache.conf', 'conf.d/redis.conf', 'redis-overrides.conf'])('%s', (name) =>
    expect(missing(name)).toEqual([]),
  );

  it('is none by another name', () => {
    expect(missing('config/redis.conf')).toEqual(['implicit-save-points', 'missing-maxmemory']);
  });
});
