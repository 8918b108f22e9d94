import { Directives, placeOfEntry } from '../directives/view';
import { runningVersion } from '../live/readings';
import type { Safety } from '../model/finding';
import { formatVersion } from '../model/version';
import type { RedisInstance } from '../server/instance';
import { printedSetting } from '../server/printed-settings';
import type { Place } from '../text/span';
import { formatBytes } from '../units/bytes';
import { formatRedisMemory } from '../units/redis-memory';
import { liveNodes } from './live-support';
import { defineRule } from './rule';
import { relatedTo } from './support';

/** Directives whose running value is written back as bytes of memory. */
const MEMORY: ReadonlySet<string> = new Set(['maxmemory', 'repl-backlog-size', 'auto-aof-rewrite-min-size']);
/** Lines that add up, or whose printed form is not how they are written. */
const NOT_WRITTEN_BACK: ReadonlySet<string> = new Set(['client-output-buffer-limit']);

export const configurationDrift = defineRule({
  id: 'configuration-drift',
  category: 'live',
  severity: 'warning',
  summary: 'The running server has another value than the files',
  docs: {
    what: 'CONFIG GET of a connected server gives another value for a directive that decides about forks or memory than the files say, or, where they say nothing, than the default of its version.',
    why: 'Somebody has changed it at runtime, the server has not been restarted since the file was changed, or it was started with something else. The next restart brings the other value back.',
    fix: 'Write what is running into the file, or bring the server to what the file says (CONFIG SET, or a restart).',
    references: ['https://redis.io/docs/latest/commands/config-set/'],
  },
  check(instance, report) {
    for (const { latest, measured, who } of liveNodes(instance)) {
      const version = runningVersion(latest);
      const read = version ? { ...instance, directives: new Directives(instance.loadAs(version)) } : instance;
      for (const [name, running] of latest.config) {
        const written = writtenIn(read, name, running);
        if (written === undefined || written.value === running) continue;
        const { at, message, value } = written;
        const runs = show(name, running, value);
        report({
          at,
          message: `${who}${message}; the running server has ${runs} (CONFIG GET, ${measured}). A restart with this configuration changes it.`,
          related: [relatedTo(at, `Running on ${latest.address}: ${name} ${runs} (${measured})`)],
          fixes: () => fixesOf(instance, name, running),
        });
      }
    }
  },
  examples: [
    {
      name: 'Changed at runtime',
      text: 'maxmemory 2gb\n⟦save 900 1⟧\n',
      live: { config: { save: '', maxmemory: '2147483648' } },
      messages: [
        'save is "900 1" here; the running server has "" (CONFIG GET, measured 4 min ago). A restart with this configuration changes it.',
      ],
      fixed: { title: 'Write what is running', text: 'maxmemory 2gb\nsave ""\n' },
    },
    {
      name: 'More memory than the file says',
      text: '⟦maxmemory 2gb⟧\n',
      live: { config: { maxmemory: '3221225472' } },
      messages: [
        'maxmemory is 2 GiB here; the running server has 3 GiB (CONFIG GET, measured 4 min ago). A restart with this configuration changes it.',
      ],
      fixed: { title: 'Write what is running', text: 'maxmemory 3gb\n' },
    },
    {
      name: 'Memory in another unit is the same',
      text: 'maxmemory 2gb\nsave 900 1 300 10\n',
      live: { config: { save: '900 1 300 10', maxmemory: '2147483648', appendonly: 'no' } },
    },
    {
      name: 'Set at runtime only',
      text: '⟦port 6379⟧\n',
      live: { config: { 'maxmemory-policy': 'allkeys-lru' } },
      messages: [
        'Nothing here sets maxmemory-policy, which is noeviction in Redis 7.0.15; the running server has allkeys-lru (CONFIG GET, measured 4 min ago). A restart with this configuration changes it.',
      ],
    },
    {
      name: 'An include that is not there may set it',
      text: 'include other.conf\n',
      live: { config: { 'maxmemory-policy': 'allkeys-lru' } },
    },
  ],
});

interface Written {
  /** As CONFIG GET would print it. */
  readonly value: string;
  readonly at: Place;
  /** Begins the message. */
  readonly message: string;
}

/** What the files make of a directive; undefined where that is not certain. */
function writtenIn(instance: RedisInstance, name: string, running: string): Written | undefined {
  const fact = printedSetting(instance, name);
  if (fact.kind !== 'known' && fact.kind !== 'default') return undefined;
  const value = String(fact.value);
  const entry = instance.directives.last(name);
  const { place } = fact.origin;
  if (fact.kind === 'known' && place)
    return {
      value,
      at: entry ? placeOfEntry(entry) : place,
      message: `${name} is ${show(name, value, running)} here`,
    };
  const version = formatVersion(instance.directives.loaded.version);
  const message = `Nothing here sets ${name}, which is ${show(name, value, running)} in ${version}`;
  return { value, at: instance.anchor, message };
}

/** Bytes as people read them, where that tells the two values apart. @param other the value that this one is compared with */
function show(name: string, value: string, other: string): string {
  if (MEMORY.has(name) && [value, other].every((text) => /^[1-9]\d*$/.test(text) || text === '0')) {
    const [own, others] = [formatBytes(Number(value)), formatBytes(Number(other))];
    if (value !== '0' && own !== others) return own;
  }
  return value === '' || value.includes(' ') ? `"${value}"` : value;
}

function fixesOf(instance: RedisInstance, name: string, running: string) {
  if (NOT_WRITTEN_BACK.has(name)) return [];
  const { directives, form } = instance;
  const entries = directives.all(name);
  const [first, ...rest] = entries;
  const text = MEMORY.has(name) && /^\d+$/.test(running) ? formatRedisMemory(Number(running)) : running;
  const args = text === '' ? '""' : text;
  const edits = first ? [...form.replace(first, args), ...form.remove(rest)] : form.insert(name, [args]);
  return [{ title: `Write what is running: ${form.show(name, args)}`, safety: safetyOf(name), edits }];
}

function safetyOf(name: string): Safety {
  if (name === 'save' || name === 'appendonly' || name === 'stop-writes-on-bgsave-error')
    return 'changes-durability';
  return name.startsWith('maxmemory') ? 'changes-eviction' : 'needs-a-number';
}
