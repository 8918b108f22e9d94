/**
 * Servers that answer as a release or a managed service does: which fields INFO has, which directives CONFIG GET knows,
 * what is refused and in which words, and which protocol is spoken.
 *
 * Fields and settings are those that real servers gave (`fixtures/live/info-fields.tsv`, `fixtures/catalogue/config-get.tsv`);
 * the numbers are those of one server of 3.2 GiB whose last save copied 1.7 GiB of it.
 */

import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { printedDefaults } from '../../unit/catalogue/fixtures';
import { answering, bulk } from './fake';

export type Product = 'redis' | 'valkey';

export interface Release {
  readonly product: Product;
  /** Of the binary: `2.8.24`. */
  readonly version: string;
  /** Commands that are not known there, in lower case: `config`, `client`. */
  readonly blocked?: readonly string[];
  /** How it says so; the words of open releases when absent. */
  readonly refusal?: (command: string) => string;
  /** Fields of INFO that it leaves out or answers otherwise. */
  readonly info?: Readonly<Record<string, string | undefined>>;
  readonly config?: Readonly<Record<string, string>>;
  readonly password?: string;
  /** `drops`: something in between closes the connection at HELLO. */
  readonly hello?: 'drops' | 'refuses';
  readonly modules?: readonly string[];
}

const GIB = 1024 ** 3;

const VALUES: Readonly<Record<string, string | number>> = {
  redis_mode: 'standalone',
  server_mode: 'standalone',
  server_name: 'valkey',
  os: 'Linux 6.1.0 x86_64',
  arch_bits: 64,
  // No process of this machine has such a number.
  process_id: 99_999_999,
  run_id: '0123456789abcdef0123456789abcdef01234567',
  uptime_in_seconds: 864_000,
  config_file: '/etc/redis/redis.conf',
  executable: '/usr/local/bin/redis-server',
  connected_clients: 12,
  used_memory: Math.round(3.2 * GIB),
  used_memory_rss: Math.round(3.4 * GIB),
  used_memory_peak: Math.round(3.3 * GIB),
  used_memory_dataset: 3 * GIB,
  total_system_memory: 64 * GIB,
  maxmemory: 0,
  maxmemory_policy: 'noeviction',
  mem_fragmentation_ratio: '1.06',
  mem_allocator: 'jemalloc-5.3.0',
  allocator_frag_ratio: '1.02',
  allocator_rss_ratio: '1.03',
  rss_overhead_ratio: '1.01',
  rdb_last_cow_size: Math.round(1.7 * GIB),
  rdb_last_bgsave_status: 'ok',
  rdb_last_bgsave_time_sec: 41,
  rdb_current_bgsave_time_sec: -1,
  rdb_changes_since_last_save: 5000,
  aof_last_rewrite_time_sec: -1,
  aof_last_bgrewrite_status: 'ok',
  aof_last_write_status: 'ok',
  latest_fork_usec: 84_000,
  total_forks: 240,
  role: 'master',
  master_replid: '0123456789abcdef0123456789abcdef01234567',
};

/** A release as `2.8.24` in numbers that compare. */
const order = (version: string): number =>
  version.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);

const since = (release: Release, redis: string, valkey = '0.0.0'): boolean =>
  order(release.version) >= order(release.product === 'redis' ? redis : valkey);

function rows(): { section: string; field: string; redis: string; valkey: string }[] {
  const url = new URL('../../fixtures/live/info-fields.tsv', import.meta.url);
  return readFileSync(url, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
    .map(([section = '', field = '', redis = '-', valkey = '-']) => ({ section, field, redis, valkey }));
}

/** Names of the fields that INFO of a release has, by section. */
function fieldsOf(release: Release): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  for (const { section, field, ...spans } of rows()) {
    const [from = '-', to = '999.0.0'] = spans[release.product].split('..');
    const at = order(release.version);
    if (from !== '-' && at >= order(from) && at <= order(to))
      sections.set(section, [...(sections.get(section) ?? []), field]);
  }
  return sections;
}

export function infoOf(release: Release): string {
  const own: Readonly<Record<string, string | undefined>> = {
    redis_version: release.product === 'valkey' ? '7.2.4' : release.version,
    valkey_version: release.version,
    ...release.info,
  };
  const value = (field: string) => (field in own ? own[field] : String(VALUES[field] ?? 0));
  const sections = [...fieldsOf(release)].map(([section, fields]) => {
    const lines = fields
      .filter((field) => value(field) !== undefined)
      .map((field) => `${field}:${value(field)}`);
    return [`# ${section}`, ...lines, ''].join('\r\n');
  });
  return [...sections, '# Keyspace', 'db0:keys=3000000,expires=10,avg_ttl=0', ''].join('\r\n');
}

function configOf(release: Release, name: string): string | undefined {
  const server = `${release.product} ${release.version}`;
  const own = release.config?.[name];
  return own ?? printedDefaults().find((one) => one.server === server && one.name === name)?.value;
}

/** The words changed with 5.0 and with 7.0. */
function unknownCommand(release: Release, words: readonly string[]): string {
  const [name = '', ...args] = words;
  if (release.refusal) return `-${release.refusal(name)}\r\n`;
  if (!since(release, '5.0.0')) return `-ERR unknown command '${name}'\r\n`;
  const [open, separator] = since(release, '7.0.0') ? ["'", ' '] : ['`', ', '];
  const quoted = args.map((arg) => `${open}${arg}${open === "'" ? "'" : '`'}${separator}`).join('');
  return `-ERR unknown command ${open}${name}${open}, with args beginning with: ${quoted}\r\n`;
}

type Value = string | number | readonly Value[] | ReadonlyMap<string, Value>;

/** Maps and fractions are types of RESP3; before it they were lists and texts. */
function encode(value: Value, protocol: 2 | 3): string {
  if (typeof value === 'string') return bulk(value);
  if (typeof value === 'number') {
    if (Number.isInteger(value)) return `:${value}\r\n`;
    return protocol === 3 ? `,${value}\r\n` : bulk(String(value));
  }
  if (value instanceof Map) {
    const flat = [...value].flat() as Value[];
    const head = protocol === 3 ? `%${value.size}` : `*${flat.length}`;
    return `${head}\r\n${flat.map((one) => encode(one, protocol)).join('')}`;
  }
  const list = value as readonly Value[];
  return `*${list.length}\r\n${list.map((one) => encode(one, protocol)).join('')}`;
}

/** `tot-mem` came with 6.0. */
const clientList = (release: Release): string =>
  `id=7 addr=10.0.0.9:4000 fd=8 name=export age=3 idle=0 flags=N db=0 qbuf=0 omem=2097152${
    since(release, '6.0.0') ? ' tot-mem=2200000' : ''
  } events=r cmd=get\n`;

const memoryStats: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['peak.allocated', Math.round(3.3 * GIB)],
  ['total.allocated', Math.round(3.2 * GIB)],
  ['db.0', new Map([['overhead.hashtable.main', 144_000_000]])],
  ['keys.count', 3_000_000],
  ['dataset.percentage', 93.75],
]);

class Conversation {
  #protocol: 2 | 3 = 2;
  #known: boolean;

  constructor(private readonly release: Release) {
    this.#known = release.password === undefined;
  }

  answer(words: readonly string[], socket: Socket): string | undefined {
    const { release } = this;
    const name = (words[0] ?? '').toLowerCase();
    if (name === 'hello') return this.#hello(words, socket);
    if (release.blocked?.includes(name)) return unknownCommand(release, words);
    if (name === 'auth') return this.#auth(words.slice(1));
    if (!this.#known) return '-NOAUTH Authentication required.\r\n';
    const value = this.#read(name, (words[1] ?? '').toLowerCase(), (words[2] ?? '').toLowerCase());
    return value === undefined ? unknownCommand(release, words) : encode(value, this.#protocol);
  }

  #hello(words: readonly string[], socket: Socket): string | undefined {
    const { release } = this;
    if (release.hello === 'drops') {
      socket.destroy();
      return undefined;
    }
    if (release.hello === 'refuses' || !since(release, '6.0.0')) return unknownCommand(release, words);
    const auth = words.findIndex((word) => word.toLowerCase() === 'auth');
    if (auth >= 0) {
      const said = this.#auth(words.slice(auth + 1, auth + 3));
      if (said.startsWith('-')) return said;
    }
    if (!this.#known)
      return '-NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time\r\n';
    this.#protocol = words[1] === '3' ? 3 : 2;
    return encode(
      new Map<string, Value>([
        ['server', 'redis'],
        ['proto', this.#protocol],
      ]),
      this.#protocol,
    );
  }

  #auth(args: readonly string[]): string {
    const { release } = this;
    if (args.length === 2 && !since(release, '6.0.0'))
      return "-ERR wrong number of arguments for 'auth' command\r\n";
    this.#known = args.at(-1) === release.password;
    if (this.#known) return '+OK\r\n';
    return since(release, '6.0.0')
      ? '-WRONGPASS invalid username-password pair or user is disabled.\r\n'
      : '-ERR invalid password\r\n';
  }

  #read(name: string, what: string, argument: string): Value | undefined {
    const { release } = this;
    if (name === 'info') return infoOf(release);
    if (name === 'config' && what === 'get') {
      const value = configOf(release, argument);
      return new Map(value === undefined ? [] : [[argument, value]]);
    }
    if (name === 'client' && what === 'list') return clientList(release);
    if (!since(release, '4.0.0')) return undefined;
    if (name === 'memory' && what === 'stats') return memoryStats;
    if (name === 'module' && what === 'list')
      return (release.modules ?? []).map(
        (module) =>
          new Map<string, Value>([
            ['name', module],
            ['ver', 80_005],
            ['path', `/usr/local/lib/redis/modules/${module}.so`],
            ['args', []],
          ]),
      );
    return undefined;
  }
}

/** @returns the port on 127.0.0.1 */
export function startRelease(asked: Release): Promise<number> {
  // Ten minutes before the server starts, whenever its test does.
  const saved = String(Math.round(Date.now() / 1000) - 600);
  const release = { ...asked, info: { rdb_last_save_time: saved, ...asked.info } };
  const conversations = new WeakMap<Socket, Conversation>();
  return answering((words, socket) => {
    const conversation = conversations.get(socket) ?? new Conversation(release);
    conversations.set(socket, conversation);
    return conversation.answer(words, socket);
  });
}
