// Charts that install a chart of the catalogue as a dependency: which one, in which version, with which values of their own.

import { parse } from 'yaml';
import { changesOf, valueAt } from './changes.mjs';
import { Clone, compareVersions, inChart, versionsOf } from './git.mjs';
import { pathsOf, wholesOf } from './interest.mjs';

/**
 * @param {string} clones folder of the clones
 * @param {import('./sources.mjs').Parent} parent
 * @param {object[]} charts entries of charts.json
 */
export function parentHistory(clones, { id, repositories, aliases, sources }, charts) {
  const all = sources.map((source) => rowsOf(clones, source, charts));
  const rows = [
    ...new Map(
      all
        .flat()
        .toReversed()
        .map((row) => [row.version, row]),
    ).values(),
  ].sort((a, b) => compareVersions(a.version, b.version));
  const changes = (valueIn) => changesOf(rows.map((row) => ({ version: row.version, value: valueIn(row) })));
  return {
    name: id.slice(id.lastIndexOf('/') + 1),
    repositories,
    aliases,
    source: sources.map(({ repository, path }) => `${repository}/${path}`).join(', '),
    commit: new Clone(clones, sources[0].repository).head.slice(0, 10),
    newest: all[0].at(-1).version,
    dependencies: dependenciesOf(rows),
    values: Object.fromEntries(
      valuePathsOf(rows, charts)
        .map(([path, whole]) => [path, changes(({ values }) => kept(valueAt(values, path), whole))])
        .filter(([, [first, ...later]]) => later.length > 0 || first[1] !== null),
    ),
  };
}

/** Each dependency with the versions that it is installed in; null where it is not. */
function dependenciesOf(rows) {
  const kinds = new Map(
    rows.flatMap(({ dependencies }) =>
      dependencies.map(({ version: _, ...kind }) => [JSON.stringify(kind), kind]),
    ),
  );
  return [...kinds].map(([text, kind]) => {
    const versionIn = ({ dependencies }) =>
      dependencies.find(({ version: _, ...one }) => JSON.stringify(one) === text)?.version ?? null;
    const versions = changesOf(rows.map((row) => ({ version: row.version, value: versionIn(row) })));
    return { ...kind, versions };
  });
}

function rowsOf(clones, { repository, path }, charts) {
  const clone = new Clone(clones, repository);
  const versions = versionsOf(clone, path);
  const names = ['Chart.yaml', 'values.yaml', 'Chart.lock', 'requirements.yaml', 'requirements.lock'];
  const files = clone.read(
    versions.flatMap(({ commit }) => names.map((name) => `${commit}:${inChart(path, name)}`)),
  );
  return versions.map(({ version, commit }) => {
    const read = (name) => parsed(files.get(`${commit}:${inChart(path, name)}`)?.text ?? '');
    const declared = read('Chart.yaml').dependencies ?? read('requirements.yaml').dependencies ?? [];
    const locked = read('Chart.lock').dependencies ?? read('requirements.lock').dependencies ?? [];
    const dependencies = declared.flatMap((one) => dependencyOf(one, locked, charts) ?? []);
    const text = files.get(`${commit}:${inChart(path, 'values.yaml')}`)?.text ?? '';
    return { version, dependencies, values: parsed(blocksOf(text, keysOf(dependencies))) };
  });
}

/** Keys at the top of the values that decide about dependencies. */
const keysOf = (dependencies) =>
  new Set(
    dependencies.flatMap(({ key, conditions = [] }) => [
      key,
      'tags',
      ...conditions.map((one) => one.split('.')[0]),
    ]),
  );

/** The blocks of some keys at the top: large values files take long to parse. All of it where an alias may need the rest. */
function blocksOf(text, keys) {
  const blocks = text
    .split(/^(?=[^\s#-])/m)
    .filter((block) => keys.has(/^["']?([^"':]+)["']?\s*:/.exec(block)?.[1]));
  const taken = blocks.join('');
  return /(?:^|[\s:])\*[A-Za-z]/m.test(taken) ? text : taken;
}

/** A version that is locked counts more than the range that was declared. */
function dependencyOf({ name, repository = '', version, alias, condition, tags }, locked, charts) {
  const plain = repository
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/\/+$/, '')
    .toLowerCase();
  const chart = charts.find((one) => one.name === name && one.repositories.includes(plain));
  if (!chart) return undefined;
  const lock = locked.find((one) => one.name === name && (one.repository ?? repository) === repository);
  return {
    chart: chart.id,
    version: String(lock?.version ?? version),
    key: alias ?? name,
    ...(condition ? { conditions: condition.split(',').map((one) => one.trim()) } : {}),
    ...(tags ? { tags } : {}),
  };
}

/** Paths of the values that decide: conditions, and what the entry of the dependency speaks of, below its key. */
function valuePathsOf(rows, charts) {
  const paths = new Map();
  for (const { chart: id, key, conditions = [], tags = [] } of rows.flatMap(
    ({ dependencies }) => dependencies,
  )) {
    const record = charts.find((one) => one.id === id);
    const wholes = wholesOf(record);
    for (const path of [...conditions, ...tags.map((tag) => `tags.${tag}`)]) paths.set(path, false);
    for (const path of [...pathsOf(record), record.image.tag]) paths.set(`${key}.${path}`, wholes.has(path));
  }
  return [...paths];
}

const kept = (value, whole) => {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return value === undefined || (isMap && !whole) ? null : value;
};

function parsed(text) {
  try {
    return parse(text, { uniqueKeys: false, logLevel: 'silent' }) ?? {};
  } catch {
    return {};
  }
}
