import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { LineIndex } from '../../../server/src/core/text/line-index';
import fc from '../../support/fast-check';

const text = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r\n', 'é', '😀'), maxLength: 30 });

describe('line index', () => {
  it('offset to position and back is the same offset', () => {
    fc.assert(
      fc.property(text, fc.nat(), (content, any) => {
        const index = new LineIndex<number>(content);
        const offset = any % (content.length + 1);
        expect(index.offsetAt(index.positionAt(offset))).toBe(offset);
      }),
    );
  });

  it('agrees with the documents of the protocol wherever these tell positions apart', () => {
    fc.assert(
      fc.property(text, fc.nat(), (content, any) => {
        const document = TextDocument.create('file:///a', 'redis-conf', 1, content);
        const offset = any % (content.length + 1);
        // They put a place between CR and LF back to the CR; no span of ours ends there.
        if (content.slice(offset - 1, offset + 1) === '\r\n') return;
        expect(new LineIndex<number>(content).positionAt(offset)).toEqual(document.positionAt(offset));
      }),
    );
  });

  it('counts lines by their line feeds, the last one too when it is empty', () => {
    expect(new LineIndex<number>('').lineCount).toBe(1);
    expect(new LineIndex<number>('a').lineCount).toBe(1);
    expect(new LineIndex<number>('a\r\nb\n').lineCount).toBe(3);
    expect(new LineIndex<number>('a\r\nb\n').startOf(1)).toBe(3);
    expect(new LineIndex<number>('a\r\nb\n').startOf(99)).toBe(5);
  });

  it('keeps offsets and positions inside the text', () => {
    const index = new LineIndex<number>('save ""\nport 1');
    expect(index.positionAt(-5)).toEqual({ line: 0, character: 0 });
    expect(index.positionAt(999)).toEqual({ line: 1, character: 6 });
    expect(index.offsetAt({ line: 1, character: 999 })).toBe(14);
    expect(index.offsetAt({ line: 9, character: 0 })).toBe(14);
  });

  it('counts in UTF-16 code units', () => {
    const index = new LineIndex<number>('# 😀 x\n');
    expect(index.rangeOf({ start: 5, end: 6 })).toEqual({
      start: { line: 0, character: 5 },
      end: { line: 0, character: 6 },
    });
  });
});
