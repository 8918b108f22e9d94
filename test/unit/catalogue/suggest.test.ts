import { describe, expect, it } from 'vitest';
import { editDistance, suggest } from '../../../server/src/core/catalogue/suggest';
import { version } from './fixtures';

const best = (name: string, server = '7.0') => suggest(version(server), name)[0];

describe('suggestions', () => {
  it.each([
    ['maxmemroy', 'maxmemory'],
    ['max-memory', 'maxmemory'],
    ['maxmemory_policy', 'maxmemory-policy'],
    ['maxmemory:', 'maxmemory'],
    ['maxmemory=2gb', 'maxmemory'],
    ['--appendonly', 'appendonly'],
    ['sav', 'save'],
    ['repl-diskles-sync', 'repl-diskless-sync'],
    ['Slave-Priorty', 'slave-priority'],
    ['aof-rewrite-cpulist', 'aof_rewrite_cpulist'],
  ])('reads %s as %s', (written, meant) => {
    expect(best(written)).toBe(meant);
  });

  it('offers only what the version knows', () => {
    expect(best('replica-of', '4.0')).not.toBe('replicaof');
    expect(best('replica-of')).toBe('replicaof');
    expect(best('disable-tph', '6.0')).toBeUndefined();
  });

  it('offers a few, best first, and nothing for what is far away', () => {
    const offered = suggest(version('7.0'), 'tls-key-fil');
    expect(offered[0]).toBe('tls-key-file');
    expect(offered.length).toBeLessThanOrEqual(3);
    expect(suggest(version('7.0'), 'completely-different')).toEqual([]);
    expect(suggest(version('7.0'), '=')).toEqual([]);
  });
});

describe('edit distance', () => {
  it.each([
    ['save', 'save', 0],
    ['save', 'svae', 1],
    ['save', 'saves', 1],
    ['save', 'cave', 1],
    ['ca', 'abc', 3],
    ['appendonly', 'apendonyl', 2],
  ])('of %s and %s is %i', (a, b, distance) => {
    expect(editDistance(a, b, 5)).toBe(distance);
    expect(editDistance(b, a, 5)).toBe(distance);
  });

  it('stops above the bound', () => {
    expect(editDistance('maxmemory', 'databases', 2)).toBeGreaterThan(2);
  });
});
