/**
 * A configuration file that is edited, read in blocks of whole lines: of the blocks that an edit does not touch the lines
 * are moved and not read again. Most of a stock file is comments, of which nothing has to be moved.
 */

import type { Blocks } from '../text/blocks';
import type { SourceMap } from '../text/source-map';
import { type Span, shift } from '../text/span';
import { mayHaveHoles } from '../text/template-holes';
import {
  type CommentLine,
  type ConfigText,
  commentsIn,
  type DirectiveLine,
  linesIn,
  readConfigText,
} from './config-text';
import type { Token } from './split-arguments';

export interface ReadBlock {
  readonly text: string;
  readonly lineFeeds: number;
  /** As if the block were the whole text. */
  readonly lines: readonly DirectiveLine[];
}

/** A text with what its blocks were read as, for the next time. */
export interface BlockedConfig extends ConfigText {
  readonly blocks?: readonly ReadBlock[];
}

/**
 * The same as readConfigText makes of the whole.
 * @param before of the same file before a change
 */
export function readConfigBlocks(
  text: Blocks,
  map: SourceMap,
  template = false,
  before?: BlockedConfig,
): BlockedConfig {
  const blocks = readBlocks(text, before?.blocks ?? []);
  const whole = text.toString();
  if (!blocks) return readConfigText(whole, map, template);
  let comments: readonly CommentLine[] | undefined;
  return {
    text: whole,
    map,
    lines: placed(blocks),
    comments: () => {
      comments ??= commentsIn(whole);
      return comments;
    },
    holes: [],
    template,
    blocks,
  };
}

/** @returns undefined where a line or a template hole may go on in the next block */
function readBlocks({ parts }: Blocks, before: readonly ReadBlock[]): ReadBlock[] | undefined {
  const blocks: ReadBlock[] = [];
  for (const [index, text] of parts.entries()) {
    const sameEnd = before[before.length - parts.length + index];
    const known = [before[index], sameEnd].find((block) => block?.text === text);
    const isWhole = index === parts.length - 1 || text.endsWith('\n');
    if (!isWhole || (!known && mayHaveHoles(text))) return undefined;
    blocks.push(known ?? { text, lineFeeds: text.split('\n').length - 1, lines: linesIn(text) });
  }
  return blocks;
}

function placed(blocks: readonly ReadBlock[]): DirectiveLine[] {
  let [start, first] = [0, 0];
  return blocks.flatMap(({ text, lineFeeds, lines }) => {
    const [by, down] = [start, first];
    start += text.length;
    first += lineFeeds;
    return by === 0 ? lines : lines.map((line) => moved(line, by, down));
  });
}

function moved(line: DirectiveLine, by: number, down: number): DirectiveLine {
  const span = (one: Span): Span => shift(one, by);
  const token = (one: Token): Token => ({ ...one, span: span(one.span) });
  const { problem } = line;
  return {
    ...line,
    number: line.number + down,
    span: span(line.span),
    nameToken: token(line.nameToken),
    args: line.args.map(token),
    ...(problem ? { problem: { ...problem, span: span(problem.span) } } : {}),
  };
}
