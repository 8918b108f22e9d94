/** Durations and rates in annotations and project files: `90s`, `5m`, `2000/s`. */

import { wordMap } from '../word-map';

const SECONDS = wordMap<number>({ ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 });

/** @returns seconds, or undefined when the text is not a duration. A bare number is seconds. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim());
  return match ? Number(match[1]) * (SECONDS.get(match[2] ?? 's') ?? 1) : undefined;
}

/** @returns events per second from `2000/s`, `2k/s`, `120000/min`, or a bare number (per second) */
export function parseRate(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kKM])?\s*(?:\/\s*(s|sec|second|m|min|minute|h|hour))?$/.exec(
    text.trim(),
  );
  if (!match) return undefined;
  const scale = match[2] === undefined ? 1 : match[2] === 'M' ? 1_000_000 : 1000;
  const per = (match[3] ?? 's')[0] as 's' | 'm' | 'h';
  return (Number(match[1]) * scale) / (SECONDS.get(per) ?? 1);
}
