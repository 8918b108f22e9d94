/** Runs the built command line on what `npm start` shows. */
import path from 'node:path';
import { Stop, say } from './console.mjs';
import { inRoot, USER_FOLDER } from './paths.mjs';
import { runNode } from './processes.mjs';

const CLI = inRoot('dist', 'cli.js');
const LIMIT_SECONDS = 300;

/** The command line's own exit code: 0 and 1 are results, the rest is that it could not do its work. */
const USAGE_ERROR = 2;

/** @param {string} target */
export async function printFindings(target) {
  say();
  const options = /** @type {const} */ ({ cwd: USER_FOLDER, output: 'inherit', limitSeconds: LIMIT_SECONDS });
  const { code, timedOut } = await runNode([CLI, target], options);
  if (timedOut) throw new Stop(`The command line did not finish ${target} within ${LIMIT_SECONDS} s.`);
  if (code >= USAGE_ERROR) throw new Stop(`The command line could not lint ${target} (exit code ${code}).`);
  say();
}

/**
 * The first finding of a folder, so that the editor opens where there is something to see.
 * Only a courtesy: without it the folder opens with no file.
 * @param {string} folder
 * @returns {Promise<{ file?: string, line?: number }>}
 */
export async function worthShowing(folder) {
  const args = [CLI, '--format', 'json', folder];
  const { output } = await runNode(args, { cwd: USER_FOLDER, limitSeconds: LIMIT_SECONDS });
  try {
    const { findings } = JSON.parse(output);
    const first =
      findings.find((/** @type {{ severity: string }} */ { severity }) => severity === 'error') ??
      findings[0];
    return { file: path.resolve(USER_FOLDER, first.file), line: first.range.start.line + 1 };
  } catch {
    return {};
  }
}
