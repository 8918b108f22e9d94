import { describe, expect, it } from 'vitest';
import {
  directiveAt,
  knownNames,
  primaryName,
  releaseLines,
  upcomingLines,
  whoKnows,
} from '../../../server/src/core/catalogue/directives';
import { formatVersion } from '../../../server/src/core/model/version';
import { printedDefaults, stockNames, version } from './fixtures';

const at = (server: string, name: string) => directiveAt(version(server), name);
const knows = (server: string, name: string): boolean => at(server, name) !== undefined;

describe('against running servers', () => {
  // Until 6.2 CONFIG GET and SET know watchdog-period, but a configuration file with it is refused.
  const onlyAtRuntime = ['redis 2.8.24', 'redis 3.2.13', 'redis 5.0.14', 'redis 6.0.20', 'redis 6.2.22'];
  const printed = printedDefaults().filter(
    ({ server, name }) => name !== 'watchdog-period' || !onlyAtRuntime.includes(server),
  );

  it('has servers of many lines', () => {
    expect(new Set(printed.map(({ server }) => server)).size).toBe(11);
  });

  it('knows every name that CONFIG GET prints', () => {
    const unknown = printed.filter(({ server, name }) => !knows(server, name));
    expect(unknown).toEqual([]);
  });

  it('has the default that CONFIG GET prints', () => {
    const wrong = printed
      .map((each) => ({ ...each, ours: at(each.server, each.name)?.default }))
      .filter(({ value, ours }) => ours !== value);
    expect(wrong).toEqual([]);
  });
});

describe('against the files that releases ship', () => {
  // The file of 5.0.14 describes settings that came with 6.0: the server itself does not print them.
  const ahead: Readonly<Record<string, readonly string[]>> = {
    'redis 5.0.14': ['aof_rewrite_cpulist', 'bgsave_cpulist', 'bio_cpulist', 'server_cpulist'],
  };

  it.each(stockNames())('knows the names in the stock files of $server', ({ server, names }) => {
    expect(names.filter((name) => !knows(server, name))).toEqual(ahead[server] ?? []);
  });
});

describe('names', () => {
  it('takes any case', () => {
    expect(at('7.0', 'MaxMemory')?.name).toBe('maxmemory');
  });

  it('refuses what nobody knows, also what every object has', () => {
    expect(at('7.0', 'max-memory')).toBeUndefined();
    expect(at('7.0', 'constructor')).toBeUndefined();
    expect(primaryName('redis', 'toString')).toBeUndefined();
  });

  it('has slaveof always and replicaof since 5.0', () => {
    expect(knows('1.3.6', 'slaveof')).toBe(true);
    expect(knows('4.0.14', 'replicaof')).toBe(false);
    expect(at('4.0.14', 'slaveof')).toMatchObject({ name: 'slaveof', key: 'replicaof', aliases: [] });
    expect(at('5.0.0', 'slaveof')).toMatchObject({ name: 'replicaof', aliases: ['slaveof'], since: '1.3.6' });
    expect(at('valkey 9.1', 'slaveof')?.name).toBe('replicaof');
  });

  it('has listpack names since 7.0 and ziplist names throughout', () => {
    for (const [ziplist, listpack] of [
      ['hash-max-ziplist-entries', 'hash-max-listpack-entries'],
      ['zset-max-ziplist-value', 'zset-max-listpack-value'],
      ['list-max-ziplist-size', 'list-max-listpack-size'],
    ] as const) {
      expect(at('6.2', ziplist)?.name).toBe(ziplist);
      expect(knows('6.2', listpack)).toBe(false);
      expect(at('7.0.0', ziplist)?.name).toBe(listpack);
      expect(at('7.0', ziplist)?.aliases).toContain(ziplist);
      expect(at('6.2', ziplist)?.aliases).not.toContain(ziplist);
    }
  });

  it('has one misspelt name in one release', () => {
    expect(at('5.0.0', 'cluster-replica-no-failiver')).toMatchObject({ name: 'cluster-slave-no-failover' });
    expect(knows('5.0.0', 'cluster-replica-no-failover')).toBe(false);
    expect(knows('5.0', 'cluster-replica-no-failiver')).toBe(false);
    expect(knows('5.0', 'cluster-replica-no-failover')).toBe(true);
  });

  it('finds the key of any name', () => {
    expect(primaryName('redis', 'SLAVEOF')).toBe('replicaof');
    expect(primaryName('redis', 'masterauth')).toBe('masterauth');
    expect(primaryName('valkey', 'masterauth')).toBe('primaryauth');
  });
});

describe('lifetimes', () => {
  it('reads a patch of 999 as the newest of its line', () => {
    expect(knows('6.0', 'oom-score-adj')).toBe(true);
    expect(knows('6.0.6', 'oom-score-adj')).toBe(false);
  });

  it('counts patches of each line where several got a directive with one', () => {
    const knowing = [
      '6.2.19',
      '6.2.20',
      '7.0',
      '7.2.10',
      '7.2.11',
      '7.4.1',
      '7.4',
      '8.0.2',
      '8.0.6',
      '8.4.0',
    ];
    expect(knowing.filter((server) => knows(server, 'lua-enable-deprecated-api'))).toEqual([
      '6.2.20',
      '7.2.11',
      '7.4',
      '8.0.6',
      '8.4.0',
    ]);
    expect(knows('valkey 8.0.1', 'lua-enable-insecure-api')).toBe(false);
    expect(knows('valkey 8.0.6', 'lua-enable-insecure-api')).toBe(true);
  });

  it('has names of 2.6 and before from the patch that brought them', () => {
    const first = (name: string, ...servers: string[]) => servers.find((server) => knows(server, name));
    expect(first('hz', '2.6.10', '2.6.11')).toBe('2.6.11');
    expect(first('tcp-keepalive', '2.6.9', '2.6.10')).toBe('2.6.10');
    expect(first('slave-priority', '2.4.16', '2.4.17')).toBe('2.4.17');
    expect(first('activerehashing', '1.3.8', '1.3.9')).toBe('1.3.9');
    expect(first('appendfilename', '1.3.11', '1.3.12')).toBe('1.3.12');
    expect(first('really-use-vm', '2.2.11', '2.2.12')).toBe('2.2.12');
  });

  it('does not know what only builds for its own tests have', () => {
    expect(knows('8.0.6', 'req-res-logfile')).toBe(false);
    expect(knows('valkey 9.1', 'client-default-resp')).toBe(false);
  });

  it('knows gopher-enabled from 6.0 to 6.2 only', () => {
    expect(knows('5.0', 'gopher-enabled')).toBe(false);
    expect(knows('6.0.0', 'gopher-enabled')).toBe(true);
    expect(knows('6.2', 'gopher-enabled')).toBe(true);
    expect(knows('7.0.0', 'gopher-enabled')).toBe(false);
    expect(knows('valkey 7.2', 'gopher-enabled')).toBe(false);
  });

  it('knows virtual memory up to 2.4', () => {
    expect(knows('1.3.6', 'vm-enabled')).toBe(true);
    expect(knows('2.2.15', 'shareobjects')).toBe(false);
    expect(knows('2.6.17', 'vm-enabled')).toBe(false);
  });

  it('keeps the products apart', () => {
    expect(knows('valkey 8.0', 'dual-channel-replication-enabled')).toBe(true);
    expect(whoKnows('dual-channel-replication-enabled').map(({ product }) => product)).not.toContain('redis');
    expect(knows('valkey 9.1', 'repl-rdb-channel')).toBe(false);
    expect(knows('8.0', 'repl-rdb-channel')).toBe(true);
  });

  it('takes what is older than the data for the oldest', () => {
    expect(knows('valkey 7.2.4', 'maxmemory')).toBe(true);
    expect(knows('1.2.6', 'vm-enabled')).toBe(true);
  });

  it('marks what needs another build', () => {
    expect(at('7.0', 'tls-port')?.build).toBe('tls');
    expect(at('2.8', 'maxheap')?.build).toBe('windows');
    expect(knows('3.0', 'maxheap')).toBe(false);
    expect(at('3.2', 'persistence-available')?.build).toBe('windows');
    expect(at('7.0', 'maxmemory')?.build).toBeUndefined();
  });
});

describe('traits', () => {
  it('keeps limits beyond the reach of a double', () => {
    expect(at('7.0', 'maxmemory')).toMatchObject({ min: '0', max: '18446744073709551615', unsigned: true });
    expect(at('7.0', 'repl-backlog-size')).toMatchObject({ min: '1', max: '9223372036854775807' });
    expect(at('7.0', 'repl-backlog-size')?.unsigned).toBeUndefined();
    expect(at('7.0', 'maxclients')).toMatchObject({ max: '4294967295', unsigned: true });
    expect(at('7.0', 'unixsocketperm')).toMatchObject({ type: 'octal', max: '511', unsigned: true });
    expect(at('valkey 8.0', 'cluster-blacklist-ttl')).toMatchObject({
      max: '18446744073709551615',
      unsigned: true,
    });
  });

  it.each([
    ['maxmemory-clients', 'memory-or-percent'],
    ['auto-aof-rewrite-percentage', 'integer'],
    ['auto-aof-rewrite-min-size', 'memory'],
    ['save', 'special'],
    ['include', 'statement'],
    ['user', 'statement'],
    ['list-max-ziplist-value', 'ignored'],
    ['appendonly', 'bool'],
    ['dbfilename', 'string'],
  ])('reads %s as %s on 7.0', (name, type) => {
    expect(at('7.0', name)?.type).toBe(type);
  });

  it('goes back through the changes', () => {
    const defaults = (name: string, ...servers: string[]) =>
      servers.map((server) => at(server, name)?.default);
    expect(defaults('maxmemory-policy', '2.8', '3.0')).toEqual(['volatile-lru', 'noeviction']);
    expect(defaults('tcp-keepalive', '3.2.0', '3.2.1')).toEqual(['0', '300']);
    expect(defaults('active-defrag-cycle-min', '4.0', '5.0', '6.0')).toEqual(['25', '5', '1']);
    expect(defaults('aof-use-rdb-preamble', '4.0', '5.0')).toEqual(['no', 'yes']);
    expect(defaults('repl-diskless-sync', '6.2', '7.0')).toEqual(['no', 'yes']);
    expect(defaults('repl-backlog-size', 'valkey 7.2', 'valkey 8.0')).toEqual(['1048576', '10485760']);
  });

  it('leaves nothing behind of a type that came later', () => {
    expect(at('6.0.9', 'oom-score-adj')).toMatchObject({ type: 'bool', default: 'no' });
    expect(at('6.0.9', 'oom-score-adj')?.values).toBeUndefined();
    expect(at('8.2', 'cluster-slot-stats-enabled')?.multi).toBeUndefined();
    expect(at('8.6', 'cluster-slot-stats-enabled')).toMatchObject({ type: 'enum', multi: true });
    expect(at('3.0', 'list-max-ziplist-entries')).toMatchObject({ type: 'memory', default: '512' });
    expect(at('3.2', 'list-max-ziplist-entries')).toMatchObject({ type: 'ignored', default: null });
  });

  it('adds eviction policies as they came', () => {
    expect(at('3.2', 'maxmemory-policy')?.values).not.toContain('allkeys-lfu');
    expect(at('4.0', 'maxmemory-policy')?.values).toContain('allkeys-lfu');
    expect(at('8.4', 'maxmemory-policy')?.values).not.toContain('allkeys-lrm');
    expect(at('8.6', 'maxmemory-policy')?.values).toContain('allkeys-lrm');
  });

  it('takes a negative number for a memory value only where the server does', () => {
    expect(at('valkey 9.0', 'slot-migration-max-failover-repl-bytes')).toMatchObject({
      type: 'memory',
      min: '0',
    });
    expect(at('valkey 9.1', 'slot-migration-max-failover-repl-bytes')).toMatchObject({
      type: 'memory',
      min: '-1',
    });
  });
});

describe('release lines', () => {
  it('lists the newest patch of each, Redis first', () => {
    const lines = releaseLines().map(formatVersion);
    expect(lines.slice(0, 4)).toEqual(['Redis 1.3.6', 'Redis 2.2.15', 'Redis 2.4.18', 'Redis 2.6.17']);
    expect(lines).toContain('Redis 8.8.0');
    expect(lines.at(-1)).toBe('Valkey 9.1.2');
  });

  it('keeps a release candidate apart, and knows what is new in it', () => {
    expect(upcomingLines().map(formatVersion)).toEqual(['Valkey 9.2.0']);
    expect(whoKnows('bgsave-default-method').map(formatVersion)).toEqual(['Valkey 9.2.0']);
  });

  it('says who knows a name', () => {
    expect(whoKnows('gopher-enabled').map(formatVersion)).toEqual(['Redis 6.0.20', 'Redis 6.2.22']);
    expect(whoKnows('disable-thp')[0]).toMatchObject({ product: 'redis', major: 6, minor: 2 });
    expect(whoKnows('nothing-of-the-kind')).toEqual([]);
  });

  it('knows the same names one by one and all at once', () => {
    for (const line of releaseLines()) {
      const names = knownNames(line);
      expect(names.filter((name) => directiveAt(line, name) === undefined)).toEqual([]);
      expect(new Set(names).size).toBe(names.length);
    }
    expect(knownNames(version('6.2'))).toContain('slaveof');
  });
});
