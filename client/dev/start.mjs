/** `npm start [path]`: the findings for a path in the terminal, then a real VS Code on it with the extension loaded. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { runMain, Stop, say, step } from './console.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { findDesktopCode, openDesktop } from './desktop.mjs';
import { requireFree } from './editor-runtime.mjs';
import { printFindings, worthShowing } from './findings.mjs';
import { inRoot, USER_FOLDER } from './paths.mjs';
import { openInBrowser, serve } from './serve.mjs';

const USAGE = `npm start [-- <options>] [<path>]
  <path>      a file or folder to show; default: examples
  --no-open   print the findings and the address of the editor, open nothing
  --port <n>  serve the editor on this port`;

function readArguments() {
  try {
    const options = /** @type {const} */ ({
      'no-open': { type: 'boolean', default: process.env.npm_config_open === '' }, // typed without the `--` before it
      port: { type: 'string', default: '0' },
      help: { type: 'boolean', short: 'h', default: false },
    });
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (positionals.length > 1)
      throw new Error(`one path at a time, please; these are ${positionals.length}`);
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port > 65_535)
      throw new Error(`--port ${values.port} is not a port number`);
    return { help: values.help, noOpen: values['no-open'], port, path: positionals[0] };
  } catch (error) {
    throw new Stop(`npm start: ${/** @type {Error} */ (error).message}\n${USAGE}`);
  }
}

/**
 * What to open: a folder, and the place in a file to show in it.
 * @param {string} target
 * @returns {Promise<{ folder: string, file?: string, line?: number }>}
 */
async function whatToOpen(target) {
  const first = await worthShowing(target);
  return statSync(target).isDirectory()
    ? { folder: target, ...first }
    : { folder: path.dirname(target), ...first, file: target };
}

/** @param {{ folder: string, file?: string, line?: number }} view @param {string} command */
async function showOnDesktop({ folder, file, line = 1 }, command) {
  say(`Opening ${folder} in VS Code; close its window or press Ctrl+C to end.`);
  const code = await openDesktop(command, file ? [folder, '--goto', `${file}:${line}`] : [folder]);
  if (code !== 0) throw new Stop(`VS Code (${command}) ended with exit code ${code}.`);
  return 0;
}

async function main() {
  const args = readArguments();
  if (args.help) return say(USAGE);
  const target = args.path === undefined ? inRoot('examples') : path.resolve(USER_FOLDER, args.path);
  if (!existsSync(target)) throw new Stop(`npm start: there is no file or folder ${target}`);
  if (args.port) await requireFree(args.port);
  await ensureDependencies();
  await step('Building', build);
  await printFindings(args.path ?? (path.relative(USER_FOLDER, target) || '.'));

  const view = await whatToOpen(target);
  const desktop = args.noOpen ? {} : await findDesktopCode();
  if (desktop.command) return showOnDesktop(view, desktop.command);
  if (desktop.why) say(`Not using the code on the PATH: ${desktop.why}.`);
  const { address, ended } = await serve(view, args.port);
  say(`\nVS Code with Forkguard on ${view.folder} is at\n\n  ${address}\n`);
  if (!args.noOpen && openInBrowser(address)) say('Opening it in the browser.');
  say('Press Ctrl+C to end.');
  await ended;
  throw new Stop('The editor ended by itself.', 1);
}

await runMain(main);
