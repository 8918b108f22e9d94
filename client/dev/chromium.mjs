/** Finds Chromium or Chrome, and starts it without a window. */
import path from 'node:path';
import { Stop } from './console.mjs';
import { findOnPath, isExecutable } from './programs.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const ELSEWHERE = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((variable) =>
    path.join(process.env[variable] ?? '', 'Google/Chrome/Application/chrome.exe'),
  ),
];
/** It must not look for updates, sync or report: the tests have to give the same result on a closed network. */
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @returns {string | undefined} CHROMIUM, when set, is the only one that counts */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) return isExecutable(named) ? named : undefined;
  return findOnPath(...NAMES) ?? ELSEWHERE.find(isExecutable);
}

/** For `launch` of playwright-core. */
export function chromiumOptions() {
  const executablePath = findChromium();
  if (!executablePath) throw new Stop('Chromium is not installed (or CHROMIUM does not name it).');
  // Chromium refuses to run its sandbox as root; as anybody else it keeps it.
  const args = process.getuid?.() === 0 ? ['--no-sandbox', ...FLAGS] : FLAGS;
  return { executablePath, args, headless: true };
}
