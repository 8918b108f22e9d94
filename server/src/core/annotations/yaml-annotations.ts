/** `# forkguard:` comments in YAML, read once per document. */

import { Memo } from '../memo';
import { Piece } from '../text/piece';
import type { StableOffset } from '../text/span';
import type { Chunk, YamlFile } from '../yaml/incremental/yaml-file';
import { annotationsIn, type LineAnnotation } from './piece-annotations';

export interface YamlAnnotation extends LineAnnotation {
  /** Base of the document that contains it. */
  readonly chunk: StableOffset;
}

/** The annotations of files, read once per document. */
export class YamlAnnotations {
  readonly #read = new Memo<Chunk['memory'], readonly YamlAnnotation[]>();

  of({ file, chunks }: YamlFile): readonly YamlAnnotation[] {
    return chunks
      .filter(({ annotated }) => annotated)
      .flatMap(({ text, base, memory }) =>
        this.#read.get(memory, [], () =>
          annotationsIn(new Piece(text, base), file).map((annotation) => ({ ...annotation, chunk: base })),
        ),
      );
  }
}
