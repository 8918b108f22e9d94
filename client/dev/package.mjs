/** `npm run package`: builds, packs dist/forkguard.vsix, and fails when it has grown beyond its limit. */
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { build } from './build.mjs';
import { runMain, Stop, say } from './console.mjs';
import { inRoot, ROOT, VSIX } from './paths.mjs';
import { scratchFolder } from './scratch.mjs';

const LIMIT_BYTES = 1_000_000;

/**
 * A folder with only what .vscodeignore lets in. vsce matches every file below the folder that it packs against
 * every pattern: on the project itself, with an editor in its cache, that takes ten seconds.
 */
function stage() {
  const folder = scratchFolder('package');
  const wanted = readFileSync(inRoot('.vscodeignore'), 'utf8').matchAll(/^!(.+?)(?:\/\*\*)?\s*$/gm);
  for (const [, name = ''] of wanted) {
    if (!existsSync(inRoot(name))) throw new Stop(`${name}, which .vscodeignore lets in, does not exist.`, 1);
    cpSync(inRoot(name), path.join(folder, name), { recursive: true });
  }
  cpSync(inRoot('.vscodeignore'), path.join(folder, '.vscodeignore'));
  return folder;
}

async function main() {
  // The other commands have just built when they pack.
  if (!process.argv.includes('--no-build')) await build();
  mkdirSync(path.dirname(VSIX), { recursive: true });
  await createVSIX({
    cwd: stage(),
    packagePath: VSIX,
    dependencies: false, // the bundles carry them
  }).catch((error) => {
    throw new Stop(`vsce: ${error.message}`, 1);
  });
  const { size } = statSync(VSIX);
  const sizes = `${(size / 1000).toFixed(0)} kB of at most ${LIMIT_BYTES / 1000} kB`;
  if (size > LIMIT_BYTES) throw new Stop(`${path.relative(ROOT, VSIX)} is too large: ${sizes}.`, 1);
  say(`${path.relative(ROOT, VSIX)}: ${sizes}`);
  return 0;
}

await runMain(main);
