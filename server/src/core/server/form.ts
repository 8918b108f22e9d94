/** How a directive is written where an instance's settings come from: lines of a file, options of a command line. */

import type { Entry } from '../directives/entry';
import type { Edit } from '../model/finding';

export interface Form {
  /**
   * Writes one directive as new lines or options. Placed after `near` when given, else where a reader would look for it.
   * @param args one text for each line, as in a redis.conf, quotes included
   */
  insert(name: string, args: readonly string[], near?: Entry): readonly Edit[];
  /** Puts other arguments in place of those of an entry. */
  replace(entry: Entry, args: string): readonly Edit[];
  /** Puts another name in place of that of an entry. */
  rename(entry: Entry, name: string): readonly Edit[];
  remove(entries: readonly Entry[]): readonly Edit[];
  /** How the directive reads in this form, for titles: `save ""` or `--save ""`. */
  show(name: string, args: string): string;
  /**
   * Writes a directive where no other server reads it, behind what all of them read.
   * @returns nothing where there is no such place; absent where all places are the server's own
   */
  insertOwn?(name: string, args: readonly string[]): readonly Edit[];
}
