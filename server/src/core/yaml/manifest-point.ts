/** A position in a manifest, for hovers and completion, with the documents that contain it. */

import type { Piece } from '../text/piece';
import type { FileId, PresentOffset, StableOffset } from '../text/span';
import type { YamlFile } from './incremental/yaml-file';
import type { Tree } from './tree';

export interface ManifestPoint {
  readonly file: FileId;
  /** The surrounding text, in stable offsets. */
  readonly text: Piece;
  /** The documents that contain the position. */
  readonly trees: readonly Tree[];
  readonly offset: StableOffset;
}

/** @param at offset in the file as it is now */
export function manifestPointAt(yaml: YamlFile, at: PresentOffset): ManifestPoint {
  const offset = yaml.stable(at);
  return { file: yaml.file, text: yaml.piece(offset), trees: yaml.treesAt(offset), offset };
}
