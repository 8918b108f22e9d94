/** What a process has cost so far: CPU time and memory, from the kernel. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Linux counts the time of each thread in nanoseconds; other systems have nothing as fine. */
export const canMeasure = existsSync('/proc/self/task');

/** @param {number} pid @returns {number} CPU time of all threads in milliseconds, those that ended aside */
export function cpuOf(pid) {
  let nanoseconds = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const stat = readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8');
    nanoseconds += Number(stat.split(' ')[0]);
  }
  return nanoseconds / 1e6;
}

/** @param {number} pid @param {'VmRSS' | 'VmHWM'} field now, or at the peak @returns {number} resident memory in MB */
export function memoryOf(pid, field) {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`${field}:\\s+(\\d+) kB`));
  return Number(line?.[1] ?? 0) / 1024;
}
