/** Cutting a file at its document markers and parsing the pieces gives what parsing the whole gives. */

import { describe, expect, it } from 'vitest';
import { Blocks } from '../../../server/src/core/text/blocks';
import { cutChunks, updateChunks } from '../../../server/src/core/yaml/incremental/chunks';
import { parseChunk, treeOf } from '../../../server/src/core/yaml/parse/document';
import type { Tree } from '../../../server/src/core/yaml/tree';
import fc from '../../support/fast-check';
import { withoutOpenEnds } from '../../support/open-ends';

const FILE = 'file:///workspace/all.yaml';

/** Undefined where the whole does not parse. */
function parsedWhole(text: string): (Tree | undefined)[] | undefined {
  const documents = parseChunk(text);
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents.map((document) => treeOf(document, { file: FILE, text }));
}

const parsedInPieces = (text: string): (Tree | undefined)[] =>
  cutChunks(text).flatMap(({ start, end }) =>
    parseChunk(text.slice(start, end)).map((document) =>
      treeOf(document, { file: FILE, text: text.slice(start, end) }, start),
    ),
  );

/** Empty documents count for nobody, nor whether comments behind the last entry of a block belong to it. */
const contents = (trees: readonly (Tree | undefined)[]): unknown[] =>
  trees.filter((tree) => tree !== undefined).map(withoutOpenEnds);

const LINES = [
  ...[
    '---',
    '--- # first',
    '---   ',
    '--- {a: 1}',
    '--- !!map',
    '--- &x',
    '--- >-',
    '--- |',
    '---\t',
    '---x',
    ' ---',
  ],
  ...[
    '...',
    '... # end',
    '...x',
    '%YAML 1.2',
    '%TAG ! tag:example.com,2000:',
    '# comment',
    '  # indented',
    '',
    '  ',
  ],
  ...['a: 1', 'b: text', 'c: |', 'd: >', '  lines', '  ---', '  ...', '  # no comment', '  %no directive'],
  ...[
    'e: "quoted',
    '  on --- lines"',
    "f: 'single",
    "  lines'",
    'g: {h: 1,',
    '  i: 2}',
    '- item',
    '- |',
    '  - deep',
  ],
  ...['j: &anchor', '  k: 1', 'l: *anchor', '? key', ': value', 'm:', '  - n: 1', '    o: 2'],
];

const texts = fc
  .record({
    lines: fc.array(fc.constantFrom(...LINES), { maxLength: 14 }),
    eol: fc.constantFrom('\n', '\n', '\r\n'),
    bom: fc.constantFrom('', '', '\ufeff'),
    last: fc.boolean(),
  })
  .map(({ lines, eol, bom, last }) => bom + lines.join(eol) + (last ? eol : ''));

describe('documents', () => {
  it.each([
    ['an end mark belongs to the document before', 'a: 1\n...\n# after\n---\nb: 2\n'],
    ['directives belong to the document after', 'a: 1\n...\n%YAML 1.2\n# note\n---\nb: 2\n'],
    ['directives at the start', '%YAML 1.2\n---\na: 1\n---\nb: 2\n'],
    ['a marker inside a block scalar is text where it is indented', 'a: |\n  ---\n  b\n---\nc: 1\n'],
    ['a comment after the marker', '--- # one\na: 1\n--- # two\nb: 2\n'],
    ['content after the marker', '--- {a: 1}\n--- [b]\n'],
    ['carriage returns and a byte order mark', '\ufeffa: 1\r\n---\r\nb: |\r\n  c\r\n...\r\n---\r\nd: 1\r\n'],
    ['empty documents', '---\n---\n# nothing\n---\na: 1\n---\n'],
    ['a word that begins like a marker', 'a: 1\n---b: 2\n'],
    ['a blank line first', '\n---\na: 1\n'],
    ['no line break at the end', 'a: 1\n---'],
    ['a scalar that is the document', '--- |\n text\n---\na: 1\n'],
    ['a per cent sign at the start of a line of a scalar', 'text\n%more\n---\na: 1\n'],
    ['a per cent sign that is content of a block', '--- |\n%YAML 1.2\n---\na: 1\n'],
  ])('%s', (_, text) => {
    const whole = parsedWhole(text);
    if (whole) expect(contents(parsedInPieces(text))).toEqual(contents(whole));
    expect(text).toBe(
      cutChunks(text)
        .map(({ start, end }) => text.slice(start, end))
        .join(''),
    );
  });

  it('in any order', () => {
    let parsed = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const whole = parsedWhole(text);
        if (!whole) return;
        parsed += 1;
        expect(contents(parsedInPieces(text))).toEqual(contents(whole));
      }),
      { numRuns: 2000 },
    );
    // Enough of the generated texts are YAML, or nothing was compared.
    expect(parsed).toBeGreaterThan(300);
  });

  it('are cut after an edit as they are cut at first', () => {
    const cut = (text: string) => cutChunks(text).map(({ start, end }) => text.slice(start, end));
    // Short ones, so that an edit leaves some alone at both ends.
    const blocks = (text: string) => new Blocks(text.match(/[\s\S]{1,8}/g) ?? []);
    const edits = fc.record({
      before: texts,
      at: fc.nat(200),
      length: fc.oneof(fc.constant(0), fc.nat(12)),
      put: fc.oneof(fc.constantFrom('', 'x', '\n', '-', '%', '\n---\n', '\n...\n', '# '), texts),
    });
    fc.assert(
      fc.property(edits, ({ before, at, length, put }) => {
        const offset = at % (before.length + 1);
        const after = before.slice(0, offset) + put + before.slice(offset + length);
        const pieces = updateChunks(
          { text: blocks(before), chunks: cut(before).map((text) => ({ text })) },
          blocks(after),
          (text) => ({ text }),
        );
        expect(pieces.map(({ text }) => text)).toEqual(cut(after));
      }),
      { numRuns: 5000 },
    );
  });
});
