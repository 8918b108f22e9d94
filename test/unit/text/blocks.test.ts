/** A text in blocks is the text, however it is cut. */

import { describe, expect, it } from 'vitest';
import { Blocks } from '../../../server/src/core/text/blocks';

const TEXT = 'port 6379\nsave 900 1\nmaxmemory 1gb\n';
const cut = (text: string, every: number): Blocks =>
  new Blocks(text.match(new RegExp(`[\\s\\S]{1,${every}}`, 'g')) ?? []);

describe('a text in blocks', () => {
  it('is sliced over the edges of blocks', () => {
    for (let start = 0; start <= TEXT.length; start += 1)
      for (let end = start; end <= TEXT.length; end += 1)
        expect(cut(TEXT, 7).slice(start, end)).toBe(TEXT.slice(start, end));
    expect([0, 6, 7, 8, TEXT.length].map((at) => cut(TEXT, 7).charAt(at)).join('')).toBe('p379');
  });

  it('is a text, or blocks already', () => {
    expect(Blocks.of(TEXT).parts).toEqual([TEXT]);
    const blocks = cut(TEXT, 7);
    expect(Blocks.of(blocks)).toBe(blocks);
    expect([blocks.toString(), blocks.length]).toEqual([TEXT, TEXT.length]);
  });

  it('has nothing beyond its end, nor where it has no blocks', () => {
    expect(cut(TEXT, 7).slice(30)).toBe(TEXT.slice(30));
    expect([cut(TEXT, 7).charAt(99), new Blocks([]).charAt(0), new Blocks([]).slice(0, 9)]).toEqual([
      '',
      '',
      '',
    ]);
    expect(new Blocks([]).length).toBe(0);
  });

  it.each([
    ['the same, cut elsewhere', TEXT, 9, true],
    ['the same, cut alike', TEXT, 7, true],
    ['one character typed over another', TEXT.replace('900', '901'), 7, false],
    ['the same length in other blocks', TEXT.replace('900', '901'), 9, false],
    ['longer', `${TEXT}#`, 7, false],
    ['nothing', '', 7, false],
  ])('is equal by what it says: %s', (_, other, every, equal) => {
    expect(cut(TEXT, 7).equals(cut(other, every))).toBe(equal);
  });

  it('shares the blocks at both ends with what was edited in the middle, and no more than there is', () => {
    const edited = new Blocks([
      ...cut(TEXT, 7).parts.map((part, index) => (index === 2 ? `${part}0` : part)),
    ]);
    expect(edited.sharedWith(cut(TEXT, 7))).toEqual({ head: 14, tail: TEXT.length - 21 });
    const twice = new Blocks(['a\n', 'a\n', 'a\n']);
    expect(twice.sharedWith(new Blocks(['a\n', 'a\n']))).toEqual({ head: 4, tail: 0 });
    const same = cut(TEXT, 7);
    expect(same.sharedWith(cut(TEXT, 7))).toEqual({ head: TEXT.length, tail: 0 });
    expect(new Blocks(['x', 'b']).sharedWith(new Blocks(['y', 'b']))).toEqual({ head: 0, tail: 1 });
    expect(new Blocks(['b', 'c']).sharedWith(new Blocks(['c']))).toEqual({ head: 0, tail: 1 });
  });
});
