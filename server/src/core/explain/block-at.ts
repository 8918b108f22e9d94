/** Finds the block scalar of a manifest that is being edited, including its last, still empty line. */

import type { Piece } from '../text/piece';
import { advance, contains, type StableOffset } from '../text/span';
import { indentOf } from '../yaml/edit/edit';
import type { MapEntry, ScalarTree, Tree } from '../yaml/tree';

export interface Block {
  /** The key, which becomes the name of the file in a ConfigMap. */
  readonly key: string;
  readonly scalar: ScalarTree;
  /** Its lines except the one that is being edited, which may be incomplete. */
  readonly others: string;
}

/**
 * @param trees the documents that contain the offset
 * @param text the surrounding text, in stable offsets
 */
export function blockAt(trees: readonly Tree[], text: Piece, offset: StableOffset): Block | undefined {
  // A scalar ends with its last word, and new text follows it.
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

/** The innermost entry around an offset whose value is a block scalar. */
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
