/** The block of text in a manifest in which somebody is writing, also on its last, still empty line. */

import type { Piece } from '../text/piece';
import { advance, contains, type StableOffset } from '../text/span';
import { indentOf } from '../yaml/edit/edit';
import type { MapEntry, ScalarTree, Tree } from '../yaml/tree';

export interface Block {
  /** The name of the file that it becomes in a ConfigMap. */
  readonly key: string;
  readonly scalar: ScalarTree;
  /** Its lines without the one that is being written, which may say nothing yet. */
  readonly others: string;
}

/**
 * @param trees the documents around the offset
 * @param text around it, in the offsets of the trees
 */
export function blockAt(trees: readonly Tree[], text: Piece, offset: StableOffset): Block | undefined {
  // A scalar ends with its last word; what is about to be written stands behind it.
  const written = advance(text.start, text.slice(text.start, offset).trimEnd().length);
  const found = entryAt(trees, offset) ?? entryAt(trees, written);
  if (found?.value.kind !== 'scalar') return undefined;
  const { key, keyPlace, value } = found;
  const lineStart = text.lineStart(offset);
  const headerEnd = text.indexOf('\n', value.place.span.start);
  const blanks = /^ */.exec(text.slice(lineStart, offset))?.[0].length ?? 0;
  const inside =
    headerEnd !== -1 && headerEnd < offset && blanks > indentOf(text, keyPlace.span.start).length;
  if (!inside) return undefined;
  const rest = text.slice(text.lineEnd(offset), value.place.span.end);
  return { key, scalar: value, others: text.slice(advance(headerEnd, 1), lineStart) + rest };
}

/** The innermost entry with a block for its value around an offset. */
function entryAt(trees: readonly Tree[], offset: StableOffset): MapEntry | undefined {
  for (const tree of trees) {
    if (tree.kind === 'hole' || tree.kind === 'scalar' || !contains(tree.place.span, offset)) continue;
    const entries = tree.kind === 'map' ? [...tree.entries.values()] : [];
    const own = entries.find(
      ({ value }) => value.kind === 'scalar' && isBlock(value) && contains(value.place.span, offset),
    );
    const inside = tree.kind === 'map' ? entries.map(({ value }) => value) : tree.items;
    const found = own ?? entryAt(inside, offset);
    if (found) return found;
  }
  return undefined;
}

const isBlock = ({ style }: ScalarTree): boolean => style === 'literal' || style === 'folded';
