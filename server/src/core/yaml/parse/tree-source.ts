/** What trees are made from: a parsed text, and where it stands. */

import type { SourceMap } from '../../text/source-map';
import type { FileId } from '../../text/span';
import type { TemplateText } from '../template/shape';

/** Decides for a scalar or a key whether a template made it. */
export type IsHole = (text: string) => boolean;

/** What was parsed, and where it stands. */
export interface TreeSource {
  readonly file: FileId;
  /** The text that was parsed: a piece of the file, or the decoded content of a scalar in it. */
  readonly text: string;
  /** From `text` to the document, where it is a scalar of one. */
  readonly map?: SourceMap;
  /** What stands before each line of that scalar. */
  readonly indent?: string;
  readonly isHole?: IsHole;
  /** The text is a template whose actions gave way to blanks and marks. */
  readonly template?: TemplateText;
}
