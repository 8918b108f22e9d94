/** How values name an image: as one text, or in its parts. */

import { isTemplated } from '../../../catalogue/conditions';
import type { Place } from '../../../text/span';
import { at, scalarAt, type Tree, textAt } from '../../../yaml/tree';

export interface ImageValue {
  readonly text: string;
  readonly place: Place;
}

/**
 * `image: redis:7`, or its registry, repository and tag.
 * @returns undefined where a template names it
 */
export function imageIn(block: Tree): ImageValue | undefined {
  const written = at(block, 'image');
  if (written?.kind === 'scalar')
    return isTemplated(written.text) ? undefined : { text: written.text, place: written.place };
  const repository = scalarAt(written, 'repository');
  if (!repository || isTemplated(repository.text)) return undefined;
  const tag = textAt(written, 'tag');
  const text = tag && !isTemplated(tag) ? `${repository.text}:${tag}` : repository.text;
  return { text, place: repository.place };
}
