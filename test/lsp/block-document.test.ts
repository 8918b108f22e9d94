/** A document in blocks is the document that the library makes of the same text and the same edits. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { BlockDocument } from '../../server/src/lsp/block-document';

const URI = 'file:///workspace/all.yaml';

/** Some 70,000 units: a handful of blocks, with an edge near every 16,384th. */
const long = (eol: string): string =>
  Array.from({ length: 3000 }, (_, number) => `key-${number}: ${'x'.repeat(number % 23)}`).join(eol);

const texts = fc.constantFrom(
  long('\n'),
  long('\r\n'),
  long('\r'),
  long('\n\r\n'),
  `${long('\n')}\n`,
  'short',
  '',
);

const puts = fc.oneof(
  fc.constantFrom('', 'x', '\n', '\r', '\r\n', '---\n', 'äöü\n', '\n\n\n'),
  fc.nat(40).map((lines) => 'much longer than a block\n'.repeat(lines * 40)),
);

const changes = fc.record({
  at: fc.oneof(
    fc.nat(80_000),
    // Around the edges of blocks.
    fc
      .record({ block: fc.nat(4), near: fc.integer({ min: -30, max: 60 }) })
      .map(({ block, near }) => Math.max(0, block * 16_384 + near)),
  ),
  length: fc.oneof(fc.constant(0), fc.nat(30), fc.nat(50_000)),
  put: puts,
});

const seen = (document: TextDocument) => ({
  text: document.getText(),
  version: document.version,
  lineCount: document.lineCount,
  positions: Array.from({ length: 400 }, (_, step) => document.positionAt(step * 211)),
  offsets: Array.from({ length: 300 }, (_, step) =>
    document.offsetAt({ line: step * 13, character: (step * 7) % 40 }),
  ),
  lines: Array.from({ length: 100 }, (_, step) => [
    document.getLineRange(step * 37),
    document.getEOLCharacters(step * 37),
  ]),
});

describe('a document in blocks', () => {
  it('reads as the same document in one piece after any edits', () => {
    fc.assert(
      fc.property(texts, fc.array(changes, { maxLength: 6 }), (text, edits) => {
        let whole = TextDocument.create(URI, 'yaml', 1, text);
        let blocks = BlockDocument.create(URI, 'yaml', 1, text);
        for (const [index, { at, length, put }] of edits.entries()) {
          const range = { start: whole.positionAt(at), end: whole.positionAt(at + length) };
          whole = TextDocument.update(whole, [{ range, text: put }], index + 2);
          blocks = BlockDocument.update(blocks, [{ range, text: put }], index + 2);
          expect(blocks.getText(range)).toBe(whole.getText(range));
        }
        expect(seen(blocks)).toEqual(seen(whole));
      }),
      { numRuns: 300 },
    );
  });

  it('takes several changes at once, each in the text that the one before left, and a text in place of all', () => {
    const start = { line: 2000, character: 0 };
    const steps = [
      { range: { start: { line: 10, character: 3 }, end: { line: 1800, character: 2 } }, text: 'gone\n' },
      { range: { start, end: start }, text: 'behind the end' },
      { text: long('\r\n') },
      { range: { start: { line: 2500, character: 99 }, end: { line: 2499, character: 4 } }, text: '' },
    ];
    const whole = TextDocument.update(TextDocument.create(URI, 'yaml', 1, long('\n')), steps, 2);
    const blocks = BlockDocument.update(BlockDocument.create(URI, 'yaml', 1, long('\n')), steps, 2);
    expect(seen(blocks)).toEqual(seen(whole));
  });

  it('keeps the strings of the blocks that an edit does not touch', () => {
    const document = BlockDocument.create(URI, 'yaml', 1, long('\n'));
    const before = document.blocks;
    const at = document.positionAt(40_000);
    const now = BlockDocument.update(document, [{ range: { start: at, end: at }, text: 'x' }], 2).blocks;
    expect(now.length).toBe(before.length + 1);
    const { head, tail } = now.sharedWith(before);
    expect(before.length - head - tail).toBeLessThan(20_000);
    expect(now.equals(before)).toBe(false);
  });
});
