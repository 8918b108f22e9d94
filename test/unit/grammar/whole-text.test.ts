import { beforeAll, describe, expect, it } from 'vitest';
import type { IGrammar } from 'vscode-textmate';
import fc from '../../support/fast-check';
import { fixture, has, redisConf, tokenize, yaml } from './tokenize';

let grammar: IGrammar;

beforeAll(async () => {
  grammar = await redisConf();
});

/** Every line gives the same tokens after any text as it gives alone, and closes all that it opened. */
function expectNoLeak(text: string): void {
  for (const line of tokenize(grammar, text)) {
    expect(line.depth, line.text).toBe(1);
    expect(line.tokens, line.text).toEqual(tokenize(grammar, line.text)[0]?.tokens);
  }
}

describe('a whole file', () => {
  it('leaks no scope past the end of a line', () => {
    expectNoLeak(fixture('stock-like.conf'));
  });

  it('with CRLF reads as with LF', () => {
    const text = fixture('stock-like.conf');
    expectNoLeak(text.replaceAll('\n', '\r\n'));
    const trimmed = (source: string) =>
      tokenize(grammar, source).map((line) =>
        line.tokens
          .map((token) => `${token.text.trim()} ${token.scopes.join(' ')}`)
          .filter((token) => !token.startsWith(' ')),
      );
    expect(trimmed(text.replaceAll('\n', '\r\n'))).toEqual(trimmed(text));
  });

  it('has no text without a scope, and marks only what the server refuses', () => {
    const lines = tokenize(grammar, fixture('stock-like.conf'));
    const bare = lines.flatMap((line) =>
      line.tokens.filter((token) => token.text.trim() !== '' && token.scopes.length === 0),
    );
    expect(bare).toEqual([]);
    const invalid = lines.flatMap((line) => line.tokens.filter((token) => has(token, 'invalid')));
    expect(invalid.map((token) => token.text)).toEqual(['"never closed', "'never closed \\'", '"gb', '"']);
  });

  it('made of anything leaks nothing', () => {
    const piece = fc.constantFrom(
      ...[
        '"',
        "'",
        '\\',
        '\\"',
        "\\'",
        '\\x4',
        '{{',
        '}}',
        '{%',
        '%}',
        '{#',
        '#}',
        '<%',
        '%>',
        '<%=',
        '${',
        '}',
      ],
      ...[
        '#',
        '# forkguard:',
        '####',
        ' ',
        '\t',
        '\r',
        '--',
        '=',
        'allow',
        'include',
        'sentinel',
        'save',
        '2gb',
        'a.b',
        'if',
        '/*',
      ],
    );
    const line = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => expectNoLeak(lines.join('\n'))),
      { numRuns: 500 },
    );
  });
});

describe('a line of 10,000 characters', () => {
  const LENGTH = 10_000;
  const fill = (pattern: string): string =>
    pattern.repeat(Math.ceil(LENGTH / pattern.length)).slice(0, LENGTH);
  const heads = ['', 'x ', 'x "', '# ', '# forkguard: allow '];
  const words = String.raw`a a. a# # " ' \ \" \' "{{ { {{ {# <% 1 1gb a= - %`.split(' ');
  const phrases = [
    ' ',
    '\t',
    '# ',
    '" ',
    '"a" ',
    'a b ',
    '1 ',
    '{{ ',
    '{% ',
    '{{ " ',
    '{{ a }}',
    '#### ',
    '${',
    '${a}',
  ];

  // A pattern that tries every way through such a line would not end within the time limit of the test.
  it.each(heads)('after %j is read to its end', (head) => {
    for (const pattern of [...words, ...phrases]) {
      const [line] = tokenize(grammar, head + fill(pattern));
      expect(line?.depth, `${head}${pattern} …`).toBe(1);
    }
  });

  it('is read to its end in YAML too', async () => {
    const injected = await yaml('current');
    for (const pattern of ['redis', 'redis-', ' ', 'a: |', 'redis.conf: |', 'redis.conf: | ', '# ']) {
      for (const head of ['', '  ', '- ']) expect(tokenize(injected, head + fill(pattern))).toHaveLength(1);
    }
  });
});
