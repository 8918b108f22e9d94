import { describe, expect, it } from 'vitest';
import { formatVersion } from '../../../server/src/core/model/version';
import { lintText } from '../../support/lint-text';

const choice = (text: string, name = 'redis.conf') => {
  const version = lintText(text, name).instances[0]?.version;
  if (!version) throw new Error('no instance');
  return version;
};

describe('stated', () => {
  it('is taken as it stands, whatever the directives say', () => {
    const version = choice('# forkguard: version=5.0\ndisable-thp yes\n');
    expect(version).toMatchObject({
      name: 'Redis 5.0',
      stated: true,
      reason: 'Redis 5.0, as the annotation says',
    });
    expect(version.candidates).toEqual([version.chosen]);
  });

  it('with its patch where somebody says it', () => {
    expect(choice('# forkguard: version=7.0.15\nport 1\n').name).toBe('Redis 7.0.15');
    expect(choice('# forkguard: version=valkey-8.1\nport 1\n').name).toBe('Valkey 8.1');
  });
});

describe('by the directives', () => {
  it.each([
    ['any version knows them', 'port 1\nmaxmemory 1gb\n', 'Redis 8.8'],
    ['Valkey alone knows one', 'dual-channel-replication-enabled yes\n', 'Valkey 9.1'],
    ['old Redis alone knows one', 'gopher-enabled yes\n', 'Redis 6.2'],
    ['new Redis alone knows one', 'repl-rdb-channel yes\n', 'Redis 8.8'],
    ['older than 2.8', 'vm-enabled yes\nvm-pages 5\n', 'Redis 2.4'],
    ['between two renamings', 'hash-max-zipmap-entries 5\nauto-aof-rewrite-percentage 50\n', 'Redis 2.4'],
    ['no directive at all', '# nothing yet\n', 'Redis 8.8'],
  ])('%s', (_, text, name) => {
    const version = choice(text);
    expect(version).toMatchObject({ name, stated: false });
    expect(version.reason).toMatch(
      /^\S+ \S+, the newest version that accepts every directive here\. State it with /,
    );
  });

  it('most of them, where no version knows all', () => {
    const version = choice('gopher-enabled yes\nmaxmemmory 1gb\nport 1\n');
    expect(version).toMatchObject({ name: 'Redis 6.2' });
    expect(version.reason).toContain('the newest of the versions that accept most directives here');
  });

  it('every version that could be meant is a candidate, none before 2.8 unless nothing newer can read the file', () => {
    const names = choice('port 1\n').candidates.map(formatVersion);
    expect(names[0]).toBe('Redis 2.8.24');
    expect(names).toContain('Valkey 9.1.2');
    expect(choice('gopher-enabled yes\n').candidates.map(formatVersion)).toEqual([
      'Redis 6.0.20',
      'Redis 6.2.22',
    ]);
  });

  it('those of included files count too', () => {
    const text = 'include other.conf\nport 1\n';
    expect(choice(text).name).toBe('Redis 8.8');
  });
});

describe('by the name of the file', () => {
  it('a Valkey is a Valkey', () => {
    expect(choice('port 1\n', 'valkey.conf').name).toBe('Valkey 9.1');
    expect(choice('gopher-enabled yes\n', 'valkey.conf').name).toMatch(/^Valkey/);
    expect(choice('port 1\n', 'my-valkey.conf').candidates.every(({ product }) => product === 'valkey')).toBe(
      true,
    );
  });
});
