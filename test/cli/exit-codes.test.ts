/** Exit codes, and what is said of wrong usage. */

import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder';
import { forkguard, onlyRules, VERSION } from './support/run';

const folder = temporaryFolder();

/** A folder whose only finding has this severity. */
const withFinding = (severity: string): Promise<void> =>
  folder.write({
    'redis.conf': 'maxmemmory 1gb\n',
    '.forkguard.yaml': `${onlyRules('unknown-directive')}  unknown-directive: ${severity}\n`,
  });

describe('--fail-on', () => {
  const severities = ['hint', 'information', 'warning', 'error'];
  const thresholds = { error: 'error', warning: 'warning', information: 'information', never: 'more' };
  const cases = Object.entries(thresholds).flatMap(([threshold, from]) =>
    severities.map((severity): [string, string, number] => [
      threshold,
      severity,
      from !== 'more' && severities.indexOf(severity) >= severities.indexOf(from) ? 1 : 0,
    ]),
  );

  it.each(cases)('%s: finding of severity %s gives %d', async (threshold, severity, code) => {
    await withFinding(severity);
    expect((await forkguard(folder.path, '--fail-on', threshold)).code).toBe(code);
    expect((await forkguard(folder.path, `--fail-on=${threshold}`, '--format=json')).code).toBe(code);
    if (threshold === 'error') expect((await forkguard(folder.path)).code).toBe(code);
  });

  it('does not count what the project file turned off', async () => {
    await withFinding('off');
    expect((await forkguard(folder.path, '--fail-on', 'information')).code).toBe(0);
  });
});

describe('wrong usage', () => {
  const cases: [string[], string][] = [
    [['--formt', 'json'], `Unknown option '--formt'. "forkguard --help" lists the options.`],
    [['--format', 'yaml'], '--format is one of text, json, sarif, github, not "yaml".'],
    [['--format='], '--format is one of text, json, sarif, github, not "".'],
    [['--fail-on', 'hint'], '--fail-on is one of error, warning, information, never, not "hint".'],
    [['--config'], `Option '--config <value>' argument missing. "forkguard --help" lists the options.`],
    [
      ['--no-color=yes'],
      `Option '--no-color' does not take an argument. "forkguard --help" lists the options.`,
    ],
    [['--fix=save-on-primry'], '--fix: there is no rule "save-on-primry".'],
    [['--fix='], '--fix: there is no rule "".'],
    [['--fix', '-'], '--fix writes files; it does not go with standard input.'],
    [['-', 'redis.conf'], '"-" (standard input) stands alone, without other paths.'],
    [['--stdin-filename', 'a.conf'], '--stdin-filename names standard input: write "-" as the path.'],
    [['explain', 'save'], 'There is no rule "save". "forkguard explain" lists them.'],
    [['explain', 'save-on-primary', 'thp-not-disabled'], '"explain" takes one rule.'],
  ];

  it.each(cases)('%j', async (argv, message) => {
    const { code, out, err } = await forkguard(folder.path, ...argv);
    expect(err).toEqual([`forkguard: ${message}`]);
    expect([code, out]).toEqual([2, '']);
  });
});

describe('a path that cannot be read', () => {
  it('is 1 where something else was checked, whatever the threshold, and counted in the last line', async () => {
    await withFinding('error');
    const argv = ['redis.conf', 'missing.conf', '--fail-on', 'never', '--no-color'];
    const { code, out, err } = await forkguard(folder.path, ...argv);
    expect(code).toBe(1);
    expect(out).toContain('maxmemmory');
    expect(out).toMatch(/ 1 file could not be checked in full\.\n$/);
    expect(err).toEqual(['forkguard: missing.conf: no such file or folder']);
  });

  it('is 2 where nothing else was checked', async () => {
    expect((await forkguard(folder.path, '--fail-on', 'never', 'missing.conf')).code).toBe(2);
  });
});

describe('help', () => {
  it.each([['--help'], ['-h'], ['lint', '--help']])('%j', async (...argv) => {
    const { code, out, err } = await forkguard(folder.path, ...argv);
    for (const option of ['--format', '--fail-on', '--fix', '--config', '--stdin-filename', '--hints'])
      expect(out).toContain(`\n  ${option}`);
    expect(out).toMatch(/--no-color/);
    expect([code, err]).toEqual([0, []]);
  });

  it.each(['--version', '-v'])('%s', async (option) => {
    expect(await forkguard(folder.path, option)).toEqual({ code: 0, out: `${VERSION}\n`, err: [] });
  });
});
