import { describe, expect, it } from 'vitest';
import { type Argument, readCommandLine } from '../../../server/src/core/directives/command-line';
import { stableSpan } from '../../../server/src/core/text/span';
import { directivesOf, versionOf } from '../../support/config';

const FILE = 'file:///workspace/deployment.yaml';

/** Arguments as a flow sequence in a document would have them, so that every character has a place of its own. */
function argumentsAt(values: readonly string[]): { args: Argument[]; document: string } {
  let document = 'args: [';
  const args = values.map((value) => {
    const start = document.length;
    document += `${value}, `;
    const place = { file: FILE, span: stableSpan(start, start + value.length) };
    return { value, place, exact: place };
  });
  return { args, document: `${document}]` };
}

const read = (values: readonly string[], version = '7.0') =>
  readCommandLine(argumentsAt(values).args, versionOf(version), FILE);

const options = (values: readonly string[], version = '7.0'): string[][] =>
  directivesOf(read(values, version).options).map((line) => [
    line.name,
    ...line.args.map(({ value }) => value),
  ]);

describe('options', () => {
  it.each<[string[], string[][]]>([
    [
      ['--save', '60', '1', '--appendonly', 'yes'],
      [
        ['save', '60', '1'],
        ['appendonly', 'yes'],
      ],
    ],
    [['--save', '60 1'], [['save', '60 1']]],
    [
      ['--save 60 1', '--maxmemory 1gb'],
      [
        ['save', '60', '1'],
        ['maxmemory', '1gb'],
      ],
    ],
    [['--save', ''], [['save', '']]],
    [['--MAXMEMORY', '1gb'], [['maxmemory', '1gb']]],
    [['--maxmemory=1gb'], [['maxmemory=1gb']]],
    [['--requirepass', 'a"b\\c'], [['requirepass', 'a"b\\c']]],
    [['--requirepass', 'a\nb'], [['requirepass', 'a\nb']]],
    [['--replicaof', '10.0.0.1', '6379'], [['replicaof', '10.0.0.1', '6379']]],
    [['--port', '-1'], [['port', '-1']]],
  ])('%j', (args, lines) => {
    expect(options(args)).toEqual(lines);
    expect(options(args, '6.2')).toEqual(lines);
  });

  it('none at all is a bare start', () => {
    expect(read([])).toMatchObject({ bare: true, stdin: false });
    expect(read(['redis.conf'])).toMatchObject({ bare: false });
  });
});

describe('the configuration file', () => {
  it('is the first argument without a dash', () => {
    expect(read(['/etc/redis.conf', '--port', '1']).configFile?.value).toBe('/etc/redis.conf');
    expect(options(['/etc/redis.conf', '--port', '1'])).toEqual([['port', '1']]);
  });

  it('is nothing that comes later', () => {
    expect(read(['--port', '1', '/etc/redis.conf']).configFile).toBeUndefined();
    expect(options(['--port', '1', '/etc/redis.conf'])).toEqual([['port', '1', '/etc/redis.conf']]);
  });
});

describe('standard input', () => {
  it.each([[['-']], [['-', '--port', '1']], [['redis.conf', '-']], [['--port', '1', '-']]])('%j', (args) => {
    expect(read(args).stdin).toBe(true);
    expect(read(args, '6.0').stdin).toBe(false);
  });

  it('only as the first or the last argument', () => {
    expect(read(['--requirepass', '-', '--port', '1']).stdin).toBe(false);
  });
});

describe('dashes where a value is due', () => {
  it('are a value since 7.0.1 and an option before', () => {
    const args = ['--requirepass', '--secret', '--port', '1'];
    expect(options(args, '7.0.1')).toEqual([
      ['requirepass', '--secret'],
      ['port', '1'],
    ]);
    expect(options(args, '7.0.0')).toEqual([['requirepass'], ['secret'], ['port', '1']]);
    expect(options(args, '6.2')).toEqual([['requirepass'], ['secret'], ['port', '1']]);
    expect(options(args, 'valkey-8.1')).toEqual([
      ['requirepass', '--secret'],
      ['port', '1'],
    ]);
  });

  it('are an option after a value, and after an option with its value in the same argument', () => {
    expect(options(['--save', '60', '1', '--port', '1'])).toEqual([
      ['save', '60', '1'],
      ['port', '1'],
    ]);
    expect(options(['--save 60 1', '--port', '1'])).toEqual([
      ['save', '60', '1'],
      ['port', '1'],
    ]);
  });

  it('save without a value means none since 7.0.1', () => {
    expect(options(['--save'], '7.0.15')).toEqual([['save', '']]);
    expect(options(['--save', '--port', '1'], '7.0.15')).toEqual([
      ['save', ''],
      ['port', '1'],
    ]);
    expect(options(['--save'], '7.0.0')).toEqual([['save']]);
    expect(options(['--save', '--port', '1'], '6.2')).toEqual([['save'], ['port', '1']]);
  });

  it('sentinel needs no value', () => {
    expect(options(['sentinel.conf', '--sentinel', '--port', '1'])).toEqual([['sentinel'], ['port', '1']]);
  });
});

describe('places', () => {
  it('of values are where they are written, of an option alone the whole word', () => {
    const { args, document } = argumentsAt(['--save', '60', '1', '--maxmemory 1gb', '--port', 'a"b']);
    const { options: config } = readCommandLine(args, versionOf('7.0'), FILE);
    const under = directivesOf(config).map(({ nameToken, args: tokens }) =>
      [nameToken, ...tokens].map(({ span }) => {
        const place = config.map.place(span).span;
        return document.slice(place.start, place.end);
      }),
    );
    expect(under).toEqual([
      ['--save', '60', '1'],
      ['maxmemory', '1gb'],
      ['--port', 'a"b'],
    ]);
  });

  it('of an argument that is not exact are the whole argument', () => {
    const arg = {
      value: '--maxmemory',
      place: { file: FILE, span: stableSpan(5, 40) },
      exact: undefined,
    };
    const { options: config } = readCommandLine([arg], versionOf('7.0'), FILE);
    const [line] = directivesOf(config);
    expect(config.map.map(line?.nameToken.span ?? { start: 0, end: 0 })).toEqual({
      span: { start: 5, end: 40 },
      exact: false,
    });
  });

  it('says what may be edited: exact for a plain value, not for one that was escaped', () => {
    const { args } = argumentsAt(['--requirepass', 'plain', '--masterauth', 'a"b']);
    const { options: config } = readCommandLine(args, versionOf('7.0'), FILE);
    const inner = directivesOf(config).map((line) => {
      const span = line.args[0]?.span ?? { start: 0, end: 0 };
      return config.map.map({ start: span.start + 1, end: span.end - 1 }).exact;
    });
    expect(inner).toEqual([true, false]);
  });
});
