/** The age of observations, in words. */

import type { Observation } from '../observations';

/** Age from which a reading no longer counts as current. Milliseconds. */
export const STALE_AFTER = 5 * 60_000;

/** `just now`, `40 s ago`, `4 min ago`, `2 h ago`, `3 days ago`. */
function ageText(now: number, at: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 10) return 'just now';
  if (seconds < 100) return `${seconds} s ago`;
  if (seconds < 100 * 60) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86_400)} days ago`;
}

/** `measured 4 min ago`, with a note if it is stale. */
export const measuredText = (now: number, { at }: Observation): string =>
  `measured ${ageText(now, at)}${now - at > STALE_AFTER ? ', no longer current' : ''}`;
