/**
 * What the kernel of this machine says about a server that runs on it: from /proc and /sys, as far as this user may
 * read. Nothing is asked of any other machine.
 */

import { readdir, readFile } from 'node:fs/promises';
import { networkInterfaces, release } from 'node:os';
import { type HostFacts, infoNumber, type Observation } from '../core/observations';
import { cgroupMemory } from './cgroup';

/** Whether an address is one of this machine: a socket, loopback, or an address of an interface. */
function isThisMachine(address: string): boolean {
  if (address.startsWith('/')) return true;
  const host = address.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  if (host === 'localhost' || /^127\./.test(host) || host === '::1') return true;
  return Object.values(networkInterfaces()).some((list) => list?.some((one) => one.address === host));
}

/** @returns undefined where the server is not seen on this machine, or the machine does not run Linux */
export async function hostFacts(observation: Observation): Promise<HostFacts | undefined> {
  if (process.platform !== 'linux' || !isThisMachine(observation.address)) return undefined;
  const pid = await findProcess(observation);
  // A tunnel to another machine begins at 127.0.0.1 too: only a process that is seen here proves that it is this one.
  if (pid === undefined && !observation.address.startsWith('/')) return undefined;
  const kernel = /^(\d+)\.(\d+)/.exec(release());
  const pages = await text('/sys/kernel/mm/transparent_hugepage/enabled');
  const overcommit = await text('/proc/sys/vm/overcommit_memory');
  return {
    kernel: kernel ? Number(kernel[1]) * 1000 + Number(kernel[2]) : undefined,
    hugePages: /\[(\w+)\]/.exec(pages ?? '')?.[1],
    overcommit: /^\d/.test(overcommit ?? '') ? Number(overcommit) : undefined,
    ...(pid === undefined ? {} : { process: await processFacts(pid) }),
  };
}

/** A start may be seen this much earlier or later than INFO says: it counts whole seconds. */
const START_TOLERANCE = 3;

/**
 * The process of the server. In a container it has another number inside than outside, so that every process is looked
 * at whose innermost number is the one that INFO gives; the name and the time of the start must fit as well.
 */
async function findProcess(observation: Observation): Promise<number | undefined> {
  const inner = infoNumber(observation, 'process_id');
  const uptime = infoNumber(observation, 'uptime_in_seconds');
  if (inner === undefined || uptime === undefined) return undefined;
  const started = observation.at / 1000 - uptime;
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of [String(inner), ...pids]) {
    const status = await text(`/proc/${pid}/status`);
    const numbers = /^NSpid:\s*(.*)$/m.exec(status ?? '')?.[1]?.split(/\s+/) ?? [pid];
    if (!status || numbers.at(-1) !== String(inner)) continue;
    if (!/^Name:\s*(?:redis|valkey|keydb)/m.test(status)) continue;
    const start = await startOf(pid);
    if (start !== undefined && Math.abs(start - started) <= START_TOLERANCE) return Number(pid);
  }
  return undefined;
}

/** Clock ticks per second in /proc: 100 on every architecture that Linux runs on today. */
const TICKS = 100;

/** Seconds since 1970 at which a process was started. */
async function startOf(pid: string): Promise<number | undefined> {
  const boot = /^btime (\d+)$/m.exec((await text('/proc/stat')) ?? '')?.[1];
  const stat = await text(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything; the fields that follow are numbers.
  const ticks = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return boot === undefined || ticks === undefined ? undefined : Number(boot) + Number(ticks) / TICKS;
}

async function processFacts(pid: number): Promise<NonNullable<HostFacts['process']>> {
  const status = (await text(`/proc/${pid}/status`)) ?? '';
  const rollup = (await text(`/proc/${pid}/smaps_rollup`)) ?? '';
  const allowed = /^THP_enabled:\s*([01])/m.exec(status)?.[1];
  return {
    pid,
    residentSet: kilobytes(status, 'VmRSS'),
    proportionalSet: kilobytes(rollup, 'Pss'),
    hugePagesAllowed: allowed === undefined ? undefined : allowed === '1',
    cgroup: await cgroupMemory(pid, text),
  };
}

function kilobytes(content: string, name: string): number | undefined {
  const value = new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(content)?.[1];
  return value === undefined ? undefined : Number(value) * 1024;
}

const text = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').then(
    (content) => content.trim(),
    () => undefined,
  );
