/** One directive of a loaded configuration. */

import type { DirectiveInfo } from '../catalogue/directives';
import type { Layer } from '../model/fact';
import type { ConfigText, DirectiveLine } from './config-text';
import type { Verdict } from './setting';

/** One directive as this version takes it, in order of effect. */
export interface Entry {
  readonly line: DirectiveLine;
  readonly source: ConfigText;
  readonly layer: Layer;
  /** What the layer alone does not say: the chart and its version. */
  readonly detail?: string;
  /** Applied with CONFIG SET while the server runs: what it refuses leaves the setting as it was. */
  readonly atRuntime?: boolean;
  readonly info: DirectiveInfo | undefined;
  readonly verdict: Verdict;
}
