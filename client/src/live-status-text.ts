/** The words of the status of running servers. */

import type { ConnectionState } from './live-link';

/** `orders: measured 12 s ago`, `orders: no connection, measured 4 min ago`. */
export function textOf({ name, state, at, forking }: ConnectionState, now: number): string {
  const measured = at === undefined || at === null ? '' : `measured ${ageOf(now - at)}`;
  if (state === 'connecting') return `${name}: connecting`;
  if (state === 'failed') return `${name}: no connection${measured === '' ? '' : `, ${measured}`}`;
  return `${name}: ${measured}${forking ? ', a fork runs' : ''}`;
}

/** Where it is connected to, the last problem, and when it is asked next. */
export function detailOf({ addresses, next, problem }: ConnectionState, now: number): string {
  const due =
    next === undefined || next === null ? '' : `next in ${Math.max(0, Math.round((next - now) / 1000))} s`;
  return [problem, problem ? undefined : addresses.join(', '), due].filter(Boolean).join(', ');
}

function ageOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 10) return 'just now';
  return seconds < 100 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`;
}
