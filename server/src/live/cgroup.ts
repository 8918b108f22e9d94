/** The memory limit of the control group that a process is in, of either version of the kernel's interface. */

import type { CgroupMemory } from '../core/observations';

type ReadText = (path: string) => Promise<string | undefined>;

/** cgroup v1 writes "no limit" as the largest page-aligned number. */
const UNLIMITED = 2 ** 62;

/** The smallest limit on the way up counts; usage and kills are those of the group itself. */
export async function cgroupMemory(pid: number, read: ReadText): Promise<CgroupMemory | undefined> {
  const lines = ((await read(`/proc/${pid}/cgroup`)) ?? '').split('\n');
  const old = lines
    .map((line) => /^\d+:(?:[\w,]*,)?memory(?:,[\w,]*)?:(\/.*)$/.exec(line)?.[1])
    .find(Boolean);
  if (old !== undefined) return oldGroup(old, read);
  const path = lines.map((line) => /^0::(\/.*)$/.exec(line)?.[1]).find(Boolean);
  return path === undefined ? undefined : newGroup(path, read);
}

async function newGroup(path: string, read: ReadText): Promise<CgroupMemory | undefined> {
  const groups = upwards(path).map((group) => `/sys/fs/cgroup${group}`);
  const own = groups[0] ?? '/sys/fs/cgroup';
  const usage = number(await read(`${own}/memory.current`));
  const events = (await read(`${own}/memory.events`)) ?? '';
  const limits = await Promise.all(groups.map((group) => read(`${group}/memory.max`)));
  return memoryOf(limits, usage, events);
}

async function oldGroup(path: string, read: ReadText): Promise<CgroupMemory | undefined> {
  const groups = upwards(path).map((group) => `/sys/fs/cgroup/memory${group}`);
  const own = groups[0] ?? '/sys/fs/cgroup/memory';
  const usage = number(await read(`${own}/memory.usage_in_bytes`));
  const control = (await read(`${own}/memory.oom_control`)) ?? '';
  const limits = await Promise.all(groups.map((group) => read(`${group}/memory.limit_in_bytes`)));
  return memoryOf(limits, usage, control);
}

/** @returns undefined when nothing could be read: that is no "no limit" */
function memoryOf(
  limits: readonly (string | undefined)[],
  usage: number | undefined,
  events: string,
): CgroupMemory | undefined {
  if (limits.every((limit) => limit === undefined)) return undefined;
  return { limit: smallest(limits), usage, oomKills: number(/^oom_kill (\d+)$/m.exec(events)?.[1]) };
}

/** `/a/b`, `/a` and the root, which is empty. */
function upwards(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '..');
  return [...parts.map((_, index) => `/${parts.slice(0, parts.length - index).join('/')}`), ''];
}

function smallest(texts: readonly (string | undefined)[]): number | undefined {
  const limits = texts.map(number).filter((limit) => limit !== undefined && limit < UNLIMITED);
  return limits.length === 0 ? undefined : Math.min(...(limits as number[]));
}

const number = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
