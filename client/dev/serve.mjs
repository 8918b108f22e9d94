/** The served editor of `npm start`: the packed extension, installed as a user would, on a fresh profile. */
import { spawn } from 'node:child_process';
import { pack } from './build.mjs';
import { Stop, step } from './console.mjs';
import { editorUnavailable, ensureEditor } from './editor-install.mjs';
import { remoteFile, startEditor, windowAddress } from './editor-runtime.mjs';
import { VSIX } from './paths.mjs';
import { findOnPath } from './programs.mjs';

/** Long enough for a day's work in another window; it only counts while no browser shows the editor. */
const IDLE_SECONDS = 12 * 3600;

/**
 * @param {{ folder: string, file?: string, line?: number }} view
 * @param {number} port 0: any free one
 */
export async function serve({ folder, file, line = 1 }, port) {
  const unavailable = editorUnavailable();
  if (unavailable) {
    throw new Stop(
      `${unavailable}: install VS Code, run its "Shell Command: Install 'code' command in PATH", and try again.`,
    );
  }
  await ensureEditor();
  await step('Packing the extension', pack);
  const editor = await step('Starting the editor', () =>
    startEditor({ vsix: VSIX, port, idleSeconds: IDLE_SECONDS }),
  );
  const payload = /** @type {[string, string][]} */ (
    file
      ? [
          ['gotoLineMode', 'true'],
          ['openFile', `${remoteFile(editor, file)}:${line}:1`],
        ]
      : []
  );
  return { address: windowAddress(editor, folder, payload), ended: editor.exited };
}

/** @param {string} address @returns {boolean} false where there is nobody to see it */
export function openInBrowser(address) {
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  const opener = display ? findOnPath(process.platform === 'darwin' ? 'open' : 'xdg-open') : undefined;
  if (!opener) return false;
  spawn(opener, [address], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
  return true;
}
