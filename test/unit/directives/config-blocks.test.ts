/** A configuration that is read in blocks, again after every edit, is read as the whole text is. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BlockedConfig, readConfigBlocks } from '../../../server/src/core/directives/config-blocks';
import { type ConfigText, readConfigText } from '../../../server/src/core/directives/config-text';
import { Blocks } from '../../../server/src/core/text/blocks';
import { SourceMap } from '../../../server/src/core/text/source-map';
import { blocksOf } from '../../support/blocks';

const FILE = 'file:///workspace/redis.conf';

const LINES = [
  'save 900 1',
  '  maxmemory 1gb \t',
  'requirepass "a \\"b"',
  "masterauth 'x",
  'save "900 1"x',
  '# a comment',
  '   # another',
  '',
  '\t',
  '\ufeffport 6379',
  'SAVE ""',
  'bind {{ address }}',
  '{% if a %}',
  '{% endif %}',
  'dir ${DIR}',
  'dir {',
];

const edits = fc.array(
  fc.record({
    at: fc.nat(400),
    remove: fc.nat(30),
    put: fc.constantFrom('', 'x', '\n', '\r', '"', '#', 'save 60 1\n', '\n\n', '{{', '}}'),
  }),
  { maxLength: 5 },
);

const files = fc.record({
  // Templates are read as a whole, so that few of the texts may be some.
  lines: fc.array(
    fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...LINES.slice(0, 11)) }, fc.constantFrom(...LINES)),
    {
      maxLength: 24,
    },
  ),
  eol: fc.constantFrom('\n', '\r\n'),
  block: fc.integer({ min: 1, max: 60 }),
});

const seen = ({ text, lines, comments, holes, template }: ConfigText) => ({
  text,
  lines,
  comments: comments(),
  holes,
  template,
});

describe('a configuration in blocks', () => {
  it('is read as the whole text is, also after edits', () => {
    let inBlocks = 0;
    fc.assert(
      fc.property(files, edits, ({ lines, eol, block }, steps) => {
        let text = lines.join(eol);
        let config: BlockedConfig | undefined;
        for (const { at, remove, put } of [{ at: 0, remove: 0, put: '' }, ...steps]) {
          const offset = at % (text.length + 1);
          text = text.slice(0, offset) + put + text.slice(offset + remove);
          const map = SourceMap.identity(FILE, text.length);
          config = readConfigBlocks(blocksOf(text, block), map, false, config);
          if (config.blocks) inBlocks += 1;
          expect(seen(config)).toEqual(seen(readConfigText(text, map)));
        }
      }),
      { numRuns: 2000 },
    );
    expect(inBlocks).toBeGreaterThan(2000);
  });

  it('is not read again where its text stands, before an edit and behind it', () => {
    const text = `${'# comment\n'.repeat(20)}save 900 1\nport 6379\n`.repeat(8);
    const read = (one: string, before?: BlockedConfig) =>
      readConfigBlocks(blocksOf(one, 100), SourceMap.identity(FILE, one.length), false, before);
    const before = read(text);
    const now = read(text.replace('port 6379', 'port 63790'), before);
    const again = now.blocks?.filter((block) => !before.blocks?.includes(block)) ?? [];
    expect(again).toHaveLength(1);
    expect(now.lines.map(({ number }) => number)).toEqual(before.lines.map(({ number }) => number));
  });

  it('is read as a whole where a block does not end with its line', () => {
    const parts = new Blocks(['save 900', ' 1\nport 1\n']);
    const config = readConfigBlocks(parts, SourceMap.identity(FILE, parts.length));
    expect(config.blocks).toBeUndefined();
    expect(config.lines.map((line) => line.kind === 'directive' && line.args.length)).toEqual([2, 1]);
  });
});
