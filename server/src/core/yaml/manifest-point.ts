/** A place in a manifest at which somebody points, with what stands around it. */

import type { Piece } from '../text/piece';
import type { FileId, PresentOffset, StableOffset } from '../text/span';
import type { YamlFile } from './incremental/yaml-file';
import type { Tree } from './tree';

export interface ManifestPoint {
  readonly file: FileId;
  /** Around it, in the offsets of the trees. */
  readonly text: Piece;
  /** The documents around it. */
  readonly trees: readonly Tree[];
  /** As places count. */
  readonly offset: StableOffset;
}

/** @param at offset in the file as it is now */
export function manifestPointAt(yaml: YamlFile, at: PresentOffset): ManifestPoint {
  const offset = yaml.stable(at);
  return { file: yaml.file, text: yaml.piece(offset), trees: yaml.treesAt(offset), offset };
}
