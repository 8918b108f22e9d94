/** A memory cgroup of the lab's own, where the machine lets us make one: version 1 or 2. */

import { existsSync, mkdtempSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = '/sys/fs/cgroup';

interface Files {
  readonly root: string;
  readonly limit: string;
  readonly events: string;
}

const VERSION_1: Files = {
  root: join(ROOT, 'memory'),
  limit: 'memory.limit_in_bytes',
  events: 'memory.oom_control',
};
const VERSION_2: Files = { root: ROOT, limit: 'memory.max', events: 'memory.events' };

export class MemoryCgroup {
  readonly #files: Files;
  readonly #folder: string;

  private constructor(files: Files) {
    this.#files = files;
    this.#folder = mkdtempSync(join(files.root, 'forkguard-lab-'));
    if (!existsSync(join(this.#folder, files.limit))) {
      rmdirSync(this.#folder);
      throw new Error('it has no memory controller');
    }
  }

  /** @returns why not, where the machine does not allow it */
  static create(): MemoryCgroup | string {
    const files = existsSync(join(VERSION_1.root, VERSION_1.limit)) ? VERSION_1 : VERSION_2;
    try {
      return new MemoryCgroup(files);
    } catch (error) {
      return `${files.root} cannot be used: ${error instanceof Error ? error.message : error}`;
    }
  }

  add(pid: number): void {
    writeFileSync(join(this.#folder, 'cgroup.procs'), String(pid));
  }

  /** Bytes; the kernel rounds to pages. */
  limit(bytes: number): void {
    writeFileSync(join(this.#folder, this.#files.limit), String(Math.floor(bytes)));
  }

  /** Processes that the kernel killed in it. */
  get kills(): number {
    const events = readFileSync(join(this.#folder, this.#files.events), 'utf8');
    return Number(/^oom_kill (\d+)/m.exec(events)?.[1] ?? 0);
  }

  /** The kernel keeps it until the last of its processes is torn down. */
  async remove(): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      try {
        rmdirSync(this.#folder);
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
}
