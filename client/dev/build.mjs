/** Builds and packs for the other commands, in processes of their own, with one clear line when that fails. */
import { Stop } from './console.mjs';
import { inRoot, ROOT } from './paths.mjs';
import { runNode } from './processes.mjs';

/** Packing takes half a minute, and on a slow and busy machine many times that. */
const LIMIT_SECONDS = 900;

/** @param {string} what @param {string[]} args */
async function must(what, args) {
  const { code, output, timedOut } = await runNode(args, { cwd: ROOT, limitSeconds: LIMIT_SECONDS });
  if (timedOut) throw new Stop(`${what} did not finish within ${LIMIT_SECONDS} s.`);
  if (code !== 0)
    throw new Stop(`${output.trim()}\n${what} failed (node ${args.join(' ')}, exit code ${code}).`);
}

/** As `npm run build` does: the bundles in dist/. */
export const build = () => must('The build', ['esbuild.mjs']);

/** As `npm run package` does, of bundles that are built already: dist/forkguard.vsix. */
export const pack = () => must('Packing the extension', [inRoot('client/dev/package.mjs'), '--no-build']);
