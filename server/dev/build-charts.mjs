/**
 * Writes what the catalogue knows of every version of a chart, from the git history of the repositories:
 *
 *   node server/dev/build-charts.mjs <folder of clones> [id of an entry…]
 *
 * The folder holds clones with their whole history, named `owner+name` or `owner/name` (charts/sources.mjs lists which). Per
 * path that an entry of charts.json speaks of: the default and whether any template reads it, both as the versions in
 * which they change; besides the release of the server and the presets. What a template means stays in charts.json.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { changesOf, valueAt } from './charts/changes.mjs';
import { Clone, compareVersions, inChart, templatesOf, versionsOf } from './charts/git.mjs';
import { asNamed, pathsOf, wholesOf } from './charts/interest.mjs';
import { parentHistory } from './charts/parents.mjs';
import { PresetHistory } from './charts/presets.mjs';
import { CHARTS, PARENTS } from './charts/sources.mjs';
import { reads, valuesRead } from './charts/templates.mjs';

const DATA = fileURLToPath(new URL('../src/core/platform/helm/data/', import.meta.url));
const isBelow = (version, bound) => compareVersions(version, bound) < 0;

/** One row for each version: its files, read. */
function rowsOf(clones, { repository, path, from = '0.0.0', below = '9999.0.0' }) {
  const clone = new Clone(clones, repository);
  const versions = versionsOf(clone, path).filter(
    ({ version }) => !isBelow(version, from) && isBelow(version, below),
  );
  const commits = versions.map(({ commit }) => commit);
  const names = ['Chart.yaml', 'values.yaml', 'Chart.lock', 'requirements.lock'];
  const all = [...new Set(versions.flatMap(({ commit, last }) => [commit, last]))];
  const files = clone.read(all.flatMap((commit) => names.map((name) => `${commit}:${inChart(path, name)}`)));
  const templates = templatesOf(clone, path, commits);
  const scanned = new Map([...new Set(templates.values())].map((text) => [text, valuesRead(text)]));
  return versions.map(({ version, commit, last }) => {
    const text = (name, at = commit) => files.get(`${at}:${inChart(path, name)}`)?.text ?? '';
    return {
      version,
      chart: parsed(text('Chart.yaml')),
      values: parsed(text('values.yaml')),
      last: { chart: parsed(text('Chart.yaml', last)), values: parsed(text('values.yaml', last)) },
      locked: parsed(text('Chart.lock') || text('requirements.lock')).dependencies ?? [],
      read: scanned.get(templates.get(commit)),
    };
  });
}

/** A chart that cannot be read brings nothing. */
function parsed(text) {
  try {
    return parse(text, { uniqueKeys: false, logLevel: 'silent' }) ?? {};
  } catch {
    return {};
  }
}

/** The first source that has a version decides. */
function historyOf(clones, record, presets) {
  const sources = CHARTS[record.id];
  const all = sources.map((source) => rowsOf(clones, source));
  const rows = [
    ...new Map(
      all
        .flat()
        .toReversed()
        .map((row) => [row.version, row]),
    ).values(),
  ].sort((a, b) => compareVersions(a.version, b.version));
  const changes = (valueIn) => changesOf(rows.map((row) => ({ version: row.version, value: valueIn(row) })));
  const wholes = wholesOf(record);
  const named = (path, version) => asNamed(path, version, record.renamed, isBelow);
  const paths = pathsOf(record);
  return {
    source: sources.map(({ repository, path }) => `${repository}/${path}`).join(', '),
    commit: new Clone(clones, sources[0].repository).head.slice(0, 10),
    oldest: rows[0].version,
    // What the repository installs where nobody names a version; other sources only have earlier or later ones.
    newest: all[0].at(-1).version,
    runs: changes((row) => settledRelease(row, record)),
    presets: changes((row) => presets.of(row)),
    defaults: Object.fromEntries(
      paths.map((path) => [
        path,
        changes(({ version, values }) => kept(valueAt(values, named(path, version)), wholes.has(path))),
      ]),
    ),
    reads: Object.fromEntries(
      paths
        .map((path) => [path, changes(({ version, read }) => reads(read, named(path, version)))])
        .map(([path, all]) => [path, untilMoved(all)])
        .filter(([, all]) => all.length > 1),
    ),
  };
}

/** A value that no later version reads any more is taken for read: libraries of helpers may have taken it over. */
const untilMoved = (changes) => changes.slice(0, changes.findLastIndex(([, value]) => value) + 1);

/** Mappings only where the entry takes them as a whole; null for nothing. */
function kept(value, whole) {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return value === undefined || (isMap && !whole) ? null : value;
}

/** Without its patch, or null, where the repository gave two states with different servers the same number. */
function settledRelease(row, record) {
  const [release, last] = [releaseOf(row, record), releaseOf(row.last, record)];
  if (release === last) return release;
  const [line, lastLine] = [release, last].map((one) => /^\d+\.\d+/.exec(one ?? '')?.[0]);
  return line !== undefined && line === lastLine ? line : null;
}

/** `7.2.4`: what the tag of the image says, else what the chart says of its application; null for neither. */
function releaseOf({ chart, values }, { image }) {
  const tag = String(valueAt(values, image.tag) ?? '');
  const said = [tag, String(chart.appVersion ?? '')].map((text) => /^v?(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1]);
  return (tag === '' ? said[1] : said[0]) ?? null;
}

const [clones, ...only] = process.argv.slice(2);
if (!clones) {
  console.error('Usage: node server/dev/build-charts.mjs <folder of clones> [id of an entry…]');
  process.exit(2);
}
const { charts } = read('charts.json');
const presets = new PresetHistory(new Clone(clones, 'bitnami/charts'));
rewrite(
  'history.json',
  charts.filter(({ id }) => CHARTS[id]),
  (record) => historyOf(clones, record, presets),
);
rewrite('parents.json', PARENTS, (parent) => parentHistory(clones, parent, charts));

function read(name) {
  return JSON.parse(readFileSync(`${DATA}${name}`, 'utf8'));
}

/** Entries that were not asked for stay as they are. */
function rewrite(name, entries, build) {
  const old = only.length > 0 ? read(name).charts : {};
  const built = entries.map((entry) => {
    if (only.length > 0 && !only.includes(entry.id)) return [entry.id, old[entry.id]];
    console.error(entry.id);
    return [entry.id, build(entry)];
  });
  writeFileSync(`${DATA}${name}`, print(Object.fromEntries(built), name.replace('.json', '.schema.json')));
}

/** One path a line, so that a new version shows as the lines that it changes. */
function print(entries, schema) {
  const lines = (object) =>
    Object.entries(object)
      .map(
        ([key, value]) =>
          `${JSON.stringify(key)}:${isTable(key) ? `{\n${lines(value)}\n}` : JSON.stringify(value)}`,
      )
      .join(',\n');
  const isTable = (key) => ['defaults', 'reads', 'values'].includes(key);
  const rows = Object.entries(entries).map(([id, entry]) => `${JSON.stringify(id)}:{\n${lines(entry)}\n}`);
  return `{\n"$schema":"${schema}",\n"charts":{\n${rows.join(',\n')}\n}\n}\n`;
}
