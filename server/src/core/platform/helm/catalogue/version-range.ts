/** Versions of charts, and the ranges in which releases and dependencies name them. */

import type { Answer } from '../../../catalogue/conditions';

/** `18.6.1`, compared part by part; what follows a `-` or `+` is left out. */
export type ChartVersion = readonly [major: number, minor: number, patch: number];

export interface VersionRange {
  readonly low: ChartVersion;
  /** Exclusive; undefined where every later version is meant. */
  readonly below: ChartVersion | undefined;
}

export const FIRST: ChartVersion = [0, 0, 0];

export function versionOf(text: string): ChartVersion | undefined {
  const match = /^\s*v?(\d+)\.(\d+)\.(\d+)(?:[-+][\w.+-]*)?\s*$/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}

/** Negative where `a` is the older one. */
export function compareVersions(a: ChartVersion, b: ChartVersion): number {
  const index = a.findIndex((number, at) => number !== b[at]);
  return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

const next = (version: ChartVersion, part: 0 | 1 | 2): ChartVersion => {
  const [major, minor, patch] = version;
  if (part === 0) return [major + 1, 0, 0];
  return part === 1 ? [major, minor + 1, 0] : [major, minor, patch + 1];
};

/**
 * What Helm takes for a version: `1.2.3`, `1.2`, `1.x`, `~1.2`, `^1.2.3`, `>=1.2.0 <2.0.0`, `1.0.0 - 1.9.9`, alternatives with `||`.
 * Alternatives become the range from the lowest to the highest; `!=` leaves nothing out.
 * @returns undefined for a text that is no range
 */
export function rangeOf(text: string): VersionRange | undefined {
  const ranges = text.split('||').map(intersected);
  if (ranges.some((range) => range === undefined)) return undefined;
  return ranges.reduce((all, one) => (all && one ? united(all, one) : one));
}

/** Whether a version lies in a range: unknown where only some of the versions in question do. */
export function isIn({ low, below }: VersionRange, range: VersionRange): Answer {
  const reaches = (bound: ChartVersion | undefined, version: ChartVersion): boolean =>
    !bound || compareVersions(bound, version) > 0;
  if (!reaches(below, range.low) || !reaches(range.below, low)) return false;
  const inside =
    compareVersions(low, range.low) >= 0 &&
    (!range.below || (below !== undefined && compareVersions(below, range.below) <= 0));
  return inside ? true : 'unknown';
}

function united(a: VersionRange, b: VersionRange): VersionRange {
  const low = compareVersions(a.low, b.low) < 0 ? a.low : b.low;
  if (!a.below || !b.below) return { low, below: undefined };
  return { low, below: compareVersions(a.below, b.below) > 0 ? a.below : b.below };
}

function intersected(text: string): VersionRange | undefined {
  const hyphen = /^\s*(\S+)\s+-\s+(\S+)\s*$/.exec(text);
  const parts = hyphen ? [`>=${hyphen[1]}`, `<=${hyphen[2]}`] : comparatorsIn(text);
  const ranges = parts.map(compared);
  if (parts.length === 0 || ranges.includes(undefined)) return undefined;
  return ranges.reduce<VersionRange>((all, one) => (one ? narrowed(all, one) : all), {
    low: FIRST,
    below: undefined,
  });
}

/** Separated by blanks or commas; an operator may stand apart from its version. */
const comparatorsIn = (text: string): string[] =>
  text
    .replace(/([~^<>=!]+)\s+/g, '$1')
    .split(/[\s,]+/)
    .filter((part) => part !== '');

function narrowed(a: VersionRange, b: VersionRange): VersionRange {
  const low = compareVersions(a.low, b.low) > 0 ? a.low : b.low;
  if (!a.below || !b.below) return { low, below: a.below ?? b.below };
  return { low, below: compareVersions(a.below, b.below) < 0 ? a.below : b.below };
}

/** One comparator: `>=1.2.0`, `~1.2`, `1.x`. */
function compared(text: string): VersionRange | undefined {
  const match =
    /^(=|==|!=|>=|=>|<=|=<|>|<|~>?|\^)?v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:[-+][\w.+-]*)?$/.exec(
      text,
    );
  if (!match) return undefined;
  const [, operator = '', ...written] = match;
  const isOpen = (part: string | undefined): boolean => part === undefined || !/^\d+$/.test(part);
  const [major, minor, patch] = written.map((part) => (isOpen(part) ? 0 : Number(part)));
  const version: ChartVersion = [major ?? 0, minor ?? 0, patch ?? 0];
  const open = written.findIndex(isOpen);
  if (open === 0) return { low: FIRST, below: undefined };
  return bounds(operator, version, open === -1 ? 2 : open === 2 ? 1 : 0);
}

/** @param last the last part that is written */
function bounds(operator: string, version: ChartVersion, last: 0 | 1 | 2): VersionRange {
  switch (operator) {
    case '>=':
    case '=>':
      return { low: version, below: undefined };
    case '>':
      return { low: next(version, last), below: undefined };
    case '<':
      return { low: FIRST, below: version };
    case '<=':
    case '=<':
      return { low: FIRST, below: next(version, last) };
    case '!=':
      return { low: FIRST, below: undefined };
    case '^':
      return { low: version, below: next(version, leadingPart(version, last)) };
    case '~':
    case '~>':
      return { low: version, below: next(version, last === 0 ? 0 : 1) };
    default:
      return { low: version, below: next(version, last) };
  }
}

/** `^` keeps the first part that is not zero. */
function leadingPart([major, minor]: ChartVersion, last: 0 | 1 | 2): 0 | 1 | 2 {
  if (major > 0 || last === 0) return 0;
  return minor > 0 || last === 1 ? 1 : 2;
}
