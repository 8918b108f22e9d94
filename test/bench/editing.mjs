/** What a keystroke, the start and the memory cost, ours beside yaml-language-server's, in one run. */
import { createRequire } from 'node:module';
import { inRoot } from '../../client/dev/paths.mjs';
import { LanguageServer } from './language-server.mjs';
import { manifests, values } from './manifests.mjs';

const require = createRequire(import.meta.url);
/** With the flags with which the extension starts it. */
const OURS = [
  '--max-semi-space-size=4',
  '--single-threaded-gc',
  '--no-opt',
  inRoot('dist/server.js'),
  '--stdio',
];
const THEIRS = [require.resolve('yaml-language-server/bin/yaml-language-server'), '--stdio'];
/** No schema from anywhere: what remains is what it does for every YAML file. */
const THEIR_SETTINGS = {
  yaml: { validate: true, schemaStore: { enable: false }, kubernetesCRDStore: { enable: false } },
};

/** Keystrokes before the measured ones, and milliseconds after which no more of them are waited for. */
const WARM_KEYSTROKES = 400;
const WARM_UP = 20_000;

/**
 * @typedef {object} Measured
 * @property {number} start milliseconds from the start of the process to the first diagnostics
 * @property {number} cpu milliseconds of CPU for one keystroke
 * @property {number} wait milliseconds from a keystroke to its diagnostics, median
 * @property {{ now: number, peak: number }} memory MB resident after all keystrokes, and at most
 */

/**
 * Types a digit and takes it back, again and again, at the place that `at` finds: what follows moves each time.
 * @param {{ command: string[], settings?: Record<string, unknown>, languageId: string, name: string, text: string, at: string, keystrokes: number }} run
 * @returns {Promise<Measured>}
 */
async function type({ command, settings = {}, languageId, name, text, at, keystrokes }) {
  const server = new LanguageServer(command, settings);
  try {
    await server.initialize();
    const uri = `file:///bench/${name}`;
    await server.open({ uri, languageId, text });
    const start = performance.now() - server.started;
    const { here, digit } = placeAfter(text, at);
    const press = (/** @type {number} */ n) =>
      n % 2 === 0 ? server.change(uri, n, here, '1') : server.change(uri, n, digit, '');
    let version = 1;
    // The first ones are slower everywhere: code is compiled, caches are filled.
    const warm = performance.now() + WARM_UP;
    for (let n = 0; n < WARM_KEYSTROKES && performance.now() < warm; n += 1) await press(++version);
    const before = server.cpu();
    const waits = [];
    for (let n = 0; n < keystrokes; n += 1) {
      const started = performance.now();
      await press(++version);
      waits.push(performance.now() - started);
    }
    const cpu = (server.cpu() - before) / keystrokes;
    return { start, cpu, wait: median(waits), memory: server.memory() };
  } finally {
    await server.stop();
  }
}

/** Behind the last occurrence in the first half of the text. @param {string} text @param {string} after */
function placeAfter(text, after) {
  const offset = text.lastIndexOf(after, text.length / 2) + after.length;
  const before = text.slice(0, offset).split('\n');
  const start = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const end = { ...start, character: start.character + 1 };
  return { here: { start, end: start }, digit: { start, end } };
}

/** The last directive with a number in the first half, up to its first digit. @param {string} text */
function middleNumber(text) {
  const found = text
    .slice(0, text.length / 2)
    .match(/^[a-z][^\n#]*? \d/gm)
    ?.at(-1);
  if (found === undefined)
    throw new Error('There is no directive with a number in the first half of the file.');
  return `\n${found}`;
}

const median = (/** @type {number[]} */ values) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** @param {number} lines @param {number} keystrokes */
export const manifestEditing = (lines, keystrokes) =>
  yamlEditing({ name: 'all.yaml', text: manifests(lines), at: 'memory: 76', keystrokes });

/** One document. @param {number} lines @param {number} keystrokes */
export const valuesEditing = (lines, keystrokes) =>
  yamlEditing({ name: 'values.yaml', text: values(lines), at: 'memory: 25', keystrokes });

/** @param {{ name: string, text: string, at: string, keystrokes: number }} edited */
async function yamlEditing(edited) {
  const document = { ...edited, languageId: 'yaml' };
  const ours = await type({ command: OURS, ...document });
  const theirs = await type({ command: THEIRS, settings: THEIR_SETTINGS, ...document });
  return { ours, theirs };
}

/** A redis.conf, beside YAML of the same size for the other server. @param {string} text @param {number} keystrokes */
export async function configurationEditing(text, keystrokes) {
  const ours = await type({
    command: OURS,
    languageId: 'redis-conf',
    name: 'redis.conf',
    text,
    at: middleNumber(text),
    keystrokes,
  });
  const theirs = await type({
    command: THEIRS,
    settings: THEIR_SETTINGS,
    languageId: 'yaml',
    name: 'all.yaml',
    text: manifests(text.split('\n').length * 2).slice(0, text.length),
    at: 'memory: 12',
    keystrokes,
  });
  return { ours, theirs };
}
