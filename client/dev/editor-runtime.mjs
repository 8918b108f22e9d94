/** Starts the editor of editor-install.mjs as a server on 127.0.0.1, and stops it again. */
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Stop } from './console.mjs';
import { ensureEditor } from './editor-install.mjs';
import { EDITOR_SETTINGS } from './editor-settings.mjs';
import { run, startGuarded } from './processes.mjs';

const START_LIMIT_SECONDS = 180;

/**
 * @typedef {object} Editor
 * @property {string} url
 * @property {string} host 127.0.0.1:port, the authority of the vscode-remote addresses
 * @property {string} folder its own temporary folder: profile, logs; deleted when it ends
 * @property {Promise<number>} exited
 * @property {() => Promise<number>} stop
 * @property {() => string} logTail the last lines that it logged
 */

/**
 * @typedef {object} EditorOptions
 * @property {string} [vsix] an extension to install before the start
 * @property {string} [extensionsDir] a folder of extensions to use as it is
 * @property {Record<string, unknown>} [settings]
 * @property {boolean} [trustEverything] false: workspaces are untrusted until somebody trusts them
 * @property {boolean} [underTest] lets the address of the page name an extension and a test suite to load
 * @property {number} [port] a free one when absent
 * @property {number} [idleSeconds] ends itself after this time without a window: the net under the guard
 */

/** VS Code's own variables describe the editor that this shell may be running in, not the one that we start. */
export function environmentOutsideEditor() {
  const own = /^(?:VSCODE_|ELECTRON_|CODE_SERVER_)|^(?:PORT|PASSWORD|HASHED_PASSWORD)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/** With no marketplace to ask, it starts the same way on an open and on a closed network. */
const editorEnvironment = () => ({ ...environmentOutsideEditor(), EXTENSIONS_GALLERY: '{}' });

/** @param {number} port */
export async function requireFree(port) {
  const taken = await new Promise((resolve) => {
    const probe = createServer().once('error', (error) => resolve(error));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(undefined)));
  });
  if (taken)
    throw new Stop(`Port ${port} of 127.0.0.1 cannot be used (${taken.code}); name another one with --port.`);
}

/** @param {string} vsix @param {string[]} profile */
async function installExtension(vsix, profile) {
  const { node, entry } = await ensureEditor();
  const args = [entry, ...profile, '--install-extension', vsix];
  const { code, output } = await run(node, args, { env: editorEnvironment(), limitSeconds: 300 });
  if (code !== 0)
    throw new Stop(`${output.trim()}\nThe editor could not install ${vsix} (exit code ${code}).`);
}

/**
 * The server prints the port that it got. Its output goes on into the log file, which is the only trace of a failure.
 * @param {ReturnType<typeof startGuarded>} server
 * @param {string} logFile
 * @returns {Promise<string>}
 */
function listeningAddress({ child, exited, stop }, logFile) {
  const log = createWriteStream(logFile).on('error', () => {}); // the folder of a stopped server is deleted
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Stop(`The editor did not start within ${START_LIMIT_SECONDS} s.`));
      void stop();
    }, START_LIMIT_SECONDS * 1000);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk) => {
        log.write(chunk);
        text = (text + chunk).slice(-8000);
        const address = /server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(text)?.[1];
        if (!address) return;
        clearTimeout(timer);
        resolve(address);
      });
    }
    void exited.then((code) => {
      clearTimeout(timer);
      reject(new Stop(`${text}\nThe editor ended at its start (exit code ${code}).`));
    });
  });
}

/**
 * A fresh profile, so that what the user has installed and set elsewhere changes nothing.
 * @param {string} folder
 * @param {EditorOptions} options
 */
function prepareProfile(folder, options) {
  const userData = path.join(folder, 'user');
  const extensionsDir = options.extensionsDir ?? path.join(folder, 'extensions');
  const config = path.join(folder, 'config.yaml');
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  mkdirSync(extensionsDir, { recursive: true });
  const settings = { ...EDITOR_SETTINGS, ...options.settings };
  writeFileSync(path.join(userData, 'User', 'settings.json'), JSON.stringify(settings));
  writeFileSync(config, '');
  return ['--config', config, '--user-data-dir', userData, '--extensions-dir', extensionsDir];
}

/** @param {EditorOptions} options */
function serverFlags({ trustEverything = true, underTest = false, port = 0, idleSeconds = 300 }) {
  return [
    ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--idle-timeout-seconds', String(idleSeconds)],
    ...[
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
      '--ignore-last-opened',
    ],
    ...(trustEverything ? ['--disable-workspace-trust'] : []),
    ...(underTest ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
}

/** @param {EditorOptions} [options] @returns {Promise<Editor>} */
export async function startEditor(options = {}) {
  const { node, entry } = await ensureEditor();
  if (options.port) await requireFree(options.port);
  const folder = mkdtempSync(path.join(tmpdir(), 'forkguard-editor-'));
  try {
    const profile = prepareProfile(folder, options);
    if (options.vsix) await installExtension(options.vsix, profile);
    const args = [entry, ...profile, ...serverFlags(options)];
    const server = startGuarded(node, args, {
      cwd: folder,
      env: editorEnvironment(),
      scratch: folder,
    });
    const logFile = path.join(folder, 'server.log');
    const url = await listeningAddress(server, logFile);
    const logTail = () => readFileSync(logFile, 'utf8').split('\n').slice(-20).join('\n');
    return { url, host: new URL(url).host, folder, exited: server.exited, stop: server.stop, logTail };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/**
 * The address of a window on a folder.
 * @param {Editor} editor
 * @param {string} folder
 * @param {[string, string][]} [payload] what the workbench is told at its start, such as a file to open
 */
export function windowAddress(editor, folder, payload = []) {
  const query = new URLSearchParams({ folder });
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `${editor.url}/?${query}`;
}

/** The address under which the window knows a file. @param {Editor} editor @param {string} file */
export const remoteFile = (editor, file) => `vscode-remote://${editor.host}${path.resolve(file)}`;
