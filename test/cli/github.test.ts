/** `--format github`: workflow commands, one a line, with everything escaped that would end one. */

import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder';
import { EXAMPLE_FILES } from './support/examples';
import { forkguard, onlyRules } from './support/run';

const folder = temporaryFolder();

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Reads a command as the runner does: the first `::` ends the properties, `,` and `=` separate them. */
function readCommand(line: string): Command {
  const [, name = '', list = '', message = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
  const pairs = list.split(',').map((pair) => {
    const at = pair.indexOf('=');
    const value = pair
      .slice(at + 1)
      .replace(/%3A/g, ':')
      .replace(/%2C/g, ',');
    return [pair.slice(0, at), unescaped(value)];
  });
  return { name, properties: Object.fromEntries(pairs), message: unescaped(message) };
}

const unescaped = (text: string): string =>
  text.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%25/g, '%');

async function commands(...argv: string[]): Promise<Command[]> {
  const { out } = await forkguard(folder.path, '--format', 'github', ...argv);
  return out.split('\n').filter(Boolean).map(readCommand);
}

it('has a line for every finding but hints', async () => {
  await folder.write(EXAMPLE_FILES);
  const { findings } = JSON.parse((await forkguard(folder.path, '--format', 'json')).out);
  const shown = findings.filter(({ severity }: { severity: string }) => severity !== 'hint');
  const expected = shown.map(({ rule, message, file, range }: (typeof findings)[0]) => [
    rule,
    message,
    file,
    String(range.start.line + 1),
  ]);
  const printed = await commands();
  expect(
    printed.map(({ properties: { title, file, line }, message }) => [title, message, file, line]),
  ).toEqual(expected);
  expect(printed.length).toBeLessThan(findings.length);
});

it.each([
  ['error', 'error'],
  ['warning', 'warning'],
  ['information', 'notice'],
])('shows severity %s as %s', async (severity, name) => {
  const rules = `${onlyRules('unknown-directive')}  unknown-directive: ${severity}\n`;
  await folder.write({ 'redis.conf': '\n  maxmemmory 1gb\n', '.forkguard.yaml': rules });
  expect(await commands()).toMatchObject([
    {
      name,
      properties: {
        file: 'redis.conf',
        line: '2',
        endLine: '2',
        col: '3',
        endColumn: '13',
        title: 'unknown-directive',
      },
    },
  ]);
});

describe('escapes', () => {
  it.each(['a,b', 'a:b', 'a::b', '100%', 'a%2Cb', 'a\nb', 'a=b'])('a name such as %j', async (name) => {
    await folder.write({ [`${name}/redis.conf`]: 'maxmemmory 1gb\n' });
    const { out } = await forkguard(folder.path, '--format', 'github');
    for (const line of out.trimEnd().split('\n')) expect(line).toMatch(/^::(?:error|warning|notice) file=/);
    for (const { properties } of await commands()) expect(properties.file).toBe(`${name}/redis.conf`);
  });

  it('a message with a percent sign or a line break in it', async () => {
    await folder.write({
      'redis.conf': 'appendonly "100%::\\r\\n%0A"\n',
      '.forkguard.yaml': onlyRules('invalid-value'),
    });
    const { out } = await forkguard(folder.path, '--format', 'github');
    expect(out.split('\n')).toHaveLength(2);
    expect(out).toContain('100%25::');
    const { findings } = JSON.parse((await forkguard(folder.path, '--format', 'json')).out);
    expect(await commands()).toMatchObject([{ message: findings[0].message }]);
  });
});

it('warns of what could not be read', async () => {
  await folder.write({ 'a,b.conf': Buffer.of(0) });
  expect(await commands()).toEqual([
    { name: 'warning', properties: { file: 'a,b.conf' }, message: 'binary data, not a configuration' },
  ]);
});
