/** The input from which trees are built: a parsed text and its location. */

import type { SourceMap } from '../../text/source-map';
import type { FileId, Place } from '../../text/span';
import type { TemplateText } from '../template/shape';

/** Whether a template produces this scalar or key. */
export type IsHole = (text: string) => boolean;

/** The parsed text and its location. */
export interface TreeSource {
  readonly file: FileId;
  /** The parsed text: a chunk of the file, or the decoded content of a scalar in it. */
  readonly text: string;
  /** From `text` to the document, if it is the content of a scalar. */
  readonly map?: SourceMap;
  /** Indentation of the lines of that scalar. */
  readonly indent?: string;
  readonly isHole?: IsHole;
  /** Called where the document has more nodes than are read. */
  readonly onLimit?: (place: Place) => void;
  /** Set for a template, whose actions are masked in `text`. */
  readonly template?: TemplateText;
}
