/** A line of progress on a terminal, for runs that take longer than a second. */

const FIRST_AFTER = 1000;
const NEXT_AFTER = 100;

export interface Progress {
  show(text: string): void;
  clear(): void;
}

export const NO_PROGRESS: Progress = { show: () => {}, clear: () => {} };

export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return NO_PROGRESS;
  let due = Date.now() + FIRST_AFTER;
  let shown = false;
  return {
    show(text) {
      if (Date.now() < due) return;
      due = Date.now() + NEXT_AFTER;
      shown = true;
      stream.write(`\r\x1b[2K${text}`);
    },
    clear() {
      if (shown) stream.write('\r\x1b[2K');
    },
  };
}
