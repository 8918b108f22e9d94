// Charts in the git history of their repositories: every published version and its files.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const MOST_OUTPUT = 2 ** 30;

/** A clone below the folder of clones: `owner/name`, `owner+name` or `owner+name/repo`. */
export class Clone {
  /** @param {string} clones @param {string} repository `owner/name` */
  constructor(clones, repository) {
    const plain = repository.replace('/', '+');
    const found = [`${plain}/repo`, plain, repository].map((name) => join(clones, name)).find(existsSync);
    if (!found) throw new Error(`No clone of ${repository} below ${clones}`);
    this.folder = found;
  }

  /** @returns {Buffer} */
  git(args, input) {
    const { status, stdout, stderr } = spawnSync('git', ['-C', this.folder, ...args], {
      input,
      maxBuffer: MOST_OUTPUT,
    });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  lines(args) {
    return this.git(args).toString('utf8').split('\n').filter(Boolean);
  }

  get head() {
    return this.lines(['rev-parse', 'HEAD'])[0];
  }

  /**
   * Objects by name (`commit:path`), read by one process.
   * @param {string[]} names
   * @returns {Map<string, { oid: string, type: string, text: string }>} without those that do not exist
   */
  read(names) {
    const output = this.git(['cat-file', '--batch'], `${names.join('\n')}\n`);
    const found = new Map();
    let at = 0;
    for (const name of names) {
      const end = output.indexOf(10, at);
      const [oid, type, size] = output.toString('utf8', at, end).split(' ');
      at = end + 1;
      if (size === undefined || !/^\d+$/.test(size)) continue;
      found.set(name, { oid, type, text: output.toString('utf8', at, at + Number(size)) });
      at += Number(size) + 1;
    }
    return found;
  }
}

/**
 * The versions of a chart in the order of their numbers. A version is what the first commit with its number holds: tools
 * publish a version once. `last` is the last commit that has the number.
 * @param {Clone} clone @param {string} path folder of the chart, `.` for the root
 * @returns {{ version: string, commit: string, last: string }[]}
 */
export function versionsOf(clone, path) {
  const file = inChart(path, 'Chart.yaml');
  const commits = clone.lines(['log', '--first-parent', '--reverse', '--format=%H', '--', file]);
  const files = clone.read(commits.map((commit) => `${commit}:${file}`));
  const versions = new Map();
  for (const commit of commits) {
    const text = files.get(`${commit}:${file}`)?.text ?? '';
    const version = /^version:\s*["']?v?(\d+\.\d+\.\d+)["']?\s*(?:#.*)?$/m.exec(text)?.[1];
    if (version) versions.set(version, { commit: versions.get(version)?.commit ?? commit, last: commit });
  }
  return [...versions]
    .map(([version, commits]) => ({ version, ...commits }))
    .sort((a, b) => compareVersions(a.version, b.version));
}

export const inChart = (path, name) => (path === '.' ? name : `${path}/${name}`);

export function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  const index = left.findIndex((number, at) => number !== right[at]);
  return index === -1 ? 0 : left[index] - right[index];
}

/**
 * The templates of a chart at several commits; equal folders are read once.
 * @param {Clone} clone @param {string} path @param {string[]} commits
 * @returns {Map<string, string>} commit to the text of all templates
 */
export function templatesOf(clone, path, commits) {
  const folder = inChart(path, 'templates');
  const trees = clone.read(commits.map((commit) => `${commit}:${folder}`));
  const oids = [...new Set([...trees.values()].map(({ oid }) => oid))];
  const blobs = new Map(
    oids.map((oid) => [
      oid,
      clone
        .lines(['ls-tree', '-r', oid])
        .map((line) => /^\d+ blob (\w+)\t(.*)$/.exec(line))
        .filter((match) => match && !/(?:^|\/)(?:NOTES\.txt|tests\/.*)$/.test(match[2]))
        .map((match) => match[1]),
    ]),
  );
  const texts = clone.read([...new Set([...blobs.values()].flat())]);
  const textOf = new Map(
    [...blobs].map(([oid, names]) => [oid, names.map((name) => texts.get(name)?.text).join('\n')]),
  );
  return new Map(commits.map((commit) => [commit, textOf.get(trees.get(`${commit}:${folder}`)?.oid) ?? '']));
}
