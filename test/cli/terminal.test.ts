/** Colours, and that nothing written in a file or a name acts on the terminal that shows it. */

import { describe, expect, it } from 'vitest';
import { columnsOf, printable, printableLine } from '../../server/src/cli/formats/terminal';
import { temporaryFolder } from '../support/temporary-folder';
import { type Around, forkguard } from './support/run';

const folder = temporaryFolder();
const ESCAPE = '\u001B';

describe('colours', () => {
  const cases: [string, Partial<Around>, string[], boolean][] = [
    ['a file or a pipe', {}, [], false],
    ['a terminal', { terminal: true }, [], true],
    ['a terminal that cannot', { terminal: true, env: { TERM: 'dumb' } }, [], false],
    ['a terminal and NO_COLOR', { terminal: true, env: { NO_COLOR: '1' } }, [], false],
    ['a terminal and an empty NO_COLOR', { terminal: true, env: { NO_COLOR: '' } }, [], true],
    ['a pipe and FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, [], true],
    ['a terminal and FORCE_COLOR=0', { terminal: true, env: { FORCE_COLOR: '0' } }, [], false],
    ['NO_COLOR against FORCE_COLOR', { env: { NO_COLOR: '1', FORCE_COLOR: '1' } }, [], false],
    ['a terminal and --no-color', { terminal: true }, ['--no-color'], false],
    ['a pipe and --color', {}, ['--color'], true],
    ['NO_COLOR and --color', { env: { NO_COLOR: '1' } }, ['--color'], true],
    ['FORCE_COLOR and --no-color', { env: { FORCE_COLOR: '1' } }, ['--no-color'], false],
    ['both options', { terminal: true }, ['--color', '--no-color'], false],
    ['--format json', { terminal: true, env: { FORCE_COLOR: '1' } }, ['--format=json', '--color'], false],
  ];

  it.each(cases)('%s', async (_, around, argv, colored) => {
    await folder.write({ 'redis.conf': 'maxmemmory 1gb\n' });
    const { out } = await forkguard({ cwd: folder.path, ...around }, ...argv);
    expect(out).toContain('maxmemmory');
    expect(out.includes(ESCAPE)).toBe(colored);
  });
});

describe('what a file holds', () => {
  const nasty = `appendonly a${ESCAPE}[2Jb\u0007c\rd\u202Ee\u009Bf\u2028g\u007Fh`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  const acting = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2028\u2029]/;

  it('does not reach the terminal as it is', async () => {
    await folder.write({ 'redis.conf': `${nasty}\n` });
    const { out, err } = await forkguard(folder.path, '--hints');
    expect(out).toContain('appendonly a␛[2Jb␇c␍d�e�f�g␡h');
    expect(out + err).not.toMatch(acting);
  });

  it('keeps a finding on its lines', async () => {
    await folder.write({ [`${ESCAPE}[1m\n/redis.conf`]: 'prot 1\n', 'z\n\u0007.conf': Buffer.of(0, 1) });
    const { out, err } = await forkguard(folder.path);
    expect(out).toContain('␛[1m␊/redis.conf');
    expect(err).toEqual(['forkguard: z␊␇.conf: binary data, not a configuration']);
    expect(out).not.toMatch(acting);
  });

  it('keeps a message about an argument on its line', async () => {
    const { err } = await forkguard(folder.path, `no${ESCAPE}[2J\nfile`);
    expect(err).toEqual(['forkguard: no␛[2J␊file: no such file or folder']);
  });
});

describe('printable', () => {
  it('keeps what is text, and the length of what is not', () => {
    expect(printable('äß 半 👍 \t é')).toBe('äß 半 👍 \t é');
    expect(printable('\0\n\u001F')).toBe('␀␊␟');
    expect(printable('a\uD800b')).toBe('a�b');
    expect(printableLine('a\tb')).toBe('a␉b');
  });
});

describe('columnsOf', () => {
  it('counts columns, not characters', () => {
    expect(columnsOf('aé', '^')).toBe('^^');
    expect(columnsOf('e\u0301', '^')).toBe('^');
    expect(columnsOf('半👍', '^')).toBe('^^^^');
    expect(columnsOf('a\tb', ' ')).toBe(' \t ');
    expect(columnsOf('', '^')).toBe('');
  });
});
