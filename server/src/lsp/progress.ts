/** Showing in the editor that a folder is being searched: only once it takes long, and with a way to stop it. */

import type { Connection, WorkDoneProgressReporter } from 'vscode-languageserver';
import type { FileId } from '../core/text/span';
import { unlessRefused } from './safely';
import type { Progress } from './workspace';

/** Shorter searches show nothing. Milliseconds. */
const PROGRESS_DELAY_MS = 1000;

/** @param supported the editor can show progress */
export function searchProgress(
  connection: Connection,
  supported: boolean,
  folder: FileId,
  cancel: () => void,
): Progress {
  let shown: WorkDoneProgressReporter | undefined;
  let looked = 0;
  let ended = false;
  const show = async () => {
    const progress = await connection.window.createWorkDoneProgress();
    if (ended) return;
    const name = folder.slice(folder.lastIndexOf('/') + 1);
    progress.begin('Forkguard', undefined, `searching ${name}`, true);
    progress.token.onCancellationRequested(() => {
      connection.console.warn(
        `The search of ${name} was stopped after ${looked} files; the rest are not read.`,
      );
      cancel();
    });
    shown = progress;
  };
  const timer = supported ? setTimeout(() => unlessRefused(show()), PROGRESS_DELAY_MS) : undefined;
  return {
    looked(files) {
      looked = files;
      shown?.report(`${files} files`);
    },
    done() {
      ended = true;
      clearTimeout(timer);
      shown?.done();
    },
  };
}
