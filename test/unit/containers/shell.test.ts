/** What is read of shell scripts before anything is made of it: which words a program gets, and whether it runs. */

import { expect, it } from 'vitest';
import { parseScript } from '../../../server/src/core/container/shell/shell';
import fc from '../../support/fast-check';

const words = (script: string, variables: Record<string, string> = {}): string[][] =>
  parseScript(script, new Map(Object.entries(variables))).map((command) =>
    command.words.map(({ value }) => value),
  );

it('puts the words of an array where it is used, each where it is written', () => {
  const script =
    'ARGS=("--port" "${PORT}" # of clients\n  --save "")\nARGS+=(--maxmemory 1gb)\nexec redis-server "${ARGS[@]}"';
  const start = parseScript(script, new Map([['PORT', '6380']])).at(-1);
  expect(start?.words.map(({ value }) => value)).toEqual([
    'exec',
    'redis-server',
    '--port',
    '6380',
    '--save',
    '',
    '--maxmemory',
    '1gb',
  ]);
  const last = start?.words.at(-1);
  expect(last && script.slice(last.span.start, last.span.end)).toBe('1gb');
});

it('does not know what an array holds that only sometimes grows', () => {
  const [, start] = parseScript(
    'A=(--save)\nif [ -f /x ]; then A+=(--appendonly yes); fi\nredis-server "${A[@]}"',
  ).slice(-2);
  expect(start?.words.map(({ certain }) => certain)).toEqual([true, true, false, false]);
  expect(
    parseScript('if true; then A=(--save); fi\nredis-server "${A[@]}"').at(-1)?.words.at(-1)?.certain,
  ).toBe(false);
});

it('takes the heads of loops and choices for no commands', () => {
  expect(words('for file in a.conf b.conf $(ls /etc); do cat "$file"; done')).toEqual([['cat', '${file}']]);
  expect(words('case "$1" in\n  a|b) echo 1 ;;\n  *) echo 2 ;;\nesac')).toEqual([
    ['a'],
    ['echo', '1'],
    ['echo', '2'],
  ]);
  expect(words('for x in <broken\necho on')).toContainEqual(['echo', 'on']);
});

it.each([
  ['if a; then b; else c; fi', [[], [0], [1]], [true]],
  ['if a; then b; elif c; then d; fi', [[], [0], [1], [1]], [false]],
  ['case $x in\n 1) b ;;\n *) c ;;\nesac\nd', [[0], [1], []], [true]],
  ['if a; then if b; then c; fi; fi', [[], [0], [0, 0]], [false]],
])('knows the branches of %s', (script, branches, complete) => {
  const commands = parseScript(script);
  expect(commands.map((command) => command.branches.map(({ index }) => index))).toEqual(branches);
  const [outer] = commands.find((command) => command.branches.length > 0)?.branches ?? [];
  expect([outer?.block.complete]).toEqual(complete);
});

it('doubts what a loop or a test decides about', () => {
  const doubts = (script: string) => parseScript(script).map(({ doubtful }) => doubtful);
  expect(doubts('while a; do b; done')).toEqual([true, true]);
  expect(doubts('a && b')).toEqual([false, true]);
  expect(doubts('cp a b && c')).toEqual([false, false]);
  expect(doubts('( a; { b; } )')).toEqual([false, false]);
});

it('runs a function where it is called', () => {
  const script =
    'setup() {\n  if a; then cp x y; fi\n}\nfunction start {\n  setup\n  exec redis-server "$@"\n}\nunused() { rm y; }\ntest -f z || start "$@"';
  const commands = parseScript(script);
  expect(commands.map((command) => command.words[0]?.value)).toEqual(['test', 'a', 'cp', 'exec']);
  expect(commands.map(({ doubtful }) => doubtful)).toEqual([false, true, true, true]);
  expect(commands[2]?.branches.map(({ index }) => index)).toEqual([0]);
  expect(words('loop() { loop; loop; }\nloop').length).toBeGreaterThan(0);
});

it('reads anything to its end', () => {
  const pieces = fc.constantFrom(
    ...[
      'if ',
      'then ',
      'else ',
      'elif ',
      'fi',
      'case ',
      'in ',
      'esac',
      ';;',
      'for ',
      'do ',
      'done',
      '{ ',
      '}',
      '(',
    ],
    ...[
      ')',
      'f() {',
      'function f ',
      'f ',
      'A=(',
      'A+=(',
      '"${A[@]}"',
      '$(',
      '`',
      '"',
      "'",
      '\\',
      '\n',
      ' ',
      '#',
    ],
    ...['<<EOF\n', 'EOF\n', '>', '>>', '<', '|', '||', '&&', '&', ';', '*)', '[[ -f x ]]', 'redis-server x'],
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (all) => {
      const script = all.join('');
      for (const { words: found } of parseScript(script))
        for (const { span } of found) expect(span.end).toBeLessThanOrEqual(script.length);
    }),
    { numRuns: 2000 },
  );
});
