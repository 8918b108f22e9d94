/** Words of command lines, in manifests and in scripts. */

import type { Argument } from '../../directives/command-line';
import type { SourceMap } from '../../text/source-map';

/** A word of a command line with where it stands. */
export interface ArgumentWord extends Argument {
  /** Nothing in it is only known when the container runs. */
  readonly certain: boolean;
  /** From the value to the document. */
  readonly map: SourceMap;
}
