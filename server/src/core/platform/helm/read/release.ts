/** One release of a known chart as the files describe it: which chart, in which version, with which values. */

import type { Overlay } from '../../../server/instance';
import type { FileId } from '../../../text/span';
import type { KnownChart, ValuePath } from '../catalogue/charts';
import type { ValuesLayer } from './values';

export interface Release {
  /** For lists: the name of the release, of the block, or of the chart. */
  readonly name: string;
  readonly chart: KnownChart;
  /** Low to high, at least one. */
  readonly layers: readonly ValuesLayer[];
  /** Where its values stand that decide most. */
  readonly file: FileId;
  /** Values that nobody sees may lie below these: nothing is missing, and the defaults of the chart may not hold. */
  readonly partial: boolean;
  /** A copy of the chart itself, or values for its tests: what it says is only a hint. */
  readonly downgraded: boolean;
  /** The file of several over one base that makes this environment. */
  readonly environment?: FileId;
  readonly overlay?: Overlay;
  /** Values that every environment over this base writes for itself: what the chart brings there never runs. */
  readonly elsewhere?: ReadonlySet<ValuePath>;
}
