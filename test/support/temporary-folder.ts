/** A folder of its own for each test, with the files that the test writes into it. */

import { mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

export class TemporaryFolder {
  /** Absolute and without symbolic links. */
  path = '';

  /** @param files by their path below the folder */
  async write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const path = this.join(name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
  }

  remove(name: string): Promise<void> {
    return rm(this.join(name), { recursive: true });
  }

  move(from: string, to: string): Promise<void> {
    return rename(this.join(from), this.join(to));
  }

  read(name: string): Promise<string> {
    return readFile(this.join(name), 'utf8');
  }

  join(name: string): string {
    return join(this.path, name);
  }
}

export function temporaryFolder(): TemporaryFolder {
  const folder = new TemporaryFolder();
  beforeEach(async () => {
    folder.path = await realpath(await mkdtemp(join(tmpdir(), 'forkguard-test-')));
  });
  afterEach(() => rm(folder.path, { recursive: true, force: true }));
  return folder;
}
