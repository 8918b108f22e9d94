/** What a server knows of the Helm chart that it comes from: for hovers and completion in values files. */

import type { FileId, Place, StableOffset } from '../text/span';

/** The chart that a server comes from, as far as a reader of its values wants to know. */
export interface ChartFacts {
  /** `bitnami/redis 23.1.1` */
  readonly name: string;
  /** Nobody wrote the version: it is the newest one that is known here. */
  readonly assumed: boolean;
  readonly values: readonly ChartValue[];
  /** Where values of it stand: a mapping of their own, in a document or in a text inside one, and the keys from there. */
  readonly layers: readonly {
    readonly file: FileId;
    /** Where that mapping begins. */
    readonly start: StableOffset;
    readonly path: readonly string[];
  }[];
}

/** A value that the chart does something with. */
export interface ChartValue {
  /** `master.resources.limits.memory` */
  readonly path: string;
  /** Markdown: what the chart does with it, and what that does to fork memory. */
  readonly text: string;
  /** What it is where nobody writes it; undefined where the chart sets nothing. */
  readonly defaultText: string | undefined;
  /** Keys by which somebody wrote it. */
  readonly written: readonly Place[];
}
