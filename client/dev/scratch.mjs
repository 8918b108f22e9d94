/** Temporary folders that are gone when we are. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** @param {string} name @returns {string} a new empty folder, removed when this process exits */
export function scratchFolder(name) {
  const folder = mkdtempSync(path.join(tmpdir(), `forkguard-${name}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
