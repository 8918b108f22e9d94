/** The desktop VS Code of this machine, when it has one that can show a window. */
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { environmentOutsideEditor } from './editor-runtime.mjs';
import { EDITOR_SETTINGS } from './editor-settings.mjs';
import { ROOT } from './paths.mjs';
import { run, startGuarded } from './processes.mjs';
import { findOnPath, isExecutable } from './programs.mjs';
import { scratchFolder } from './scratch.mjs';

const MAC = '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code';

/** The only way to run a .cmd file without a shell string of our own. @param {string} command @param {string[]} args */
const commandLine = (command, args) =>
  /** @type {[string, string[]]} */ (
    command.endsWith('.cmd') ? ['cmd.exe', ['/d', '/c', 'call', command, ...args]] : [command, args]
  );

/**
 * Why a window cannot be shown, whatever `code` is. Every one of these was a `code` on the PATH that is no desktop.
 * @param {NodeJS.ProcessEnv} env
 */
function noWindow(env) {
  if (env.VSCODE_IPC_HOOK_CLI) return 'this shell belongs to a remote VS Code';
  if (process.platform === 'linux') {
    if (env.WSL_DISTRO_NAME) return 'from WSL it would be a VS Code of Windows';
    if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display';
    if (process.getuid?.() === 0) return 'it refuses to run as root';
  } else if (env.SSH_CONNECTION) return 'this is an SSH session';
  return undefined;
}

/** @param {string} version @param {string} floor */
function isOlder(version, floor) {
  const [a = [], b = []] = [version, floor].map((text) => text.split('.').map(Number));
  const at = a.findIndex((part, index) => part !== b[index]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}

/**
 * Asks the command itself. The desktop's answers with version, commit and architecture on three lines;
 * the stand-alone command line for tunnels has the same name and answers in one.
 * @param {string} command
 */
async function unsuitable(command) {
  if (realpathSync(command).includes('remote-cli')) return 'it belongs to a remote VS Code';
  const env = environmentOutsideEditor();
  const { code, output } = await run(...commandLine(command, ['--version']), { env, limitSeconds: 20 });
  const [version = '', commit = ''] = output.trim().split(/\r?\n/).slice(-3);
  if (code !== 0 || !/^\d+\.\d+\.\d+/.test(version) || !/^[0-9a-f]{40}$/.test(commit))
    return 'it is not a desktop VS Code';
  const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const floor = manifest.engines.vscode.replace(/^\D+/, '');
  return isOlder(version, floor) ? `it is VS Code ${version}, and the extension needs ${floor}` : undefined;
}

/** @returns {Promise<{ command?: string, why?: string }>} `why` says what is wrong with the `code` that was found */
export async function findDesktopCode() {
  const command = findOnPath('code') ?? (isExecutable(MAC) ? MAC : undefined);
  if (!command) return {};
  const why = noWindow(process.env) ?? (await unsuitable(command));
  return why ? { why } : { command };
}

/**
 * Opens a window in a profile of its own: the extension that the user may have installed stays out of the way,
 * and the editor's main process is ours to end. Resolves when the window is closed.
 * @param {string} command
 * @param {string[]} what the folder, and perhaps a file as file:line:column
 */
export function openDesktop(command, what) {
  const userData = scratchFolder('desktop');
  mkdirSync(path.join(userData, 'User'));
  writeFileSync(path.join(userData, 'User', 'settings.json'), JSON.stringify(EDITOR_SETTINGS));
  const profile = ['--user-data-dir', userData, '--extensions-dir', path.join(userData, 'extensions')];
  const flags = [
    '--new-window',
    '--wait',
    '--disable-workspace-trust',
    '--skip-welcome',
    '--skip-release-notes',
  ];
  const args = [`--extensionDevelopmentPath=${ROOT}`, ...profile, ...flags, ...what];
  // The command only hands over to the editor's main process, which leaves its process id in its profile:
  // read at the exit before the profile is removed.
  process.prependOnceListener('exit', () => {
    try {
      process.kill(Number(readFileSync(path.join(userData, 'code.lock'), 'utf8')));
    } catch {
      // the window is closed already
    }
  });
  return startGuarded(...commandLine(command, args), { env: environmentOutsideEditor(), output: 'inherit' })
    .exited;
}
