/**
 * The linter before its judge: folders with labels, and folders about which it should say nothing.
 *
 * An item is one sample folder with all its files. A label is met when the rule that it means reports anything there; a
 * finding of a rule that labels can name, and that this one does not, is a false alarm.
 */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Fact, factValue } from '../../server/src/core/model/fact';
import { printedSetting } from '../../server/src/core/server/printed-settings';
import { disputedFacts, type FactDispute, matchInstances } from './facts';
import { AOF_FACT, itemFolder, type Label, RULE_OF, readLabels } from './labels';
import { type LintedFolder, lintFolder, showFinding } from './lint-folder';

export interface RuleScore {
  readonly rule: string;
  readonly expected: number;
  readonly found: number;
  readonly falseAlarms: number;
}

export interface Disagreement {
  readonly item: string;
  /** `missed`, `false alarm`, or the fact that is in dispute. */
  readonly what: string;
  readonly detail: string;
  /** What the label says about itself. */
  readonly reason: string;
  readonly doubtful: boolean;
}

export interface Verdict {
  readonly items: number;
  readonly scores: readonly RuleScore[];
  readonly disagreements: readonly Disagreement[];
  /** Folders of `negative`, with or without a label, and how many of them are silent. */
  readonly negatives: { readonly folders: number; readonly silent: number };
  /** Everything that was found, for reading. */
  readonly transcript: readonly { readonly item: string; readonly lines: readonly string[] }[];
}

/** Folders of this kind hold nothing that concerns us. */
const NEGATIVE = 'negative';

/** @param folder absolute, with a `LABELS.json` */
export async function judge(folder: string): Promise<Verdict> {
  const labels = readLabels(folder);
  const judged: JudgedItem[] = [];
  for (const label of labels) judged.push(await judgeLabel(label, folder));
  const negatives = await judgeNegatives(folder, labels);
  return {
    items: labels.length,
    scores: [...Object.entries(RULE_OF), [AOF_FACT, AOF_FACT] as const].map(([name, rule]) =>
      score(name, rule, judged),
    ),
    disagreements: [...judged.flatMap(({ disagreements }) => disagreements), ...negatives.disagreements],
    negatives: negatives.count,
    transcript: [...judged.map(({ transcript }) => transcript), ...negatives.transcript],
  };
}

interface JudgedItem {
  readonly label: Label;
  /** Names of labels whose rule reported something, or whose fact holds. */
  readonly met: ReadonlySet<string>;
  readonly disagreements: readonly Disagreement[];
  readonly transcript: Verdict['transcript'][number];
}

async function judgeLabel(label: Label, folder: string): Promise<JudgedItem> {
  const item = itemFolder(label);
  const linted = await lintFolder(join(folder, item));
  const met = metBy(linted);
  const dispute = (what: string, detail: string): Disagreement => ({
    item,
    what,
    detail,
    reason: label.reason,
    doubtful: label.doubtful,
  });
  const missed = label.expect.filter((name) => name !== 'none' && name !== AOF_FACT && !met.has(name));
  const alarms = Object.entries(RULE_OF).filter(([name]) => met.has(name) && !label.expect.includes(name));
  const facts = factDisputes(label, linted);
  const disagreements = [
    ...missed.map((name) => dispute('missed', RULE_OF[name] ?? name)),
    ...alarms.flatMap(([, rule]) =>
      linted.findings
        .filter((finding) => finding.rule === rule)
        .map((finding) => dispute('false alarm', showFinding(finding, linted))),
    ),
    ...otherAlarms(label, linted).map((detail) => dispute('false alarm', detail)),
    ...facts.map(({ fact, label: said, found }) => dispute(fact, `label: ${said}, found: ${found}`)),
  ];
  return { label, met, disagreements, transcript: { item, lines: transcriptOf(linted) } };
}

function metBy({ findings, instances }: LintedFolder): Set<string> {
  const names = Object.keys(RULE_OF).filter((name) => findings.some(({ rule }) => rule === RULE_OF[name]));
  const aof = instances.some((one) => factValue(printedSetting(one, 'appendonly')) === 'yes');
  return new Set(aof ? [...names, AOF_FACT] : names);
}

/** Where there is no server, rules that labels do not name must be silent too. */
function otherAlarms(label: Label, linted: LintedFolder): string[] {
  if (label.instances_count > 0) return [];
  const named = new Set(Object.values(RULE_OF));
  return linted.findings
    .filter(({ rule }) => !named.has(rule))
    .map((finding) => showFinding(finding, linted));
}

function factDisputes(label: Label, linted: LintedFolder): FactDispute[] {
  // A Sentinel holds no data; labels do not count it.
  const instances = linted.instances.filter(({ kind }) => kind === 'server');
  const counts =
    instances.length === label.instances_count
      ? []
      : [
          {
            fact: 'servers',
            label: String(label.instances_count),
            found: instances.map(({ name }) => name).join(', ') || 'none',
          },
        ];
  const pairs = matchInstances(label.instances, instances);
  return [...counts, ...pairs.flatMap((pair) => disputedFacts(label, pair, linted))];
}

function score(name: string, rule: string, judged: readonly JudgedItem[]): RuleScore {
  const certain = judged.filter(({ label }) => !label.doubtful);
  const expected = certain.filter(({ label }) => label.expect.includes(name));
  return {
    rule: name === AOF_FACT ? 'fact: appendonly yes' : rule,
    expected: expected.length,
    found: expected.filter(({ met }) => met.has(name)).length,
    falseAlarms: certain.filter(({ label, met }) => met.has(name) && !label.expect.includes(name)).length,
  };
}

/** Labelled ones are judged by their labels; all of them are counted. */
async function judgeNegatives(
  folder: string,
  labels: readonly Label[],
): Promise<Pick<Verdict, 'disagreements' | 'transcript'> & { count: Verdict['negatives'] }> {
  const labelled = new Set(labels.map(itemFolder));
  const disagreements: Disagreement[] = [];
  const transcript: Verdict['transcript'][number][] = [];
  const items = foldersIn(folder, NEGATIVE);
  let silent = 0;
  for (const item of items) {
    const linted = await lintFolder(join(folder, item));
    if (linted.findings.length === 0) silent += 1;
    if (labelled.has(item)) continue;
    transcript.push({ item, lines: transcriptOf(linted) });
    for (const finding of linted.findings) {
      const detail = showFinding(finding, linted);
      disagreements.push({ item, what: 'false alarm', detail, reason: 'negative', doubtful: false });
    }
  }
  return { disagreements, transcript, count: { folders: items.length, silent } };
}

function foldersIn(folder: string, kind: string): string[] {
  if (!readdirSync(folder).includes(kind)) return [];
  return readdirSync(join(folder, kind)).map((name) => `${kind}/${name}`);
}

function transcriptOf(linted: LintedFolder): string[] {
  return [
    ...linted.instances.map((instance) => `server ${instance.name}: ${factsOf(instance)}`),
    ...linted.findings.map((finding) => showFinding(finding, linted)),
  ];
}

function factsOf(instance: LintedFolder['instances'][number]): string {
  const shown = (name: string, fact: Fact<unknown>): string =>
    `${name} ${JSON.stringify(factValue(fact)) ?? 'not known'}`;
  const settings = ['save', 'appendonly', 'maxmemory'];
  return [
    shown('role', instance.role),
    ...settings.map((name) => shown(name, printedSetting(instance, name))),
    shown('limit', instance.limit),
    instance.version.name,
  ].join(', ');
}
