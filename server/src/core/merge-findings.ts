/**
 * Merges the findings of several servers that share a place, through an include, a Kustomize base or a Compose file.
 */

import type { Found, Severity } from './model/finding';
import type { Overlay, RedisInstance } from './server/instance';

/** The findings of one server. */
export interface Checked {
  readonly instance: RedisInstance;
  readonly findings: readonly Found[];
}

interface Said {
  readonly finding: Found;
  /** The servers concerned. */
  readonly of: ReadonlySet<string>;
  readonly by: readonly (Overlay | undefined)[];
}

/**
 * Findings with the same message at the same place become one. If overlays differ, the most severe finding is kept,
 * with the overlays to which it applies.
 * @param others findings without an overlay
 */
export function mergeFindings(results: readonly Checked[], others: readonly Found[]): Found[] {
  const said = new Map<string, { finding: Found; by: (Overlay | undefined)[]; of: Set<string> }>();
  const add = (finding: Found, by: Overlay | undefined): void => {
    const key = `${placeKey(finding)}\0${finding.message}`;
    const one = said.get(key) ?? { finding, by: [], of: new Set<string>() };
    if (finding.subject !== undefined) one.of.add(finding.subject);
    one.by.push(by);
    said.set(key, one);
  };
  for (const { instance, findings } of results)
    for (const finding of findings) add(finding, instance.overlay);
  for (const finding of others) add(finding, undefined);
  const all = [...said.values()];
  const byPlace = groupBy<Said>(all, ({ finding }) => placeKey(finding));
  return all
    .filter((one) => !byPlace.get(placeKey(one.finding))?.some((other) => outdoes(other, one)))
    .map(withSubjects)
    .map(withOverlays);
}

/** Keeps the most severe finding per place, if a file is judged once for each way to start its servers. */
export function worstOfAlternatives(stacks: readonly (readonly Checked[])[]): Found[] {
  const kept = new Map<string, readonly Found[]>();
  for (const results of stacks) {
    const findings = results.flatMap((result) => result.findings);
    for (const [key, found] of groupBy(findings, placeKey))
      if (worst(found) < worst(kept.get(key) ?? [])) kept.set(key, found);
  }
  return [...kept.values()].flat();
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

const worst = (findings: readonly Found[]): number => Math.min(MILDEST, ...findings.map(rankOf));

const placeKey = ({ rule, place: { file, span } }: Found): string =>
  [rule, file, span.start, span.end].join('\0');

const RANKS: Readonly<Record<Severity, number>> = { error: 0, warning: 1, information: 2, hint: 3 };
const MILDEST = 4;
const rankOf = ({ severity }: Found): number => RANKS[severity];

/** More severe than another finding, which is from other overlays. */
const outdoes = (one: Said, other: Said): boolean =>
  rankOf(one.finding) < rankOf(other.finding) &&
  [one, other].every(({ by }) => by.every(Boolean)) &&
  !one.by.some((overlay) => other.by.some((mine) => mine?.label === overlay?.label));

/** Maximum number of names in a message. */
const MOST_SUBJECTS = 2;

function withSubjects<T extends Said>(said: T): T {
  if (said.of.size < 2) return said;
  const subject = said.of.size > MOST_SUBJECTS ? `${said.of.size} servers` : [...said.of].join(' and ');
  return { ...said, finding: { ...said.finding, subject } };
}

/** Names the overlays unless the finding applies to all of them. */
function withOverlays({ finding, by }: Said): Found {
  const overlays = by.filter((one) => one !== undefined);
  const [first] = overlays;
  const labels = new Set(overlays.map(({ label }) => label));
  if (!first || overlays.length < by.length || labels.size >= first.among) return finding;
  const named = overlays.filter(
    (one, index) => overlays.findIndex(({ label }) => label === one.label) === index,
  );
  const related = named.map(({ label, place }) => ({ place, message: `Applies to ${label}` }));
  return { ...finding, related: [...finding.related, ...related] };
}
