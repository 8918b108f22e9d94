/** The hover at an offset of a configuration. */

import { isAnnotation } from '../annotations/annotation';
import { placeOfEntry } from '../directives/view';
import type { RedisInstance } from '../server/instance';
import { type Piece, wholePiece } from '../text/piece';
import type { FileId, StableOffset, StableSpan } from '../text/span';
import { entryAt, instanceOf } from './at-offset';
import { budgetMarkdown } from './budget-table';
import { budgetedBy, directiveHover } from './directive-hover';

export interface HoverText {
  readonly markdown: string;
  readonly span: StableSpan;
  /** The server whose memory budget the hover shows; the first one if there are several. */
  readonly budgetOf?: RedisInstance | undefined;
}

export function hoverAt(
  instances: readonly RedisInstance[],
  file: FileId,
  text: string,
  offset: StableOffset,
): HoverText | undefined {
  const found = entryAt(instances, file, offset);
  if (found) {
    const markdown = directiveHover(found.entry, found.instance);
    if (markdown === undefined) return undefined;
    return {
      markdown,
      span: placeOfEntry(found.entry).span,
      budgetOf: budgetedBy(found.entry, found.instance),
    };
  }
  return annotationHover(wholePiece(text), offset, () => instanceOf(instances, file));
}

/**
 * The hover over stated facts: the budget that results from them.
 * @param text around the offset
 * @param about the instance that the comment on a line is about
 */
export function annotationHover(
  text: Piece,
  offset: StableOffset,
  about: (line: StableSpan) => RedisInstance | undefined,
): HoverText | undefined {
  const [start, end] = [text.lineStart(offset), text.lineEnd(offset)];
  if (!isAnnotation(text.slice(start, end).trim())) return undefined;
  const instance = about({ start, end });
  if (instance?.kind !== 'server') return undefined;
  return {
    markdown: `${budgetMarkdown(instance)}\n\n*Read as ${instance.version.reason}*`,
    span: { start, end },
    budgetOf: instance,
  };
}
