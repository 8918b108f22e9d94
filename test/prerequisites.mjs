/** Programs that npm cannot install: looked for, installed with apt-get where that is ours to do, else asked for. */
import { existsSync } from 'node:fs';
import { findChromium } from '../client/dev/chromium.mjs';
import { Stop, step } from '../client/dev/console.mjs';
import { run } from '../client/dev/processes.mjs';
import { findOnPath } from '../client/dev/programs.mjs';

/** @typedef {{ name: string, find: () => string | undefined, packages: Record<string, string> }} Program */

/** How to install by hand, by the program that does it; the first that is there is the system's. */
const INSTALL = /** @type {Record<string, string>} */ ({
  'apt-get': 'apt-get install -y',
  dnf: 'dnf install -y',
  pacman: 'pacman -S --noconfirm',
  apk: 'apk add',
  brew: 'brew install',
  winget: 'winget install',
});

const PROGRAMS = /** @type {Record<string, Program>} */ ({
  'redis-server': {
    name: 'redis-server',
    find: () => findOnPath('redis-server'),
    packages: { 'apt-get': 'redis-server', other: 'redis', winget: 'Redis.Redis' },
  },
  chromium: {
    name: 'Chromium',
    find: findChromium,
    packages: {
      'apt-get': 'chromium',
      other: 'chromium',
      brew: '--cask google-chrome',
      winget: 'Google.Chrome',
    },
  },
});

const mayInstall = () =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && findOnPath('apt-get');

/** @param {string[]} args */
async function aptGet(...args) {
  // RUNLEVEL keeps a package from starting its service: the tests start their own servers and end them.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const options = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2'];
  return run('apt-get', [...options, ...args], { env, limitSeconds: 600 });
}

/** @param {[string, Program][]} programs @returns {string} the command to type */
function commandFor(programs) {
  const sudo = process.getuid?.() ? 'sudo ' : '';
  const manager = Object.keys(INSTALL).find((name) => findOnPath(name)) ?? 'apt-get';
  const asUser = manager === 'brew' || manager === 'winget';
  const install = `${asUser ? '' : sudo}${INSTALL[manager]}`;
  // Ubuntu has Chromium as a snap only; its package of that name cannot be installed.
  const asSnap = (/** @type {string} */ id) => id === 'chromium' && findOnPath('snap');
  const commands = programs.map(([id, { packages }]) =>
    asSnap(id) ? `${sudo}snap install chromium` : `${install} ${packages[manager] ?? packages.other}`,
  );
  return commands.join(' && ');
}

/** @param {Set<string>} needs */
export async function ensurePrograms(needs) {
  const missing = () => Object.entries(PROGRAMS).filter(([id, program]) => needs.has(id) && !program.find());
  if (missing().length === 0) return;
  let output = '';
  if (mayInstall()) {
    const packages = missing().map(([, program]) => program.packages['apt-get'] ?? '');
    await step(`Installing ${packages.join(' and ')} with apt-get`, async () => {
      output += (await aptGet('update')).output;
      output += (await aptGet('install', '--no-install-recommends', ...packages)).output;
    });
  }
  const left = missing();
  if (left.length === 0) return;
  const names = left.map(([, { name }]) => name).join(' and ');
  const hint = process.env.CHROMIUM ? ` (CHROMIUM says it is ${process.env.CHROMIUM})` : '';
  throw new Stop(
    `${output}The tests need ${names}${hint}. Install with\n\n  ${commandFor(left)}\n\nand run them again.`,
    1,
  );
}
