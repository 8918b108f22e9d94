/** Installs the npm dependencies when they are missing or do not match package-lock.json. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { step } from './console.mjs';
import { npm } from './npm.mjs';
import { ROOT } from './paths.mjs';

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, link?: boolean, optional?: boolean, devOptional?: boolean }> | undefined}
 */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Compares contents, not times: a checkout or a copy changes times without changing what is installed.
 * npm writes its own copy of the lock last, so an interrupted installation has none.
 * Optional packages are left out, as those of other systems are rightly absent.
 * @param {string} root
 */
function dependenciesAreCurrent(root) {
  const wanted = lockedPackages(path.join(root, 'package-lock.json'));
  const installed = lockedPackages(path.join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !installed) return false;
  return Object.entries(wanted)
    .filter(
      ([name, entry]) =>
        name.includes('node_modules/') && !entry.link && !entry.optional && !entry.devOptional,
    )
    .every(([name, { version }]) => installed[name]?.version === version);
}

export async function ensureDependencies() {
  if (dependenciesAreCurrent(ROOT)) return;
  const install = () => npm('Installing the dependencies', ['ci', '--include=dev'], { cwd: ROOT });
  await step('Installing the npm dependencies (about 40 s the first time)', install);
}
