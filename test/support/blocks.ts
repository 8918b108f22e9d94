/** Texts in blocks of whole lines, as the editor's documents hold them, but small. */

import { Blocks } from '../../server/src/core/text/blocks';

/** @param least characters of a block; the last one may be shorter */
export function blocksOf(text: string, least: number): Blocks {
  const parts: string[] = [''];
  for (const line of text.split(/(?<=\n)/)) {
    if ((parts.at(-1)?.length ?? 0) >= least) parts.push('');
    parts[parts.length - 1] += line;
  }
  return new Blocks(parts);
}
