import { describe, expect, it } from 'vitest';
import { newlineAt } from '../../../server/src/core/text/newline';
import { Piece, wholePiece } from '../../../server/src/core/text/piece';
import { stableOffset, stableSpan } from '../../../server/src/core/text/span';

const at = stableOffset;

describe('a piece of a file', () => {
  // Characters 100 to 114 of the file.
  const piece = new Piece('one\ntwo\r\nthree', at(100));

  it('is cut by the offsets of the file, and never beyond its ends', () => {
    expect(piece.end).toBe(114);
    expect(piece.slice(at(104), at(107))).toBe('two');
    expect(piece.slice(at(109))).toBe('three');
    expect(piece.slice(at(90), at(103))).toBe('one');
    expect(piece.slice(at(90), at(95))).toBe('');
    expect(piece.of(stableSpan(109, 999))).toBe('three');
    expect([100, 99, 113, 114].map((offset) => piece.charAt(at(offset)))).toEqual(['o', '', 'e', '']);
  });

  it('finds what stands in it behind an offset', () => {
    expect(piece.indexOf('o', at(100))).toBe(100);
    expect(piece.indexOf('o', at(101))).toBe(106);
    expect(piece.indexOf('o', at(107))).toBe(-1);
    expect([piece.includes('two'), piece.includes('four')]).toEqual([true, false]);
  });

  it.each([
    [100, 100, 103],
    [103, 100, 103],
    [104, 104, 108],
    [108, 104, 108],
    [109, 109, 114],
    [114, 109, 114],
  ])('the line of offset %d is from %d to %d', (offset, start, end) => {
    expect([piece.lineStart(at(offset)), piece.lineEnd(at(offset))]).toEqual([start, end]);
  });

  it('has its first line where it begins, also when that is a line break', () => {
    expect(new Piece('\na', at(7)).lineStart(at(7))).toBe(7);
    expect(new Piece('\na', at(7)).lineStart(at(8))).toBe(8);
    expect(new Piece('\na', at(7)).lineEnd(at(7))).toBe(7);
  });

  it('as a whole text counts from 0', () => {
    expect(wholePiece('abc').slice(at(1))).toBe('bc');
  });
});

describe('the line break around a place', () => {
  const newline = (text: string, offset: number) => newlineAt(new Piece(text, at(50)), at(50 + offset));

  it.each([
    ['a\nb\r\n', 0, '\n'],
    ['a\nb\r\n', 2, '\r\n'],
    ['a\r\nb\n', 0, '\r\n'],
    ['a\r\nb\n', 3, '\n'],
    ['a\r\nb', 3, '\r\n'],
    ['a\r\nb\nc', 5, '\n'],
    ['abc', 1, '\n'],
    ['\nabc', 0, '\n'],
    ['\r\nabc', 0, '\r\n'],
    ['\r\nabc', 3, '\r\n'],
    ['a\rb\n', 0, '\n'],
    ['', 0, '\n'],
  ] as const)('of %j at %d is %j', (text, offset, expected) => {
    expect(newline(text, offset)).toBe(expected);
  });
});
