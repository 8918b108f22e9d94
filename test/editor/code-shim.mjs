#!/usr/bin/env node
/**
 * Stands in for the desktop `code` executable where @vscode/test-electron's runTests starts it: takes its arguments,
 * runs the suite in the extension host of the editor from npm, and ends with the suite's exit code.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { chromiumOptions } from '../../client/dev/chromium.mjs';
import { runMain, Stop } from '../../client/dev/console.mjs';
import { remoteFile, startEditor, windowAddress } from '../../client/dev/editor-runtime.mjs';

/** For a suite that hangs: below the time that the suite has in suites.mjs. */
const LIMIT_SECONDS = 1500;
const CRASHED = 71;
/** What suite/index.ts puts before the lines of its reporter. */
const SUITE_LINE = '\u2060';
/** Native modules that an editor without install scripts lacks, and the marketplace that it is not to ask. */
const HARMLESS = /spdlog|native-watchdog|extensions from gallery|AccountPolicyGate/;
/** Stack frames of VS Code itself. */
const OWN_FRAME = /\n\s+at [^\n]*\/(?:static|code-server\/lib\/vscode)\/[^\n]*/g;

/** @typedef {import('../../client/dev/editor-runtime.mjs').Editor} Editor */

function readArguments() {
  const options = /** @type {const} */ ({
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
    'disable-extensions': { type: 'boolean' },
  });
  const { values, positionals } = parseArgs({ options, strict: false, allowPositionals: true });
  if (!values.extensionTestsPath || !positionals[0])
    throw new Stop('code-shim: it only runs a test suite on a folder', 64);
  return {
    extensions: /** @type {string[]} */ (values.extensionDevelopmentPath ?? []),
    suite: path.resolve(String(values.extensionTestsPath)),
    folder: path.resolve(positionals[0]),
    disableExtensions: values['disable-extensions'] === true,
  };
}

/**
 * The workbench reports an extension host that was killed, or that called process.exit, as exit code 0. So the suite
 * is wrapped in one that writes down how it ended, and without that word nothing has passed.
 * @param {string} folder @param {string} suite
 */
function wrapSuite(folder, suite) {
  const verdict = path.join(folder, 'verdict');
  const wrapper = path.join(folder, 'wrapper.cjs');
  writeFileSync(
    wrapper,
    `const say = (word) => require('node:fs').writeFileSync(${JSON.stringify(verdict)}, word);
     exports.run = () => require(${JSON.stringify(suite)}).run().then(
       () => say('passed'),
       (error) => { say('failed'); throw error; },
     );`,
  );
  return { wrapper, verdict: () => (existsSync(verdict) ? readFileSync(verdict, 'utf8') : 'nothing') };
}

/**
 * The suite's own lines are printed as they come. What the workbench logs beside them, and that is a lot, is kept for
 * the case that the run fails.
 */
function sortOutput() {
  /** @type {string[]} */
  const logged = [];
  return {
    /** @param {string} _type @param {unknown[]} args */
    print(_type, args) {
      const text = format(...args);
      if (text.startsWith(SUITE_LINE)) process.stdout.write(`${text.slice(SUITE_LINE.length)}\n`);
      else if (!HARMLESS.test(text)) logged.push(text.replaceAll(OWN_FRAME, ''));
    },
    printLog: () => process.stderr.write(`${['the end of the log:', ...logged.slice(-40)].join('\n  ')}\n`),
  };
}

/**
 * @param {import('playwright-core').Page} page
 * @param {(type: string, args: unknown[]) => void} print
 * @returns {Promise<number>} the exit code that the workbench reports
 */
async function exitCode(page, print) {
  await page.exposeFunction('codeAutomationLog', print);
  return new Promise((resolve, reject) => {
    page.exposeFunction('codeAutomationExit', resolve).catch(reject);
    page.once('crash', () => reject(new Stop('code-shim: the browser page crashed', CRASHED)));
    const late = () =>
      reject(new Stop(`code-shim: the suite did not end within ${LIMIT_SECONDS} s`, CRASHED));
    setTimeout(late, LIMIT_SECONDS * 1000).unref();
  });
}

/** @param {ReturnType<typeof readArguments>} args @param {Editor} editor @param {import('playwright-core').Page} page */
async function runSuite(args, editor, page) {
  const { wrapper, verdict } = wrapSuite(editor.folder, args.suite);
  const { print, printLog } = sortOutput();
  const ended = exitCode(page, print);
  const payload = /** @type {[string, string][]} */ ([
    ...args.extensions.map((extension) => ['extensionDevelopmentPath', remoteFile(editor, extension)]),
    ['extensionTestsPath', remoteFile(editor, wrapper)],
    ['skipWelcome', 'true'],
    ...(args.disableExtensions ? [['disableExtensions', 'true']] : []),
  ]);
  try {
    await page.goto(windowAddress(editor, args.folder, payload), { waitUntil: 'commit' });
    const code = await ended;
    if (code === 0 && verdict() === 'passed') return 0;
    printLog();
    if (code !== 0) return code;
  } catch (error) {
    printLog();
    throw error;
  }
  const said = `the extension host ended with exit code 0, but its suite said ${verdict()}`;
  throw new Stop(`code-shim: ${said}: it was killed or it crashed`, CRASHED);
}

async function main() {
  const args = readArguments();
  const editor = await startEditor({ underTest: true });
  const browser = await chromium.launch(chromiumOptions());
  try {
    return await runSuite(args, editor, await browser.newPage());
  } finally {
    await browser.close();
    await editor.stop();
  }
}

await runMain(main);
