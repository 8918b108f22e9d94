import { describe, expect, it } from 'vitest';
import { mayAnnotate } from '../../../server/src/core/text/own-comment';
import { isPlaceholder } from '../../../server/src/core/text/placeholders';

describe('a placeholder', () => {
  it.each([
    '@PORT@',
    '@redis.max-memory@',
    '%MEMORY%',
    '%%MEMORY%%',
    '__SAVE__',
    '__MAX_MEMORY_2__',
    '{TIMEOUT}',
    '{redis:port}',
    '<port>',
    '<max memory>',
    '$PORT',
    '$max_memory',
    '#{port}',
    '#{redis[:port] || 6379}',
    '@SIZE@gb',
    '{SIZE}M',
    '<size>b',
    '$SIZE',
  ])('is %s, in any file', (word) => {
    expect(isPlaceholder(word, false)).toBe(true);
    expect(isPlaceholder(word, true)).toBe(true);
  });

  it.each([
    '1gb',
    '@PORT',
    'PORT@',
    '@1@',
    '@@',
    'x@PORT@',
    '@PORT@x',
    '@SIZE@tb',
    '%MEMORY',
    '%%%MEMORY%%%',
    '50%',
    '__save__',
    '__SAVE',
    '_SAVE_',
    '__1__',
    '{}',
    '{max memory}',
    '<>',
    '<1>',
    '$1',
    '$',
    '$a-b',
    '#{a}b}',
    '#port',
    '"@PORT@"',
    '',
  ])('is not %j', (word) => {
    expect(isPlaceholder(word, false)).toBe(false);
    expect(isPlaceholder(word, true)).toBe(false);
  });

  it.each(['MAXMEMORY', 'MAX_MEMORY', 'REDIS_PORT_2', 'ABC'])('is %s in a template only', (word) => {
    expect(isPlaceholder(word, false)).toBe(false);
    expect(isPlaceholder(word, true)).toBe(true);
  });

  it.each(['AB', 'Abc', 'maxMEMORY', 'MAXMEMORY1x', '1ABC', '_ABC', 'A-B-C'])(
    'is not %s in a template',
    (word) => {
      expect(isPlaceholder(word, true)).toBe(false);
    },
  );
});

describe('a comment for the linter', () => {
  it.each([
    '# forkguard: allow x',
    '#forkguard :allow x',
    'a\n# Forkguard: role=replica',
    '# FORKGUARD\t: x',
  ])('may be in %j', (text) => {
    expect(mayAnnotate(text)).toBe(true);
  });

  it.each(['', '# forkguard', '# see .forkguard.yaml: rules', '# fork guard: x'])('is not in %j', (text) => {
    expect(mayAnnotate(text)).toBe(false);
  });
});
