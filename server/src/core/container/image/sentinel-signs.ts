/** Signs that a Sentinel watches over servers: it promotes replicas, so that the role of each may change. */

import { readImage } from './image';

/** Whether a container runs a Sentinel, or its script asks one. */
export const speaksOfSentinel = (image: string | undefined, script: string): boolean =>
  (image !== undefined && readImage(image)?.kind === 'sentinel') ||
  /\b(?:redis|valkey)-sentinel\b|--sentinel\b|sentinel[^/\s]*\.conf\b/.test(script);

/** The same of a container that may be anything: an exporter or an application that names one runs none. */
export function runsSentinel(image: string | undefined, script: string): boolean {
  const kind = image === undefined ? undefined : readImage(image)?.kind;
  if (kind === 'server' || kind === 'sentinel') return speaksOfSentinel(image, script);
  return /(?:^|\s)(?:redis|valkey)-sentinel(?:\s|$)|\s--sentinel\b/.test(script);
}

export interface WatchedHost {
  /** In lower case. */
  readonly host: string;
  /** In the text that says it; end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** The primaries that a text tells a Sentinel to watch: `sentinel monitor NAME HOST PORT QUORUM`. */
export function watchedHosts(text: string): WatchedHost[] {
  if (!/sentinel/i.test(text)) return [];
  return [...text.matchAll(/\bsentinel[ \t]+monitor[ \t]+\S+[ \t]+([A-Za-z][\w.-]*)/gi)].map((match) => ({
    host: (match[1] ?? '').toLowerCase(),
    start: match.index,
    end: match.index + match[0].length,
  }));
}
