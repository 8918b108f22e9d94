/**
 * How directives are written at the source of an instance's settings: lines of a file, or options of a command line.
 */

import type { Entry } from '../directives/entry';
import type { Edit } from '../model/finding';

export interface Form {
  /**
   * Writes one directive as new lines or options, after `near` if given, otherwise where readers expect it.
   * @param args one text per line, as in a redis.conf, with quotes
   */
  insert(name: string, args: readonly string[], near?: Entry): readonly Edit[];
  /** Replaces the arguments of an entry. */
  replace(entry: Entry, args: string): readonly Edit[];
  /** Replaces the name of an entry. */
  rename(entry: Entry, name: string): readonly Edit[];
  remove(entries: readonly Entry[]): readonly Edit[];
  /** The directive as written in this form, for titles: `save ""` or `--save ""`. */
  show(name: string, args: string): string;
  /**
   * Writes a directive where only this server reads it, after the settings that it shares with others.
   * @returns an empty list if there is no such place; the method is absent if no place is shared
   */
  insertOwn?(name: string, args: readonly string[]): readonly Edit[];
}
