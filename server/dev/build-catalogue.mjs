/**
 * Writes server/src/core/catalogue/data/directives.json (CatalogueData in types.ts).
 *
 *     node server/dev/build-catalogue.mjs <folder with directives-redis.json and directives-valkey.json>
 *
 * Those two files hold what was parsed from `static_configs` in src/config.c of every release tag (6.0 and later) and the
 * names found in the if/else parser of older ones. What they cannot know comes from legacy-directives.json next to this
 * script. The output is sorted and has one directive per line, so that the same input gives the same bytes.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { neededBuild, newestTraits, tableChanges } from './directive-tables.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const output = join(here, '../src/core/catalogue/data/directives.json');

const PRODUCTS = ['redis', 'valkey'];
const FIELDS = [
  'type',
  'values',
  'min',
  'max',
  'unsigned',
  'default',
  'runtime',
  'multi',
  'hidden',
  'since',
  'removed',
  'lines',
  'names',
  'build',
  'changes',
];

/** JSON.parse, but integers that a double cannot hold come back as strings with every digit. */
function parseExact(text) {
  return JSON.parse(
    text.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}/g, (token) => (token.startsWith('"') ? token : `"${token}"`)),
  );
}

const readJson = (path) => parseExact(readFileSync(path, 'utf8'));

function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

const byName = ([a], [b]) => (a < b ? -1 : 1);

/** Changes by hand go on top of those read; both newest first, one entry per version. */
function mergeChanges(read, byHand) {
  const merged = new Map();
  for (const { version, before } of [...read, ...byHand])
    merged.set(version, { ...merged.get(version), ...before });
  return [...merged]
    .map(([version, before]) => ({ version, before }))
    .sort((a, b) => compareVersions(b.version, a.version));
}

/** Since when each name is accepted; `earlier` holds what is known of releases before the first table. */
function nameHistory(name, raw, earlier) {
  const since = raw.names_since ?? { [name]: raw.since };
  return new Map(
    Object.entries(since).map(([each, version]) => [each, { since: earlier.get(each) ?? version }]),
  );
}

function record(name, raw, legacy, product) {
  if (raw.removed && !legacy.removed[name] && !legacy.misspelt[name])
    throw new Error(`${name}: removed, but when?`);
  const earlier = product === 'redis' ? legacy.since : new Map();
  const names = nameHistory(name, raw, earlier);
  const since = [...names.values()].map((each) => each.since).sort(compareVersions)[0];
  if (names.get(name)?.since === since) names.delete(name);
  const ignored = legacy.ignored[product]?.[name];
  const traits = newestTraits(name, raw);
  return {
    ...(ignored ? { type: 'ignored', default: null, runtime: false } : traits),
    since,
    removed: legacy.removed[name],
    lines: laterLines(raw, since),
    names: names.size > 0 ? Object.fromEntries([...names].sort(byName)) : undefined,
    build: neededBuild(name, raw),
    changes: mergeChanges(tableChanges(name, raw), [
      ...(legacy.changes[product][name] ?? []),
      ...(ignored ? [{ version: ignored.since, before: traits }] : []),
    ]),
  };
}

/** Lines after the first that got the directive with a patch, or not at all. */
function laterLines(raw, since) {
  const isLater = (line) => compareVersions(`${line}.0`, since) > 0;
  const sinces = new Set(Object.values(raw.names_since ?? {}));
  // Where the names differ, the patches are those of one name.
  if (sinces.size > 1) return undefined;
  const patched = Object.entries(raw.since_patch_in_line ?? {}).filter(([line]) => isLater(line));
  const gone = raw.removed ? [] : (raw.absent_in_lines ?? []).filter(isLater).map((line) => [line, null]);
  const lines = [...gone, ...patched].sort(([a], [b]) => compareVersions(`${a}.0`, `${b}.0`));
  return lines.length > 0 ? Object.fromEntries(lines) : undefined;
}

/** Fields in the order of types.ts, without empty ones. */
function tidy(entry) {
  const kept = FIELDS.filter(
    (field) => entry[field] !== undefined && !(Array.isArray(entry[field]) && entry[field].length === 0),
  );
  return Object.fromEntries(kept.map((field) => [field, entry[field]]));
}

function readLegacy(path) {
  const raw = readJson(path);
  for (const entry of [
    ...raw.since,
    ...Object.values(raw.directives),
    ...PRODUCTS.flatMap((p) => [
      ...Object.values(raw.later[p] ?? {}),
      ...Object.values(raw.ignored[p] ?? {}),
    ]),
    ...PRODUCTS.flatMap((p) => Object.values(raw.changes[p]).flat()),
  ]) {
    if (!raw.sources[entry.source])
      throw new Error(`legacy-directives.json: no such source: ${entry.source}`);
  }
  return {
    ...raw,
    since: new Map(raw.since.flatMap(({ version, names }) => names.map((name) => [name, version]))),
  };
}

/** 5.0.0 alone spelled cluster-replica-no-failover wrong: one more name of it, not a directive. */
function foldMisspelling(directives, legacy) {
  for (const [wrong, { of, since, removed }] of Object.entries(legacy.misspelt)) {
    delete directives[wrong];
    const names = { ...directives[of].names, [wrong]: { since, removed } };
    directives[of].names = Object.fromEntries(Object.entries(names).sort(byName));
  }
}

function build(folder) {
  const legacy = readLegacy(join(here, 'legacy-directives.json'));
  const catalogue = { lines: {}, directives: {} };
  for (const product of PRODUCTS) {
    const raw = readJson(join(folder, `directives-${product}.json`));
    const entries = Object.entries(raw.directives).map(([name, each]) => [
      name,
      tidy(record(name, each, legacy, product)),
    ]);
    const directives = Object.fromEntries(entries);
    catalogue.lines[product] = Object.values(raw.lines);
    if (legacy.newest[product]) catalogue.lines[product].splice(-1, 1, legacy.newest[product]);
    catalogue.directives[product] = directives;
  }
  catalogue.lines.redis.unshift(...legacy.lines);
  for (const [name, { source: _, ...entry }] of Object.entries(legacy.directives)) {
    const changes = mergeChanges([], entry.changes ?? []);
    catalogue.directives.redis[name] = tidy({ ...entry, changes });
  }
  for (const [product, later] of Object.entries(legacy.later))
    for (const [name, { source: _, ...entry }] of Object.entries(later))
      catalogue.directives[product][name] = tidy(entry);
  foldMisspelling(catalogue.directives.redis, legacy);
  checkLegacy(catalogue.directives, legacy);
  catalogue.upcoming = legacy.upcoming;
  return catalogue;
}

/** A name written by hand that matches nothing is a slip of the pen. */
function checkLegacy(directives, legacy) {
  const names = new Set(
    Object.entries(directives.redis).flatMap(([name, entry]) => [name, ...Object.keys(entry.names ?? {})]),
  );
  const missed = [
    ...[...legacy.since.keys(), ...Object.keys(legacy.removed)].filter((name) => !names.has(name)),
    ...PRODUCTS.flatMap((product) =>
      Object.keys(legacy.changes[product]).filter((name) => !directives[product][name]),
    ),
  ];
  if (missed.length > 0) throw new Error(`legacy-directives.json: no such directive: ${missed.join(', ')}`);
}

function print(catalogue) {
  const products = PRODUCTS.map((product) => {
    const rows = Object.entries(catalogue.directives[product]).sort(byName);
    return `"${product}": {\n${rows.map(([name, entry]) => `${JSON.stringify(name)}: ${JSON.stringify(entry)}`).join(',\n')}\n}`;
  });
  return `{\n"$schema": "directives.schema.json",\n"lines": ${JSON.stringify(catalogue.lines)},\n"upcoming": ${JSON.stringify(catalogue.upcoming)},\n"directives": {\n${products.join(',\n')}\n}\n}\n`;
}

const folder = process.argv[2];
if (!folder) {
  console.error(
    'Usage: node server/dev/build-catalogue.mjs <folder with directives-redis.json and directives-valkey.json>',
  );
  process.exit(2);
}
writeFileSync(output, print(build(folder)));
