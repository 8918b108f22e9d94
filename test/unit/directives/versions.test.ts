/**
 * What versions make of values, where they differ: read from the parsers of releases that no Debian suite has any more, or
 * run on those that one has. The differential test runs the latter as a whole.
 */

import { describe, expect, it } from 'vitest';
import { directiveAt } from '../../../server/src/core/catalogue/directives';
import { parseVersion } from '../../../server/src/core/model/version';
import { printedSetting } from '../../../server/src/core/server/printed-settings';
import { judgeServer } from '../../support/command-line';

/** `refuses`, or what CONFIG GET prints. */
function outcome(server: string, line: string): string {
  const version = parseVersion(server);
  if (!version) throw new Error(`not a version: ${server}`);
  const { instance, findings } = judgeServer({ 'redis.conf': `${line}\n` }, ['redis.conf'], version);
  if (findings.some((found) => found.outcome === 'refuses')) return 'refuses';
  const [name = ''] = line.split(' ');
  const fact = printedSetting(instance, directiveAt(version, name)?.key ?? name);
  return fact.kind === 'known' || fact.kind === 'default' ? String(fact.value) : fact.kind;
}

describe('numbers before 6.0', () => {
  it.each([
    'timeout -1',
    'databases 0',
    'maxclients 0',
    'port 70000',
    'repl-timeout 0',
    'tcp-keepalive -1',
    'maxmemory-samples 0',
    'min-slaves-to-write -1',
    'repl-backlog-size 0',
    'latency-monitor-threshold -5',
    'auto-aof-rewrite-percentage -1',
    'dbfilename /data/dump.rdb',
    'appendfilename a/b',
    `requirepass ${'x'.repeat(513)}`,
  ])('2.8 to 5.0 refuse %s', (line) => {
    for (const server of ['2.8.24', '3.2.13', '4.0.14', '5.0.14'])
      expect(outcome(server, line), server).toBe('refuses');
  });

  it('what does not fit in 32 bits is cut', () => {
    expect(outcome('5.0.14', 'timeout 4294967297')).toBe('1');
    expect(outcome('5.0.14', 'slave-priority 4294967295')).toBe('-1');
    expect(outcome('4.0.14', 'timeout 2147483648')).toBe('refuses');
    expect(outcome('5.0.14', 'lua-time-limit 4294967297')).toBe('4294967297');
    expect(outcome('3.2.13', 'hz 70000')).toBe('500');
  });

  it('bounds came one by one', () => {
    expect(outcome('4.0.14', 'active-defrag-threshold-lower 2000')).toBe('2000');
    expect(outcome('5.0.14', 'active-defrag-threshold-lower 2000')).toBe('refuses');
    expect(outcome('3.0.7', 'cluster-node-timeout 0')).toBe('refuses');
    expect(outcome('2.6.17', 'maxclients 0')).toBe('0');
  });

  it('2.8 keeps the digits of an output limit and forgets its unit', () => {
    const line = 'client-output-buffer-limit slave 2Gi abc 60';
    expect(outcome('2.8.24', line)).toContain('slave 2 0 60');
    expect(outcome('3.2.13', line)).toContain('slave 0 0 60');
  });
});

describe('6.x', () => {
  it('crashes at hz where it divides by zero, until 6.2.2', () => {
    for (const line of ['hz 0', 'hz 1001']) {
      expect(outcome('6.0.16', line)).toBe('refuses');
      expect(outcome('6.2.1', line)).toBe('refuses');
      expect(outcome('6.2.2', line)).toBe(line === 'hz 0' ? '1' : '500');
    }
    expect(outcome('6.0.16', 'hz 900')).toBe('900');
  });

  it('reads a file mode to where it ends', () => {
    expect(outcome('6.2.16', 'unixsocketperm 888')).toBe('0');
    expect(outcome('6.2.16', 'unixsocketperm 1000')).toBe('refuses');
    expect(outcome('7.0.15', 'unixsocketperm 888')).toBe('refuses');
  });

  it('lets negative memory pass that overflows', () => {
    expect(outcome('6.0.16', 'auto-aof-rewrite-min-size -9007199254740957Mb')).toBe('36700160');
    expect(outcome('6.0.16', 'maxmemory -1')).toBe('refuses');
  });

  it('takes an empty name for the AOF, and no empty bind', () => {
    expect(outcome('6.2.16', 'appendfilename ""')).toBe('');
    expect(outcome('7.0.15', 'appendfilename ""')).toBe('refuses');
    expect(outcome('6.2.16', 'bind')).toBe('refuses');
    expect(outcome('7.0.15', 'bind')).toBe('');
  });

  it('checks the port of a primary from 6.0.9 on', () => {
    expect(outcome('6.0.8', 'replicaof x 70000')).toBe('x 70000');
    expect(outcome('6.0.9', 'replicaof x 70000')).toBe('refuses');
    expect(outcome('6.0.9', 'replicaof no one')).toBe('');
  });
});

describe('texts that a version checks', () => {
  it.each([
    ['cluster-announce-human-nodename "a:b"', 'redis-8.0.6', 'valkey-8.1.1'],
    ['cluster-announce-human-nodename "a b"', 'valkey-9.1.2', 'redis-8.0.6'],
    ['cluster-announce-ip "a b"', 'valkey-9.1.2', 'valkey-8.1.1'],
    ['dbfilename ""', 'valkey-8.0.1', 'redis-8.0.6'],
    ['cluster-config-file ""', 'valkey-8.0.1', 'valkey-7.2.7'],
    ['cluster-announce-client-ipv4 1.2.3', 'valkey-8.0.1', undefined],
    ['cluster-announce-client-ipv6 ::1::2', 'valkey-8.1.1', undefined],
    ['slot-migration-max-failover-repl-bytes 64Mi', 'valkey-9.1.2', undefined],
    ['slot-migration-max-failover-repl-bytes -2', 'valkey-9.1.2', undefined],
    ['slot-migration-max-failover-repl-bytes -1', 'valkey-9.0.4', 'valkey-9.1.2'],
    ['client-output-buffer-limit normal 18446744073709551616 0 0', 'valkey-9.1.2', 'redis-8.0.6'],
    ['sanitize-dump-payload zzz', 'valkey-9.1.0', 'valkey-9.1.2'],
    ['proc-title-template "{title} {title}"', 'redis-7.0.15', undefined],
    ['tls-auth-clients-user Neither', 'valkey-9.1.2', undefined],
    ['req-res-logfile x', 'redis-8.0.6', undefined],
  ])('%s is refused by %s, and passes in %s', (line, refusing, passing) => {
    expect(outcome(refusing, line)).toBe('refuses');
    if (passing) expect(outcome(passing, line)).not.toBe('refuses');
  });

  it('reads the names of a list in any case, whatever their own', () => {
    expect(outcome('valkey-9.1.2', 'tls-auth-clients-user cn')).toBe('CN');
    expect(outcome('valkey-9.1.2', 'tls-auth-clients-user URI')).toBe('URI');
    expect(outcome('redis-8.6.3', 'tls-auth-clients-user CN')).toBe('CN');
    expect(outcome('redis-7.0.15', 'proc-title-template "\\t"')).toBe('\t');
  });

  it('prints classes of events in the order of the server', () => {
    expect(outcome('7.0.15', 'notify-keyspace-events KEA')).toBe('AKE');
    expect(outcome('6.0.16', 'notify-keyspace-events Eg$lshzxet')).toBe('AE');
    expect(outcome('7.0.15', 'notify-keyspace-events Eg$lshzxet')).toBe('g$lshzxetE');
    expect(outcome('8.0.6', 'notify-keyspace-events o')).toBe('refuses');
    expect(outcome('5.0.14', 'notify-keyspace-events m')).toBe('refuses');
  });
});
