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

  it('an empty map has no place but the beginning', () => {
    expect(SourceMap.of(FILE, []).map(spanOf(3, 4))).toEqual({ span: spanOf(0, 0), exact: false });
  });
});
