/**
 * Facts: values with their origin, or the reason why they are not known.
 *
 * A rule that needs a value fires on `known` and `default` only. An `unknown` or `conflicting` fact never means that a
 * setting is missing.
 */

import type { Place } from '../text/span';

/** Where a value comes from; tells the reader which file or tool to change. */
export const LAYERS = [
  'redis.conf',
  'included file',
  'command-line option',
  'ConfigMap',
  'Secret',
  'script',
  'environment',
  'image default',
  'Helm values',
  'chart default',
  'operator default',
  'operator field',
  'manifest',
  'annotation',
  'project file',
  'setting',
  'server default',
  'running server',
  'assumption',
  'what if',
] as const;

export type Layer = (typeof LAYERS)[number];

export interface Origin {
  readonly layer: Layer;
  /** Absent for defaults and assumptions, which are not written anywhere. */
  readonly place?: Place;
  /** Detail that the layer does not carry: `Redis 7.0`, `measured 4 min ago`. */
  readonly detail?: string;
}

export type UnknownReason =
  | 'template'
  | 'secret'
  | 'script'
  | 'unresolved'
  | 'invalid'
  | 'limit'
  | 'not stated';

export type Fact<T> =
  | { readonly kind: 'known'; readonly value: T; readonly origin: Origin }
  | { readonly kind: 'default'; readonly value: T; readonly origin: Origin }
  | { readonly kind: 'unknown'; readonly why: UnknownReason; readonly origin?: Origin }
  | { readonly kind: 'conflicting'; readonly candidates: readonly Fact<T>[] };

export const known = <T>(value: T, origin: Origin): Fact<T> => ({ kind: 'known', value, origin });

export const byDefault = <T>(value: T, detail: string): Fact<T> => ({
  kind: 'default',
  value,
  origin: { layer: 'server default', detail },
});

export const unknown = (why: UnknownReason, origin?: Origin): Fact<never> =>
  origin ? { kind: 'unknown', why, origin } : { kind: 'unknown', why };

/** The value, if a rule may rely on it. */
export function factValue<T>(fact: Fact<T>): T | undefined {
  return fact.kind === 'known' || fact.kind === 'default' ? fact.value : undefined;
}

/** Where the value is written; undefined for defaults and unknown facts without a place. */
export function placeOf(fact: Fact<unknown>): Place | undefined {
  return fact.kind === 'known' || fact.kind === 'default' ? fact.origin.place : undefined;
}

export function mapFact<T, U>(fact: Fact<T>, change: (value: T) => U): Fact<U> {
  switch (fact.kind) {
    case 'unknown':
      return fact;
    case 'conflicting':
      return { kind: 'conflicting', candidates: fact.candidates.map((one) => mapFact(one, change)) };
    default:
      return { ...fact, value: change(fact.value) };
  }
}
