/** What a user sees in a terminal: the line, a marker under the span, the message. */

import { describe, expect, it } from 'vitest';
import { lintText } from '../support/lint-text';
import { temporaryFolder } from '../support/temporary-folder';
import { EXAMPLE_FILES } from './support/examples';
import { forkguard, onlyRules } from './support/run';

const folder = temporaryFolder();

/** The output for one text in which only these rules speak. */
async function printed(text: string, ...rules: string[]): Promise<string> {
  await folder.write({ 'redis.conf': text, '.forkguard.yaml': onlyRules(...rules) });
  return (await forkguard(folder.path, '--hints', 'redis.conf')).out;
}

/** The lines of the first excerpt. */
async function excerpt(text: string, ...rules: string[]): Promise<string[]> {
  return (await printed(text, ...rules)).split('\n').slice(3, 5);
}

describe('a finding', () => {
  it('has its place, severity, message, rule, line and marker', async () => {
    const message = lintText('maxmemmory 100mb\n').findings.find(({ rule }) => rule === 'unknown-directive');
    const out = await printed('# cache\n\tmaxmemmory 100mb\n', 'unknown-directive');
    expect(out.replace(/\d+ ms/, 'N ms')).toBe(
      [
        'redis.conf',
        '',
        `  2:2 error ${message?.message} unknown-directive`,
        '    2 | \tmaxmemmory 100mb',
        '      | \t^^^^^^^^^^',
        '',
        '1 error: 1 server in 1 file checked in N ms.',
        '',
      ].join('\n'),
    );
  });

  it('names related places', async () => {
    const out = await printed('appendonly no\nappendonly yes\n', 'overridden-directive');
    expect(out).toContain('      redis.conf:2:1 ');
  });

  it('stands under the name of its file, once for all of a file', async () => {
    await folder.write({ 'a/redis.conf': 'prot 1\nprot 2\n', 'b/redis.conf': 'prot 3\n' });
    const { out } = await forkguard(folder.path);
    expect(out.match(/^\S+\.conf$/gm)).toEqual(['a/redis.conf', 'b/redis.conf']);
  });

  it('ends with what was checked', async () => {
    await folder.write({
      'redis.conf': 'prot 1\nprot 2\nport 1\nport 2\n',
      '.forkguard.yaml': onlyRules('unknown-directive', 'overridden-directive'),
    });
    expect((await forkguard(folder.path)).out).toMatch(
      /^2 errors: 1 server in 1 file checked in \d+ ms\. 1 hint not shown \(--hints\)\.\n$/m,
    );
    expect((await forkguard(folder.path, '--hints')).out).toMatch(
      /^2 errors, 1 hint: 1 server in 1 file checked in \d+ ms\.\n$/m,
    );
  });

  it('is absent where there is nothing to report', async () => {
    await folder.write({ '.forkguard.yaml': onlyRules(), 'redis.conf': 'port 1\n', 'b/redis.conf': '' });
    const { out, err, code } = await forkguard(folder.path);
    expect(out).toMatch(/^Nothing to report: 2 servers in 2 files checked in \d+ ms\.\n$/);
    expect([err, code]).toEqual([[], 0]);
  });
});

describe('the marker', () => {
  it('keeps tabs, so that it stands right whatever their width', async () => {
    expect(await excerpt('maxmemory\t100\tmb\n', 'invalid-value')).toEqual([
      '    1 | maxmemory\t100\tmb',
      '      |          \t   \t^^',
    ]);
    expect(await excerpt('maxmemory 100mb\t#\tx\n', 'invalid-value')).toEqual([
      '    1 | maxmemory 100mb\t#\tx',
      '      |                \t^\t^',
    ]);
  });

  it('is as wide as wide characters are', async () => {
    expect(await excerpt('maxmemory 1gb # 半分 ü\n', 'invalid-value')).toEqual([
      '    1 | maxmemory 1gb # 半分 ü',
      '      |               ^^^^^^^^',
    ]);
  });

  it('stands at the end of a line from Windows, and under nothing beyond it', async () => {
    expect(await excerpt('port 1\r\nappendonly true\r\n', 'invalid-value')).toEqual([
      '    2 | appendonly true',
      '      |            ^^^^',
    ]);
  });

  it('comes with the piece of a long line in which it stands', async () => {
    const [line = '', marker = ''] = await excerpt(`appendonly ${'x'.repeat(5000)}\n`, 'invalid-value');
    expect(line.length).toBeLessThan(180);
    expect(line).toMatch(/^ {4}1 \| appendonly x+…$/);
    expect(marker).toMatch(/^ {6}\| {12}\^+$/);
    expect(marker.length).toBe(line.length - 1);
    const [far = '', farMarker = ''] = await excerpt(`timeout ${' '.repeat(5000)}soon\n`, 'invalid-value');
    expect(far).toMatch(/^ {4}1 \| … +soon$/);
    expect(far.slice(farMarker.indexOf('^'))).toBe('soon');
  });

  it.each(['\n', '\r\n'])('stands under the span in every example, with %j', async (newline) => {
    const files = Object.entries(EXAMPLE_FILES).map(([name, text]) => [name, text.replaceAll('\n', newline)]);
    await folder.write(Object.fromEntries(files));
    const shown = markedTexts((await forkguard(folder.path, '--hints')).out);
    const { findings } = JSON.parse((await forkguard(folder.path, '--format', 'json')).out);
    const expected: string[] = [];
    for (const { file, range } of findings) {
      const lines = (await folder.read(file)).split(/\r?\n/);
      const end = range.end.line === range.start.line ? range.end.character : undefined;
      expected.push(`${range.start.line + 1}: ${lines[range.start.line]?.slice(range.start.character, end)}`);
    }
    expect(shown.length).toBeGreaterThan(50);
    // What a secret is replaced with has its length.
    const masked = shown.map((text, index) => (text.includes('*') ? masking(text, expected[index]) : text));
    expect(masked).toEqual(expected);
  });
});

/** `<line>: <text above the marker>` of every excerpt. */
function markedTexts(out: string): string[] {
  const pairs = out.matchAll(/^( +(\d+) \| )(.*)\n( +\| )(.*)$/gm);
  return [...pairs].map(([, , number, line = '', , marker = '']) => {
    const start = marker.indexOf('^');
    return `${number}: ${line.slice(start, marker.length)}`;
  });
}

/** The expected text where it differs from the shown one only in what is starred. */
function masking(shown: string, expected = ''): string {
  const same = [...shown].every((character, index) => character === '*' || character === expected[index]);
  return same && shown.length === expected.length ? expected : shown;
}
