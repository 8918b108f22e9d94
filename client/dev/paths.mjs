/** Where things are, for every developer command. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Downloads that are worth keeping between clones. FORKGUARD_CACHE lets several clones share them. */
export const CACHE = path.resolve(process.env.FORKGUARD_CACHE || path.join(ROOT, '.cache'));

export const VSIX = path.join(ROOT, 'dist', 'forkguard.vsix');

/** Where the user typed the command: npm itself changes to the root of the project. */
export const USER_FOLDER = process.env.INIT_CWD ?? process.cwd();

/** @param {...string} parts */
export const inRoot = (...parts) => path.join(ROOT, ...parts);
