/** One command of a shell script. */

import type { Branch } from './blocks';
import type { Word } from './unit-words';

export interface Redirect {
  readonly operator: '>' | '>>' | '<' | '<<' | 'other';
  readonly target: Word;
  /** The lines of a here-document. */
  readonly body?: Word;
}

export interface Command {
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
  /** The branches of `if` and `case` that it stands in, from the outside in. */
  readonly branches: readonly Branch[];
  /** In a loop, after `||`, or after `&&` and something that may fail: it may not run even where its branch does. */
  readonly doubtful: boolean;
  /** Its output goes into the next command. */
  readonly pipesInto: boolean;
}
