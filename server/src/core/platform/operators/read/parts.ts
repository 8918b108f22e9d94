/** What is collected while the configuration of a resource is read. */

import { type ConfigText, readConfigText } from '../../../directives/config-text';
import type { Entry } from '../../../directives/entry';
import type { Opening } from '../../../directives/load';
import type { Layer } from '../../../model/fact';
import type { ComputedMaxmemory } from '../../../server/placement';
import { SourceMap } from '../../../text/source-map';
import type { Place } from '../../../text/span';
import type { ListTree, MapEntry, ScalarTree } from '../../../yaml/tree';

/** What an edit of a setting changes. */
export type Target =
  | { readonly kind: 'entry'; readonly path: string; readonly entry: MapEntry; readonly scalar: ScalarTree }
  | { readonly kind: 'item'; readonly list: ListTree; readonly item: ScalarTree }
  | { readonly kind: 'flags'; readonly list: ListTree }
  | { readonly kind: 'percent'; readonly scalar: ScalarTree }
  | { readonly kind: 'file'; readonly scalar: ScalarTree }
  | { readonly kind: 'operator' };

export interface OperatorPart extends Pick<Entry, 'layer' | 'detail' | 'atRuntime'> {
  readonly text: ConfigText;
  readonly target: Target;
}

export interface OperatorConfig {
  readonly parts: readonly OperatorPart[];
  readonly unknownSources: readonly Opening[];
  /** Files that a line of the operator includes, by their path in the container. */
  readonly included: ReadonlyMap<string, OperatorPart>;
  readonly bound: ComputedMaxmemory | undefined;
  /** What a ConfigMap holds under keys that the operator does not read. */
  readonly unread: readonly ScalarTree[];
  /** Fields that do nothing here. */
  readonly ignored: readonly { readonly place: Place; readonly message: string }[];
}

/** Filled by the readers of settings, in the order of effect. */
export class Collected {
  readonly parts: OperatorPart[] = [];
  readonly unknownSources: Opening[] = [];
  readonly included = new Map<string, OperatorPart>();
  readonly ignored: { place: Place; message: string }[] = [];
  readonly unread: ScalarTree[] = [];
  bound: ComputedMaxmemory | undefined;

  /** Something unread takes part here. */
  open(place: Place): void {
    this.unknownSources.push({ why: 'unresolved', place });
  }

  push(text: ConfigText, layer: Layer, target: Target, detail?: string): void {
    this.parts.push({ text, layer, target, ...(detail === undefined ? {} : { detail }) });
  }

  /** Whether any line so far sets a directive. */
  writes(name: string): boolean {
    const texts = [...this.parts, ...this.included.values()].map(({ text }) => text);
    return texts.some((text) => text.lines.some((line) => line.kind === 'directive' && line.name === name));
  }
}

/** Lines that stand nowhere, shown at one place. */
export const generated = (text: string, { file, span }: Place): ConfigText =>
  readConfigText(text, SourceMap.coarse(file, text.length, span));
