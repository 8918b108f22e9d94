/** What the developer commands print: progress lines, and one clear line when they must stop. */
import { format } from 'node:util';

/** A failure that the user can act on: its message is all that is shown. */
export class Stop extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** @param {string} [text] */
export function say(text = '') {
  process.stdout.write(`${text}\n`);
}

/** @param {number} from a `performance.now()` */
export function seconds(from) {
  return `${((performance.now() - from) / 1000).toFixed(1)} s`;
}

/**
 * Announces a step that may take long, and says how long it took.
 * On a terminal the seconds count up, so that a slow network does not look like a hang.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = performance.now();
  const live = process.stdout.isTTY;
  const draw = () =>
    process.stdout.write(`\r${title} … ${Math.round((performance.now() - started) / 1000)} s`);
  if (live) draw();
  else say(`${title} …`);
  const timer = live ? setInterval(draw, 1000) : undefined;
  let ended = 'failed after';
  try {
    const result = await work();
    ended = 'done in';
    return result;
  } finally {
    clearInterval(timer);
    say(`${live ? `\r${title} … ` : '  '}${ended} ${seconds(started)}`);
  }
}

/**
 * Runs a command's main function; a Stop ends it with its one line, anything else with the whole stack.
 * Signals become an ordinary exit, so that exit handlers run.
 * @param {() => Promise<number | void>} main its exit code; 0 when it has none
 */
export async function runMain(main) {
  for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
    process.once(signal, () => process.exit(128 + number));
  }
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    const expected = error instanceof Stop;
    process.stderr.write(`${expected ? error.message : format(error)}\n`);
    process.exitCode = expected ? error.exitCode : 70;
  }
}
