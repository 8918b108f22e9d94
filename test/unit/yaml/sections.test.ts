/** A large document in sections is the document: after every edit, and whatever stands in it. */

import { describe, expect, it } from 'vitest';
import { stableOffset } from '../../../server/src/core/text/span';
import { type Section, sectionsOf, treeOfSections } from '../../../server/src/core/yaml/incremental/sections';
import { YamlFile } from '../../../server/src/core/yaml/incremental/yaml-file';
import { parseChunk, treeOf } from '../../../server/src/core/yaml/parse/document';
import fc from '../../support/fast-check';
import { withoutOpenEnds } from '../../support/open-ends';

const FILE = 'file:///workspace/values.yaml';

function whole(text: string): unknown {
  const documents = parseChunk(text);
  if (documents.length !== 1 || !documents[0]) return undefined;
  const tree = treeOf(documents[0], { file: FILE, text });
  return tree && withoutOpenEnds(tree);
}

function inSections(text: string, before?: readonly Section[]): unknown {
  const sections = sectionsOf(text, before);
  const tree = sections && treeOfSections(sections, FILE, stableOffset(0));
  return tree && withoutOpenEnds(tree);
}

/** What values files are made of. */
const USUAL = [
  ...['a: 1', 'b:', '  c: text', '  d:', '    - e', 'list:', '- at the margin', '- f: 1', '  g: 2'],
  ...[
    'block: |',
    '  save 900 1',
    '',
    '  maxmemory 1gb',
    'folded: >-',
    '  some',
    '   words',
    'empty:',
    'a: 2',
  ],
  ...['"quoted key": 1', "'single': 2", 'flow: {a: 1,', '  b: 2}', 'items: [1,', '  2]', 'text: "on'],
  ...['  two lines"', '# comment', '  # indented', 'url: http://x:1/y'],
];
const ODD = [
  ...['---', '...', '}', 'word', '? key', ': value', '&anchor', 'x: &y 1', 'z: *y', '<<: *y', '!!map'],
  ...['t: !!str 1', 'u: {{ .Values.u }}', '%YAML 1.2', '\tx: 1', 'b'],
];
const lines = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...USUAL) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD) },
);
const texts = fc
  .tuple(fc.array(lines, { minLength: 1, maxLength: 14 }), fc.constantFrom('\n', '\r\n'))
  .map(([each, newline]) => each.join(newline) + newline);

describe('a document in sections', () => {
  it('is the whole document, or is not cut', () => {
    let cut = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const found = inSections(text);
        if (found === undefined) return;
        cut += 1;
        expect(found).toEqual(whole(text));
      }),
      { numRuns: 4000 },
    );
    expect(cut).toBeGreaterThan(100);
  });

  it('is the same after an edit as if it had always been so', () => {
    fc.assert(
      fc.property(
        texts,
        fc.nat(),
        fc.nat(8),
        fc.constantFrom('', 'x', '\n', ': ', '"', '  ', '#'),
        (text, at, length, added) => {
          const start = at % (text.length + 1);
          const edited = text.slice(0, start) + added + text.slice(start + length);
          expect(inSections(edited, sectionsOf(text))).toEqual(inSections(edited));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    'a: &x 1\nb: *x\n',
    'a: 1\n<<: {b: 2}\n',
    '{a: 1}\n',
    '- a\n- b\n',
    'a: "x\ny: 1"\n',
    'a: {{ .b }}\nc: 1\n',
    'a: 1\n',
  ])('is not made of %j', (text) => expect(sectionsOf(text)).toBeUndefined());
});

describe('a large file', () => {
  const blocks = (n: number): string =>
    Array.from(
      { length: n },
      (_, i) => `redis${i}:\n  master:\n    resources:\n      limits: {memory: ${i}Mi}\n`,
    ).join('');

  it('keeps what an edit does not touch', () => {
    const text = blocks(2000);
    const before = new YamlFile(FILE, text);
    const [old] = before.allTrees();
    const edited = text.replace('memory: 1999Mi', 'memory: 7Gi');
    const [now] = new YamlFile(FILE, edited, before).allTrees();
    const entry = (tree: typeof now, key: string) =>
      tree?.kind === 'map' ? tree.entries.get(key) : undefined;
    expect(entry(now, 'redis5')?.value).toBe(entry(old, 'redis5')?.value);
    expect(withoutOpenEnds(now as NonNullable<typeof now>)).toEqual(whole(edited));
  });
});
