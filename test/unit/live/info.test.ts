import { describe, expect, it } from 'vitest';
import { activeFork, runningVersion, writesPerSecond } from '../../../server/src/core/live/readings';
import { infoNumber, infoText } from '../../../server/src/core/observations';
import { parseClients } from '../../../server/src/live/clients';
import { countKeys, isInfo, parseInfo } from '../../../server/src/live/info';
import fc from '../../support/fast-check';
import { observationOf } from '../../support/reading';

const crlf = (...lines: string[]): string => `${lines.join('\r\n')}\r\n`;

/** What a release says, in its words. */
const OLD = crlf(
  '# Server',
  'redis_version:2.8.24',
  'redis_mode:standalone',
  'process_id:7',
  '',
  '# Memory',
  'used_memory:503856',
  'used_memory_human:492.05K',
  'mem_fragmentation_ratio:5.02',
  'mem_allocator:jemalloc-3.6.0',
  '',
  '# Persistence',
  'rdb_bgsave_in_progress:0',
  'rdb_last_bgsave_status:ok',
  'rdb_last_bgsave_time_sec:-1',
  'aof_rewrite_in_progress:1',
);
const NEW = crlf(
  '# Server',
  'redis_version:8.8.0',
  'executable:/usr/local/bin/redis-server',
  'config_file:C:/odd:path/redis.conf',
  '# Memory',
  'used_memory:1073741824',
  'allocator_muzzy:0',
  '# Persistence',
  'current_cow_peak:123',
  'rdb_last_cow_size:1048576',
  '# Errorstats',
  'errorstat_ERR:count=2',
  '# Keyspace',
  'db0:keys=3,expires=0,avg_ttl=0,subexpiry=0',
  'db11:keys=40,expires=1,avg_ttl=0',
);
const VALKEY = crlf(
  'redis_version:7.2.4',
  'server_name:valkey',
  'valkey_version:9.1.0',
  'server_mode:standalone',
);

const observed = (text: string) => ({ ...observationOf({}), info: parseInfo(text) });

describe('INFO', () => {
  it('of Redis 2.8 has what it had, and no more', () => {
    const seen = observed(OLD);
    expect(runningVersion(seen)).toMatchObject({ product: 'redis', major: 2, minor: 8, patch: 24 });
    expect(infoNumber(seen, 'mem_fragmentation_ratio')).toBe(5.02);
    expect(infoNumber(seen, 'rdb_last_bgsave_time_sec')).toBe(-1);
    expect(infoNumber(seen, 'rdb_last_cow_size')).toBeUndefined();
    expect(infoNumber(seen, 'mem_allocator')).toBeUndefined();
    expect(infoText(seen, 'mem_allocator')).toBe('jemalloc-3.6.0');
    expect(activeFork(seen)).toEqual({ field: 'aof_rewrite_in_progress', what: 'AOF rewrite' });
  });

  it('of Redis 8.8: values may hold colons, sections and unknown fields do no harm', () => {
    const seen = observed(NEW);
    expect(seen.info.get('config_file')).toBe('C:/odd:path/redis.conf');
    expect(seen.info.get('errorstat_ERR')).toBe('count=2');
    expect(infoNumber(seen, 'current_cow_peak')).toBe(123);
  });

  it('of Valkey is not that of the Redis whose number it keeps', () => {
    expect(runningVersion(observed(VALKEY))).toMatchObject({
      product: 'valkey',
      major: 9,
      minor: 1,
      patch: 0,
    });
  });

  it('counts the keys of all databases; none is not the same as not said', () => {
    expect(countKeys(parseInfo(NEW), NEW)).toBe(43);
    expect(countKeys(parseInfo('# Keyspace\r\n'), '# Keyspace\r\n')).toBe(0);
    expect(countKeys(parseInfo(OLD), OLD)).toBeUndefined();
  });

  it('is told from what is none, keeps the first of two values, and ends somewhere', () => {
    expect(isInfo(parseInfo('<html>\r\nContent-Type: text/html\r\n'))).toBe(false);
    expect(parseInfo('role:master\r\nrole:slave\r\n').get('role')).toBe('master');
    const endless = Array.from({ length: 20_000 }, (_, index) => `field_${index}:1`).join('\n');
    expect(parseInfo(endless).size).toBe(5000);
  });

  it('bears any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const [name, value] of parseInfo(text)) expect(text).toContain(`${name}:${value}`);
      }),
    );
  });
});

describe('CLIENT LIST', () => {
  it('keeps ids, names and sizes, and knows replicas by their flag', () => {
    const seen = parseClients(
      'id=3 addr=10.0.0.1:5 fd=8 name= age=1 flags=S db=0 omem=100 events=rw cmd=replconf\n' +
        'id=4 addr=10.0.0.2:5 fd=9 name=export flags=N omem=7 tot-mem=20 user=reports\nnot a client\n',
    );
    expect(seen).toEqual({
      count: 2,
      outputBytes: 7,
      replicaOutputBytes: 100,
      largest: [
        { id: '3', name: '', replica: true, outputBytes: 100, totalBytes: undefined },
        { id: '4', name: 'export', replica: false, outputBytes: 7, totalBytes: 20 },
      ],
    });
  });
});

describe('writes per second', () => {
  const at = (seconds: number, changes: number, saved = 5) =>
    observationOf({
      at: seconds * 1000,
      info: { rdb_changes_since_last_save: changes, rdb_last_save_time: saved },
    });

  it('are the slope between two readings with no save in between', () => {
    expect(writesPerSecond({ latest: at(20, 3000), earlier: [at(10, 1000)] })).toBe(200);
    expect(writesPerSecond({ latest: at(20, 100), earlier: [at(10, 1000)] })).toBeUndefined();
    expect(writesPerSecond({ latest: at(20, 3000, 15), earlier: [at(10, 1000)] })).toBeUndefined();
    expect(writesPerSecond({ latest: at(11, 3000), earlier: [at(10, 1000)] })).toBeUndefined();
    expect(writesPerSecond({ latest: at(20, 3000), earlier: [] })).toBeUndefined();
  });
});
