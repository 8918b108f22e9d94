/**
 * Compares a chart with its entry in the catalogue, and prints the entry as this chart would have it:
 *
 *   helm pull oci://registry-1.docker.io/bitnamicharts/redis --version 23.1.1 --untar
 *   node server/dev/chart-entry.mjs bitnami/redis redis
 *
 * Printed are the version and what it runs, the defaults of the entry's paths as the values.yaml of the folder has them,
 * which of them differ from the entry, and paths of the entry that no template of the folder mentions. What a chart does
 * with a value is read from its templates by a person; this finds out when a new version deserves another look.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const ENTRIES = new URL('../src/core/platform/helm/data/charts.json', import.meta.url);

const [id, folder] = process.argv.slice(2);
const entries = JSON.parse(readFileSync(ENTRIES, 'utf8')).charts;
const entry = entries.find((one) => one.id === id);
if (!entry || !folder) {
  console.error(`Usage: node server/dev/chart-entry.mjs <entry> <folder of the chart>`);
  console.error(`Entries: ${entries.map((one) => one.id).join(', ')}`);
  process.exit(2);
}

const chart = parse(readFileSync(join(folder, 'Chart.yaml'), 'utf8'));
const values = parse(readFileSync(join(folder, 'values.yaml'), 'utf8')) ?? {};

/** `{ a: { b: 1 } }` as `[['a.b', 1]]`; lists and empty mappings are leaves. */
function leaves(tree, path = []) {
  const isMap = typeof tree === 'object' && tree !== null && !Array.isArray(tree);
  if (!isMap || Object.keys(tree).length === 0) return [[path.join('.'), tree]];
  return Object.entries(tree).flatMap(([key, value]) => leaves(value, [...path, key]));
}

const at = (tree, path) => path.split('.').reduce((here, key) => here?.[key], tree);
const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

const known = leaves(entry.defaults);
const now = Object.fromEntries(known.map(([path]) => [path, at(values, path) ?? null]));
const changed = Object.fromEntries(
  known.filter(([path, value]) => !same(value, now[path])).map(([path]) => [path, now[path]]),
);

const templates = readdirSync(join(folder, 'templates'), { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile())
  .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
  .join('\n');
const paths = [...new Set([...known.map(([path]) => path), ...entry.notes.map(({ path }) => path)])];
// `resources.limits.memory` is written out as part of `resources`.
const mentioned = (path) => {
  const parts = path.split('.');
  return (
    parts.some((_, index) => index > 0 && templates.includes(`.${parts.slice(0, index + 1).join('.')}`)) ||
    templates.includes(`.Values.${parts[0]}`)
  );
};

console.log(
  JSON.stringify(
    {
      chart: chart.name,
      version: chart.version,
      runs: chart.appVersion,
      entry: { id: entry.id, version: entry.provenance.version, commit: entry.provenance.commit },
      defaults: now,
      differs: changed,
      unmentioned: paths.filter((path) => !mentioned(path)),
    },
    null,
    2,
  ),
);
