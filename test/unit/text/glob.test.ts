import { describe, expect, it } from 'vitest';
import { matchesGlob, shellPattern } from '../../../server/src/core/text/glob';

describe('globs of the project file', () => {
  it.each([
    ['redis.conf', 'redis.conf'],
    ['redis.conf', 'deploy/prod/redis.conf'],
    ['*.conf', 'deploy/redis.conf'],
    ['prod/**', 'prod/a/redis.conf'],
    ['prod/', 'prod/a/redis.conf'],
    ['prod/*.conf', 'prod/redis.conf'],
    ['./prod/*.conf', 'prod/redis.conf'],
    ['/prod/*.conf', 'prod/redis.conf'],
    ['**/cache-*.conf', 'deploy/cache-1.conf'],
    ['**/cache-*.conf', 'cache-1.conf'],
    ['{prod,stage}/*', 'stage/redis.conf'],
    ['.config/*.conf', '.config/redis.conf'],
    ['redis-[ab].conf', 'deploy/redis-a.conf'],
    ['prod/a/', 'prod/a/b/c.conf'],
    ['**/*.conf', '.hidden/redis.conf'],
    ['a/**/b.conf', 'a/b.conf'],
    ['a/**/b.conf', 'a/x/y/b.conf'],
    ['{a,b/{c,d}}/x', 'b/d/x'],
    ['{a}/x', '{a}/x'],
    ['[[:digit:]]*.conf', 'a/6379.conf'],
    ['a\\*.conf', 'a*.conf'],
    ['**', 'a/b/c'],
  ])('%s means %s', (pattern, path) => {
    expect(matchesGlob(pattern, path)).toBe(true);
  });

  it.each([
    ['redis.conf', 'redis.conf.bak'],
    ['prod/*.conf', 'prod/a/redis.conf'],
    ['prod/*.conf', 'deploy/prod/redis.conf'],
    ['/redis.conf', 'deploy/redis.conf'],
    ['./redis.conf', 'deploy/redis.conf'],
    ['prod', 'prod/redis.conf'],
    ['prod/', 'stage/redis.conf'],
    ['a/./b.conf', 'b.conf'],
    ['a/**/b.conf', 'a/xb.conf'],
    ['a**/b', 'a/x/b'],
    ['{a,b/{c,d}}/x', 'b/x'],
    ['a\\*.conf', 'ab.conf'],
    ['[[:digit:]]*.conf', 'a/d.conf'],
  ])('%s does not mean %s', (pattern, path) => {
    expect(matchesGlob(pattern, path)).toBe(false);
  });
});

describe('wildcards of include', () => {
  it.each([
    ['/etc/redis/*.conf', '/etc/redis/a.conf'],
    ['/etc/redis/?.conf', '/etc/redis/a.conf'],
    ['/etc/redis/[ab].conf', '/etc/redis/b.conf'],
    ['/etc/redis/[!ab].conf', '/etc/redis/c.conf'],
    ['/etc/redis/[^ab].conf', '/etc/redis/c.conf'],
    ['/etc/*/redis.conf', '/etc/prod/redis.conf'],
    ['file:///w/a b(1)/*.conf', 'file:///w/a b(1)/x.conf'],
    ['/etc/{a,b}*.conf', '/etc/{a,b}1.conf'],
    ['/etc/!(a)*.conf', '/etc/!(a)1.conf'],
    ['/etc/a+b*.conf', '/etc/a+b1.conf'],
    ['!/etc/*.conf', '!/etc/a.conf'],
    ['/etc/a\\*.conf', '/etc/a\\b.conf'],
    ['/etc/a|b*.conf', '/etc/a|b1.conf'],
    ['/etc/@(a)*.conf', '/etc/@(a)1.conf'],
    ['/etc/{a..c}*.conf', '/etc/{a..c}1.conf'],
  ])('%s matches %s', (pattern, path) => {
    expect(shellPattern(pattern).matches(path)).toBe(true);
  });

  it.each([
    ['/etc/redis/*.conf', '/etc/redis/sub/a.conf'],
    ['/etc/redis/**.conf', '/etc/redis/sub/a.conf'],
    ['/etc/**/a.conf', '/etc/x/y/a.conf'],
    ['/etc/redis/*.conf', '/etc/redis/.hidden.conf'],
    ['/etc/redis/?hidden.conf', '/etc/redis/.hidden.conf'],
    ['/etc/redis/a.*', '/etc/redis/b.conf'],
    ['/etc/{a,b}.con[f]', '/etc/a.conf'],
    ['/etc/@(a|b)*.conf', '/etc/a.conf'],
    ['/etc/redis/[ab].conf', '/etc/redis/ab.conf'],
    ['!/etc/a.conf', '/etc/b.conf'],
    ['/etc/[!ab].conf', '/etc/a.conf'],
    ['/etc/+(a).conf', '/etc/aa.conf'],
  ])('%s does not match %s', (pattern, path) => {
    expect(shellPattern(pattern).matches(path)).toBe(false);
  });
});

describe('patterns that a backtracking engine never finishes', () => {
  const path = `${'a'.repeat(1000)}c`;

  it.each([
    `${'*a'.repeat(1500)}b`,
    `${'**/*a'.repeat(500)}b`,
    `${'{a,aa}'.repeat(500)}b`,
    `${'{a,b'.repeat(800)}`,
    `${'[a'.repeat(2000)}b`,
  ])('%.12s…', (pattern) => {
    expect(matchesGlob(`x/${pattern}`, `x/${path}`)).toBe(false);
    expect(shellPattern(pattern).matches(path)).toBe(false);
  });

  it('a pattern that is longer than any path matches nothing', () => {
    expect(shellPattern('*a'.repeat(3000)).matches('a'.repeat(6000))).toBe(false);
  });
});
