/** What a run of the command line found, with everything that a format needs to print it. */

import type { Failures } from '../core/failure';
import { type Finding, fullMessage, type Severity } from '../core/model/finding';
import type { RedisInstance } from '../core/server/instance';
import { LineIndex, type Range } from '../core/text/line-index';
import type { FileId, Place, PresentPlace } from '../core/text/span';

export interface Problem {
  /** As the user would write it. */
  readonly path: string;
  readonly why: string;
}

export interface Report {
  readonly version: string;
  readonly findings: readonly Finding[];
  readonly instances: readonly RedisInstance[];
  /** Of Forkguard itself; printing may add some. */
  readonly failures: Failures;
  readonly problems: readonly Problem[];
  readonly files: SourceFiles;
  readonly stats: {
    readonly files: number;
    /** Other files that were read because what was named may belong together with them. */
    readonly context: number;
    readonly parsed: number;
    /** Files that could not be read or written, or not be checked in full. */
    readonly failed: number;
    readonly milliseconds: number;
  };
}

/** The texts of the run, for lines and columns. */
export class SourceFiles {
  readonly #texts: ReadonlyMap<FileId, string>;
  readonly #show: (file: FileId) => string;
  readonly #names = new Map<FileId, string>();
  readonly #indexes = new Map<FileId, LineIndex>();

  /**
   * @param show how a file is named in the output: relative to the working folder where it lies below it
   * @param now the present place of a place of the core; findings are shown with present places
   */
  constructor(
    texts: ReadonlyMap<FileId, string>,
    show: (file: FileId) => string,
    readonly now: (place: Place) => PresentPlace,
  ) {
    this.#texts = texts;
    this.#show = show;
  }

  name(file: FileId): string {
    const name = this.#names.get(file) ?? this.#show(file);
    this.#names.set(file, name);
    return name;
  }

  text(file: FileId): string {
    return this.#texts.get(file) ?? '';
  }

  range({ file, span }: PresentPlace): Range {
    return this.#index(file).rangeOf(span);
  }

  /** The text of a line without its line ending. */
  line(file: FileId, line: number): string {
    const index = this.#index(file);
    return this.text(file)
      .slice(index.startOf(line), index.startOf(line + 1))
      .replace(/\r?\n$/, '');
  }

  #index(file: FileId): LineIndex {
    let index = this.#indexes.get(file);
    if (!index) {
      index = new LineIndex(this.text(file));
      this.#indexes.set(file, index);
    }
    return index;
  }
}

/** The full message, with the named file that causes the finding in another file. */
export const messageOf = (finding: Finding, files: SourceFiles): string =>
  finding.through === undefined
    ? fullMessage(finding)
    : `${fullMessage(finding)} (through ${files.name(finding.through)})`;

const ORDER: readonly Severity[] = ['hint', 'information', 'warning', 'error'];

export const isAtLeast = (severity: Severity, threshold: Severity): boolean =>
  ORDER.indexOf(severity) >= ORDER.indexOf(threshold);
