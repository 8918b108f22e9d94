/**
 * Generated repositories of overlays and charts: a single changed file linted alone has exactly those findings of the whole
 * that concern it. Every file of a small one; of one with 200 overlays and 30 charts one file of each kind and depth.
 */

import { describe, expect, it } from 'vitest';
import { concerning } from '../../server/src/core/concern';
import { NO_CONFIGURATION } from '../../server/src/core/configuration';
import { Linter, type LintResult, lint } from '../../server/src/core/lint';
import { type Finding, fullMessage } from '../../server/src/core/model/finding';
import { Project } from '../../server/src/core/project/project';

const ROOT = 'file:///repository/';

const BASE = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: cache}
spec:
  selector: {matchLabels: {app: cache}}
  template:
    metadata: {labels: {app: cache}}
    spec:
      containers:
        - name: redis
          image: redis:7.2
          args: [/etc/redis/redis.conf]
          volumeMounts: [{name: settings, mountPath: /etc/redis}]
          resources: {limits: {memory: 4Gi}}
      volumes:
        - name: settings
          configMap: {name: settings}
`;

const patch = (limit: string): string =>
  `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: cache}\nspec:\n  template:\n    spec:\n      containers:\n        - name: redis\n          resources: {limits: {memory: ${limit}}}\n`;

/** Every fifth is too small, every seventh means bytes. */
const limitOf = (n: number): string => (n % 7 === 0 ? '2048m' : n % 5 === 0 ? '1100Mi' : '4Gi');

function generate(overlays: number, charts: number): Map<string, string> {
  const files = new Map([
    [
      'base/kustomization.yaml',
      'resources: [redis.yaml]\nconfigMapGenerator: [{name: settings, files: [redis.conf]}]\n',
    ],
    ['base/redis.yaml', BASE],
    ['base/redis.conf', 'maxmemory 1gb\nsave 900 1\n'],
  ]);
  for (let n = 0; n < overlays; n += 1) {
    files.set(
      `overlays/t${n}/kustomization.yaml`,
      `namePrefix: t${n}-\nresources: [../../base]\npatches: [{path: limit.yaml}]\n`,
    );
    files.set(`overlays/t${n}/limit.yaml`, patch(limitOf(n)));
  }
  for (let n = 0; n < charts; n += 1) {
    files.set(
      `charts/c${n}/Chart.yaml`,
      `apiVersion: v2\nname: c${n}\nversion: 1.0.0\ndependencies: [{name: redis, version: 20.0.0, repository: "https://charts.bitnami.com/bitnami"}]\n`,
    );
    files.set(
      `charts/c${n}/values.yaml`,
      `redis:\n  architecture: standalone\n  commonConfiguration: |-\n    maxmemory ${n % 3 === 0 ? 900 : 400}mb\n    save ""\n`,
    );
    files.set(`charts/c${n}/values-prod.yaml`, 'redis:\n  master:\n    resources: {limits: {memory: 1Gi}}\n');
  }
  return files;
}

function projectOf(files: ReadonlyMap<string, string>): Project {
  const project = new Project();
  for (const [name, text] of files) project.set(ROOT + name, text);
  return project;
}

/** Without its offset, which is the same in both lints, so that a failure reads well. */
const show = (finding: Finding): string =>
  `${finding.place.file.slice(ROOT.length)}: ${finding.rule} ${fullMessage(finding)}`;

class Repository {
  readonly #project: Project;
  readonly #linter = new Linter();
  readonly #whole: LintResult;

  constructor(readonly files: ReadonlyMap<string, string>) {
    this.#project = projectOf(files);
    this.#whole = this.#linter.lint(this.#project, NO_CONFIGURATION);
  }

  alone(name: string): string[] {
    const named = new Set([ROOT + name]);
    return concerning(named, this.#whole, this.#linter, this.#project, NO_CONFIGURATION).findings.map(show);
  }

  /** What is in the file, and what is not there when it is gone or empty; of an overlay or a chart everything. */
  expected(name: string): string[] {
    const rest = new Map(this.files);
    if (name.endsWith('.conf')) rest.set(name, '');
    else rest.delete(name);
    const others = new Set(lint(projectOf(rest), NO_CONFIGURATION).findings.map(show));
    const server = /^overlays\/(.*)\/kustomization/.exec(name)?.[1];
    const chart = /^charts\/.*\//.exec(name)?.[0];
    return this.#whole.findings
      .filter((finding) => {
        const { place, related, subject = '' } = finding;
        const isNamed = [finding, ...related].some((one) => one.place.file === ROOT + name);
        const isWhole = subject.includes(`/${server}-`) || (chart && place.file.startsWith(ROOT + chart));
        return isNamed || isWhole || !others.has(show(finding));
      })
      .map(show);
  }
}

describe('a single file alone', () => {
  const small = new Repository(generate(8, 3));
  it.each([...small.files.keys()])('%s of a small repository', (name) => {
    expect(small.alone(name)).toEqual(small.expected(name));
  });

  const large = new Repository(generate(200, 30));
  it.each([
    'base/redis.conf',
    'overlays/t150/kustomization.yaml',
    'overlays/t150/limit.yaml',
    'charts/c27/values.yaml',
  ])('%s of a large repository', (name) => {
    expect(large.alone(name)).toEqual(large.expected(name));
  });

  it('has what it causes in every overlay', () => {
    const caused = large.alone('base/redis.conf').filter((one) => one.includes('limit-below-2x'));
    expect(new Set(caused.map((one) => one.split(':')[0])).size).toBeGreaterThan(30);
  });
});
