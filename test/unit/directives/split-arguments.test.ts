import { describe, expect, it } from 'vitest';
import { quoteArgument, splitArguments } from '../../../server/src/core/directives/split-arguments';
import fc from '../../support/fast-check';

const values = (line: string): string[] => splitArguments(line).tokens.map(({ value }) => value);
const problem = (line: string): string | undefined => splitArguments(line).problem?.kind;

/** What a server can hold in an argument: any text without NUL. */
const value = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', '"', "'", '\\', ' ', '\t', '\n', '\r', '\b', '\x07', '#', 'é', 'x41'),
  }),
  fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
);

/** Any line, with the characters that matter more often than others. */
const anyLine = fc.string({
  unit: fc.constantFrom('a', 'b', '"', "'", '\\', ' ', '\t', '\v', '\f', '\r', 'n', 'x', '4', '\0', '😀'),
  maxLength: 24,
});

describe('as the server splits', () => {
  it.each<[string, string[]]>([
    ['save 900 1', ['save', '900', '1']],
    ['  save\t900  1 ', ['save', '900', '1']],
    ['save ""', ['save', '']],
    ["save ''", ['save', '']],
    ['"a b" c', ['a b', 'c']],
    ['1"mb"', ['1mb']],
    ["re'quire'", ['require']],
    ['"\\x41\\x6a\\n\\r\\t\\b\\a\\q\\\\\\""', ['Aj\n\r\t\b\x07q\\"']],
    ['"\\x4g"', ['x4g']],
    ["'a\\'b\\n'", ["a'b\\n"]],
    ['a\\ b', ['a\\', 'b']],
    ['a # b', ['a', '#', 'b']],
    ['a\vb', ['a\vb']],
    ['a \vb\fc', ['a', 'b\fc']],
    ['a\0b c', ['a']],
    ['', []],
  ])('%j', (line, expected) => {
    expect(splitArguments(line).problem).toBeUndefined();
    expect(values(line)).toEqual(expected);
  });

  it.each([
    ['a "b', 'unbalanced'],
    ["a 'b", 'unbalanced'],
    ['a "b\\"', 'unbalanced'],
    ['a "b\\', 'unbalanced'],
    ['a "b\0"', 'unbalanced'],
    ["a 'b\0'", 'unbalanced'],
    ['a "b"c', 'text-after-quote'],
    ["a 'b''c'", 'text-after-quote'],
    ['a "b""c" "d', 'text-after-quote'],
  ])('%j is refused as %s', (line, kind) => {
    expect(problem(line)).toBe(kind);
  });

  it('says which part is wrong', () => {
    expect(splitArguments('a "b c').problem?.span).toEqual({ start: 2, end: 6 });
    expect(splitArguments('a "b"cd e').problem?.span).toEqual({ start: 5, end: 7 });
  });

  it('knows which arguments are quoted', () => {
    expect(splitArguments('"a" b c"d"').tokens.map(({ quoted }) => quoted)).toEqual([true, false, true]);
  });
});

describe('properties', () => {
  it('what is quoted comes back when it is split', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), (args) => {
        const line = ['name', ...args.map(quoteArgument)].join(' ');
        expect(splitArguments(line)).not.toHaveProperty('problem');
        expect(values(line)).toEqual(['name', ...args]);
        expect(line).not.toMatch(/[\n\r]/);
      }),
    );
  });

  it('the text under a token decodes to the token, and nothing but blanks stands between', () => {
    fc.assert(
      fc.property(anyLine, fc.nat(3), (line, before) => {
        const text = `${'z'.repeat(before)}${line}`;
        const { tokens } = splitArguments(text, before);
        let at = before;
        for (const { value: decoded, span } of tokens) {
          expect(text.slice(at, span.start)).toMatch(/^[ \n\r\t\v\f]*$/);
          const again = splitArguments(text.slice(span.start, span.end)).tokens;
          expect(again.map((token) => token.value)).toEqual([decoded]);
          at = span.end;
        }
        expect(text.slice(at)).toMatch(/^[ \n\r\t\v\f]*(?:\0.*)?$/s);
      }),
    );
  });

  it('never reads beyond its end', () => {
    fc.assert(
      fc.property(anyLine, anyLine, (line, rest) => {
        const { tokens, problem: found } = splitArguments(`${line}${rest}`, 0, line.length);
        expect({ tokens, problem: found }).toEqual({ problem: undefined, ...splitArguments(line) });
      }),
    );
  });
});
