/** npm, called by our own commands: the same way on every system, with one clear line when it fails. */
import { Stop } from './console.mjs';
import { run } from './processes.mjs';

const UNREACHABLE =
  /\bE(?:NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT|AI_AGAIN|NETUNREACH|HOSTUNREACH)\b|ERR_SOCKET_TIMEOUT/;

/** What `npm run` leaves in the environment of a script describes that run, and misleads an npm inside it. */
function cleanEnvironment() {
  const misleading =
    /^npm_(?:package_|lifecycle_|command$|config_(?:local_prefix|prefix|workspace|omit|include|only)$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.test(name)));
}

/**
 * @param {string} title what npm does here, for the message
 * @param {string[]} args
 * @param {{ cwd: string, limitSeconds?: number }} options
 */
export async function npm(title, args, { cwd, limitSeconds = 600 }) {
  const self = process.env.npm_execpath;
  const [command, ...first] = self?.endsWith('.js')
    ? [process.execPath, self]
    : process.platform === 'win32'
      ? ['cmd.exe', '/d', '/s', '/c', 'npm']
      : ['npm'];
  const flags = [
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=8000',
  ];
  const options = { cwd, env: cleanEnvironment(), limitSeconds };
  const { code, output, timedOut } = await run(command, [...first, ...args, ...flags], options);
  if (timedOut)
    throw new Stop(`${title}: npm did not finish within ${limitSeconds} s; check the network and try again.`);
  if (code === 0) return;
  const unreachable = UNREACHABLE.exec(output);
  if (unreachable)
    throw new Stop(
      `${title}: npm cannot reach its registry (${unreachable[0]}); check the network and try again.`,
    );
  throw new Stop(`${output.trim()}\n${title}: "npm ${args.join(' ')}" failed in ${cwd} (exit code ${code}).`);
}
