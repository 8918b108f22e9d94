import { describe, expect, it } from 'vitest';
import { type Segment, SourceMap } from '../../../server/src/core/text/source-map';
import { spanOf, stableSpan } from '../../../server/src/core/text/span';
import fc from '../../support/fast-check';

const FILE = 'file:///workspace/values.yaml';
const OTHER = 'file:///workspace/other.conf';

/** Decoded lines of a block scalar that stands indented in a document, as a source map and both texts. */
function blockOf(lines: readonly string[], indent: number, header: string) {
  const segments: Segment[] = [];
  let decoded = '';
  let document = header;
  for (const line of lines) {
    document += ' '.repeat(indent);
    segments.push({
      decoded: spanOf(decoded.length, decoded.length + line.length + 1),
      source: stableSpan(document.length, document.length + line.length + 1),
      exact: true,
    });
    document += `${line}\n`;
    decoded += `${line}\n`;
  }
  return { map: SourceMap.of(FILE, segments), decoded, document };
}

const line = fc.string({ unit: fc.constantFrom('a', '"', ' ', '#', 'é', '😀'), maxLength: 8 });

describe('an identity map', () => {
  const map = SourceMap.identity(FILE, 20);

  it('maps every span to itself', () => {
    expect(map.map(spanOf(3, 9))).toEqual({ span: spanOf(3, 9), exact: true });
    expect(map.place(spanOf(0, 20))).toEqual({ file: FILE, span: spanOf(0, 20) });
    expect(map.map(spanOf(20, 20)).span).toEqual(spanOf(20, 20));
  });

  it('of an empty text has one place', () => {
    expect(SourceMap.identity(FILE, 0).map(spanOf(0, 0)).span).toEqual(spanOf(0, 0));
  });
});

describe('a coarse map', () => {
  it('maps everything to the whole scalar, and says so', () => {
    const map = SourceMap.coarse(FILE, 30, stableSpan(100, 140));
    for (const span of [spanOf(0, 0), spanOf(4, 8), spanOf(0, 30)]) {
      expect(map.map(span)).toEqual({ span: spanOf(100, 140), exact: false });
    }
  });
});

describe('an indented block', () => {
  it('the text under a mapped span is the decoded text, within a line', () => {
    const block = fc.record({ lines: fc.array(line, { minLength: 1, maxLength: 6 }), indent: fc.nat(8) });
    fc.assert(
      fc.property(block, fc.nat(), fc.nat(), fc.nat(), ({ lines, indent }, which, a, b) => {
        const { map, decoded, document } = blockOf(lines, indent, 'data:\n  redis.conf: |\n');
        const index = which % lines.length;
        const start = lines.slice(0, index).reduce((sum, each) => sum + each.length + 1, 0);
        const length = (lines[index] ?? '').length;
        const [from, to] = [a % (length + 1), b % (length + 1)].sort((x, y) => x - y);
        const span = spanOf(start + (from ?? 0), start + (to ?? 0));
        const mapped = map.map(span);
        expect(mapped.exact).toBe(true);
        expect(document.slice(mapped.span.start, mapped.span.end)).toBe(decoded.slice(span.start, span.end));
      }),
    );
  });

  it('a span over several lines covers them with their indentation', () => {
    const { map, document } = blockOf(['save 900 1', 'save 300 10'], 4, 'x: |\n');
    const { span, exact } = map.map(spanOf(5, 15));
    expect(document.slice(span.start, span.end)).toBe('900 1\n    save');
    expect(exact).toBe(true);
  });

  it('an end offset belongs to the text before it', () => {
    const { map, document } = blockOf(['ab', 'cd'], 4, '');
    const { span } = map.map(spanOf(0, 3));
    expect(document.slice(span.start, span.end)).toBe('    ab\n'.slice(4));
  });
});

describe('lines as a whole', () => {
  it('end behind their last line break, not behind the indentation of the next one', () => {
    const { map, document } = blockOf(['ab', 'cd', 'ef', 'gh'], 4, 'x: |\n');
    const { span } = map.map(spanOf(3, 9));
    expect(document.slice(span.start, span.end)).toBe('cd\n    ef\n');
    expect(map.place(spanOf(3, 9)).span).toEqual(span);
  });
});

describe('mixed segments', () => {
  const map = SourceMap.of(FILE, [
    { decoded: spanOf(0, 4), source: stableSpan(10, 14), exact: true },
    { decoded: spanOf(4, 8), source: stableSpan(20, 40), exact: false },
    { decoded: spanOf(8, 12), source: stableSpan(3, 7), exact: true, file: OTHER },
  ]);

  it('says that a span which touches a coarse one is not exact', () => {
    expect(map.map(spanOf(1, 3))).toEqual({ span: spanOf(11, 13), exact: true });
    expect(map.map(spanOf(1, 6))).toEqual({ span: spanOf(11, 40), exact: false });
  });

  it('names the file of a segment that comes from another one', () => {
    expect(map.place(spanOf(9, 11))).toEqual({ file: OTHER, span: spanOf(4, 6) });
    expect(map.place(spanOf(1, 3)).file).toBe(FILE);
  });

  it('a stretch that begins in another file ends in it', () => {
    expect(map.place(spanOf(10, 99))).toEqual({ file: OTHER, span: spanOf(5, 7) });
  });

  it('a stretch that leads into another file ends where its own segment does', () => {
    const two = SourceMap.of(FILE, [
      { decoded: spanOf(0, 4), source: stableSpan(10, 14), exact: true },
      { decoded: spanOf(4, 8), source: stableSpan(50, 54), exact: true, file: OTHER },
      { decoded: spanOf(8, 12), source: stableSpan(20, 24), exact: true },
    ]);
    expect(two.place(spanOf(1, 6))).toEqual({ file: FILE, span: spanOf(11, 14) });
    expect(two.place(spanOf(1, 4))).toEqual({ file: FILE, span: spanOf(11, 14) });
    expect(two.place(spanOf(5, 10))).toEqual({ file: OTHER, span: spanOf(51, 54) });
    expect(two.place(spanOf(4, 4))).toEqual({ file: OTHER, span: spanOf(50, 50) });
    expect(two.place(spanOf(9, 11))).toEqual({ file: FILE, span: spanOf(21, 23) });
  });

  it('two stretches of one file are one, with what is between them', () => {
    const near = SourceMap.of(FILE, [
      { decoded: spanOf(0, 4), source: stableSpan(10, 14), exact: true },
      { decoded: spanOf(4, 8), source: stableSpan(20, 24), exact: true },
    ]);
    expect(near.place(spanOf(2, 6))).toEqual({ file: FILE, span: spanOf(12, 22) });
    expect(near.map(spanOf(4, 6))).toEqual({ span: spanOf(20, 22), exact: true });
    expect(near.map(spanOf(4, 4))).toEqual({ span: spanOf(20, 20), exact: true });
  });

  it('a line break that is longer in the document belongs to the whole line', () => {
    const crlf = SourceMap.of(FILE, [{ decoded: spanOf(0, 3), source: stableSpan(10, 14), exact: true }]);
    expect(crlf.map(spanOf(0, 2)).span).toEqual(spanOf(10, 12));
    expect(crlf.map(spanOf(0, 3)).span).toEqual(spanOf(10, 14));
    expect(crlf.map(spanOf(3, 3)).span).toEqual(spanOf(13, 13));
  });

  it('an empty map has no place but the beginning', () => {
    expect(SourceMap.of(FILE, []).map(spanOf(3, 4))).toEqual({ span: spanOf(0, 0), exact: false });
  });
});

describe('a text inside a text inside a document', () => {
  // `bcd` of `abcde`, which stands in two pieces in the document; the second of them in another file.
  const outer = SourceMap.of(FILE, [
    { decoded: spanOf(0, 3), source: stableSpan(100, 103), exact: true },
    { decoded: spanOf(3, 5), source: stableSpan(200, 202), exact: true, file: OTHER },
  ]);

  it('has a piece for each stretch that it stands on', () => {
    const inner = SourceMap.of('inner', [{ decoded: spanOf(10, 13), source: stableSpan(1, 4), exact: true }]);
    const through = inner.through(outer);
    expect(through.file).toBe(FILE);
    expect(through.map(spanOf(10, 12))).toEqual({ span: spanOf(101, 103), exact: true });
    expect(through.map(spanOf(12, 13))).toEqual({ span: spanOf(200, 201), exact: true });
    expect(through.place(spanOf(11, 12))).toEqual({ file: FILE, span: spanOf(102, 103) });
    expect(through.place(spanOf(12, 13))).toEqual({ file: OTHER, span: spanOf(200, 201) });
  });

  it('that ends where a piece ends has no empty one behind it', () => {
    const inner = SourceMap.of('inner', [{ decoded: spanOf(0, 3), source: stableSpan(0, 3), exact: true }]);
    expect(inner.through(outer).place(spanOf(2, 3))).toEqual({ file: FILE, span: spanOf(102, 103) });
    expect(inner.through(outer).map(spanOf(3, 3)).span).toEqual(spanOf(103, 103));
  });

  it('is not exact where one of the two is not', () => {
    const coarse = SourceMap.coarse('inner', 9, stableSpan(1, 3));
    expect(coarse.through(outer).map(spanOf(4, 5))).toEqual({ span: spanOf(101, 103), exact: false });
    const exact = SourceMap.identity('inner', 4);
    const through = exact.through(SourceMap.coarse(FILE, 4, stableSpan(70, 90)));
    expect(through.map(spanOf(1, 2))).toEqual({ span: spanOf(70, 90), exact: false });
  });

  it('an empty one has the place where it would stand', () => {
    const empty = SourceMap.of('inner', [{ decoded: spanOf(0, 0), source: stableSpan(2, 2), exact: true }]);
    expect(empty.through(outer).map(spanOf(0, 0))).toEqual({ span: spanOf(102, 102), exact: true });
    const coarse = SourceMap.coarse(FILE, 5, stableSpan(70, 90));
    expect(empty.through(coarse).map(spanOf(0, 0))).toEqual({ span: spanOf(70, 90), exact: false });
  });
});

describe('a text that moves with its document', () => {
  const map = SourceMap.of(FILE, [
    { decoded: spanOf(0, 4), source: stableSpan(10, 14), exact: true },
    { decoded: spanOf(4, 8), source: stableSpan(20, 24), exact: true, file: OTHER },
  ]);

  it('keeps everything but its place', () => {
    expect(map.moved(5).place(spanOf(1, 3))).toEqual({ file: FILE, span: spanOf(16, 18) });
    expect(map.moved(-5).place(spanOf(5, 8))).toEqual({ file: OTHER, span: spanOf(16, 19) });
  });

  it('is the same map where it does not', () => {
    expect(map.moved(0)).toBe(map);
  });
});
