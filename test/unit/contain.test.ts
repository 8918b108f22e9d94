/** What fails for one file, server, rule or fix is a finding at the top of that file, and everything else is checked. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { readConfiguration } from '../../server/src/core/configuration';
import { failureLine } from '../../server/src/core/failure';
import { Linter, type LintResult } from '../../server/src/core/lint';
import { Cluster } from '../../server/src/core/platform/kubernetes/index';
import { RULE_IDS } from '../../server/src/core/rules/index';
import { saveOnPrimary } from '../../server/src/core/rules/save-on-primary';
import { ConfForm } from '../../server/src/core/server/conf-form';
import { YamlFile } from '../../server/src/core/yaml/incremental/yaml-file';
import { FOLDER, lintFiles, projectOf } from '../support/lint-text';

afterEach(() => {
  vi.restoreAllMocks();
});

const SERVER = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  template:
    spec:
      containers:
        - name: redis
          image: redis:7.2
          resources: { limits: { memory: 1Gi } }
`;
const CONF = 'maxmemory 1gb\nsave 900 1\n';

/** Whatever is read of files of this name fails. */
const failFor = (name: RegExp): void => {
  const real = YamlFile.prototype.relevantTrees;
  vi.spyOn(YamlFile.prototype, 'relevantTrees').mockImplementation(function (this: YamlFile) {
    if (name.test(this.file)) throw new TypeError(`cannot read 'hunter2' of ${this.file}`);
    return real.call(this);
  });
};

const shown = ({ findings }: LintResult): string[] =>
  findings.map(({ rule, place }) => `${place.file.slice(FOLDER.length + 1)} ${rule}`);
const failed = (result: LintResult): string[] =>
  shown(result).filter((line) => line.endsWith('could-not-be-checked'));

describe('a file whose servers cannot be read', () => {
  it('is said to be unchecked at its first line, and the others are checked', () => {
    failFor(/bad/);
    const result = lintFiles({
      'a.yaml': SERVER('a'),
      'bad.yaml': SERVER('bad'),
      'redis.conf': CONF,
      'z.yaml': SERVER('z'),
    });
    expect(failed(result)).toEqual(['bad.yaml could-not-be-checked']);
    const [finding] = result.findings.filter(({ rule }) => rule === 'could-not-be-checked');
    expect(finding?.place.span).toEqual({ start: 0, end: 'apiVersion: apps/v1'.length });
    expect(finding?.severity).toBe('warning');
    expect(finding?.message).toBe(
      'Nothing in this file was checked, because its servers could not be read. Everything else was checked. This is a bug in Forkguard (TypeError): please report it at https://github.com/forkguard/forkguard/issues.',
    );
    for (const name of ['a.yaml missing-maxmemory', 'z.yaml missing-maxmemory', 'redis.conf save-on-primary'])
      expect(shown(result)).toContain(name);
  });

  it('are all named where several fail', () => {
    failFor(/bad/);
    const files = ['bad-1.yaml', 'a.yaml', 'bad-2.yaml', 'bad-3.yaml'];
    const result = lintFiles(Object.fromEntries(files.map((name) => [name, SERVER('x')])));
    expect(failed(result)).toHaveLength(3);
    expect(shown(result)).toContain('a.yaml missing-maxmemory');
  });

  it('is found where it fails only together with another one', () => {
    const real = Cluster.prototype.pods;
    vi.spyOn(Cluster.prototype, 'pods').mockImplementation(function (this: Cluster, memo) {
      const names = this.objects.map(({ name }) => name);
      if (names.includes('b') && names.includes('d')) throw new RangeError('Invalid string length');
      return real.call(this, memo);
    });
    const result = lintFiles(
      Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.yaml`, SERVER(name)])),
    );
    expect(failed(result)).toEqual(['d.yaml could-not-be-checked']);
    for (const name of ['a', 'b', 'c', 'e'])
      expect(shown(result)).toContain(`${name}.yaml missing-maxmemory`);
  });

  it('is read again when it changes, and not before', () => {
    failFor(/bad/);
    const project = projectOf({ 'a.yaml': SERVER('a'), 'bad.yaml': SERVER('bad') });
    const linter = new Linter();
    const lint = () => linter.lint(project, { ...NONE });
    const [first] = lint().failures.all;
    expect(first).toBeDefined();
    const configuration = { ...NONE };
    const [again] = linter.lint(project, configuration).failures.all;
    expect(linter.lint(project, configuration).failures.all).toEqual([again]);
    project.set(`${FOLDER}/bad.yaml`, `# another text\n${SERVER('bad')}`);
    expect(failed(linter.lint(project, configuration))).toEqual(['bad.yaml could-not-be-checked']);
    vi.restoreAllMocks();
    project.set(`${FOLDER}/bad.yaml`, SERVER('bad'));
    expect(failed(linter.lint(project, configuration))).toEqual([]);
  });

  it('costs the others nothing where all of them fail', () => {
    vi.spyOn(Cluster.prototype, 'pods').mockImplementation(() => {
      throw new TypeError('always');
    });
    const result = lintFiles({ 'a.yaml': SERVER('a'), 'redis.conf': CONF });
    expect(failed(result)).toEqual(['a.yaml could-not-be-checked', 'redis.conf could-not-be-checked']);
  });
});

const { configuration: NONE } = readConfiguration('', `${FOLDER}/.forkguard.yaml`, RULE_IDS);

describe('a rule that fails', () => {
  it('is named with its server, and the other rules are checked', () => {
    vi.spyOn(saveOnPrimary, 'check').mockImplementation(() => {
      throw new TypeError('broken');
    });
    const result = lintFiles({ 'redis.conf': CONF, 'other/redis.conf': 'maxmemmory 1gb\n' });
    expect(failed(result)).toHaveLength(2);
    expect(result.findings.find(({ rule }) => rule === 'could-not-be-checked')?.message).toMatch(
      /^save-on-primary could not be checked for redis\.conf\. Everything else was checked\./,
    );
    expect(shown(result)).toContain('other/redis.conf unknown-directive');
  });

  it('can be switched off and allowed like any other', () => {
    vi.spyOn(saveOnPrimary, 'check').mockImplementation(() => {
      throw new TypeError('broken');
    });
    const { configuration } = readConfiguration(
      'rules: { could-not-be-checked: off }',
      `${FOLDER}/.forkguard.yaml`,
      RULE_IDS,
    );
    const result = lintFiles({ 'redis.conf': CONF }, configuration);
    expect(failed(result)).toEqual([]);
    expect(result.failures.all).toHaveLength(1);
    const text = `# forkguard: allow-file could-not-be-checked -- reported\n${CONF}`;
    expect(failed(lintFiles({ 'redis.conf': text }))).toEqual([]);
  });
});

describe('fixes that fail', () => {
  it('are none, and one that is asked for late is a late failure', () => {
    vi.spyOn(ConfForm.prototype, 'replace').mockImplementation(() => {
      throw new TypeError('broken');
    });
    vi.spyOn(ConfForm.prototype, 'remove').mockImplementation(() => {
      throw new TypeError('broken');
    });
    const { findings, failures } = lintFiles({ 'redis.conf': CONF });
    expect(failures.all).toEqual([]);
    const heard: string[] = [];
    failures.onLate(({ what }) => heard.push(what));
    const [finding] = findings.filter(({ rule }) => rule === 'save-on-primary');
    expect(finding?.fixes).toEqual([]);
    expect(heard).toEqual(['The fixes of save-on-primary could not be computed.']);
  });
});

it('the line for the log has the stack, and nothing of the file', () => {
  const error = new TypeError("Cannot read properties of undefined (reading 'hunter2')");
  const line = failureLine({ file: 'x', what: 'It failed.', error });
  expect(line).toMatch(
    /^It failed\. TypeError: Cannot read properties of undefined \(reading '…'\) at .*contain\.test/,
  );
  expect(line).not.toContain('hunter2');
  expect(line).not.toContain('\n');
  const pattern = failureLine({
    file: 'x',
    what: 'It failed.',
    error: new SyntaxError('Invalid: /a"hunter2"(/: x'),
  });
  expect(pattern).not.toContain('hunter2');
  expect(failureLine({ file: 'x', what: 'It failed.', error: 'thrown' })).toBe('It failed. (unknown error)');
});
