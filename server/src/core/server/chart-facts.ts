/** The Helm chart behind a server, for hovers and completion in values files. */

import type { FileId, Place, StableOffset } from '../text/span';

/** What hovers and completion show about the chart of a server. */
export interface ChartFacts {
  /** `bitnami/redis 23.1.1` */
  readonly name: string;
  /** No file states the version, so the newest known one is assumed. */
  readonly assumed: boolean;
  readonly values: readonly ChartValue[];
  /** Places that contain its values: a mapping in a document or in embedded text, and the keys below it. */
  readonly layers: readonly {
    readonly file: FileId;
    /** Start of the mapping. */
    readonly start: StableOffset;
    readonly path: readonly string[];
  }[];
}

/** A value that the chart uses. */
export interface ChartValue {
  /** `master.resources.limits.memory` */
  readonly path: string;
  /** Markdown: how the chart uses it, and how that affects the memory of forks. */
  readonly text: string;
  /** The default; undefined if the chart has none. */
  readonly defaultText: string | undefined;
  /** Places of keys that set it. */
  readonly written: readonly Place[];
}
