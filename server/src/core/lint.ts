/**
 * From a project to findings: builds the instances, runs the rules, applies severities and suppressions.
 * Synchronous and without effects; what waits (disk, network, editor) happens outside.
 */

import type { Configuration, Level } from './configuration';
import { liveViewOf } from './live/match';
import { type Checked, mergeFindings, worstOfStacks } from './merge-findings';
import type { Edit, Finding } from './model/finding';
import type { RedisInstance } from './model/instance';
import type { Observations } from './observations';
import { Cluster } from './project/cluster';
import { ComposeServers } from './project/compose-servers';
import { confInstance } from './project/conf-instances';
import { Deployments } from './project/deployments';
import { releaseInstances } from './project/helm-instances';
import { HelmReleases } from './project/helm-releases';
import { ManifestMemory } from './project/manifest-context';
import { manifestInstances } from './project/manifest-instances';
import { measuredInstance } from './project/measured-instance';
import type { Project } from './project/project';
import { Remembered, sameItems } from './project/remembered';
import { rootDocuments } from './project/roots';
import { RULE_IDS, RULES, ruleById } from './rules/index';
import type { NewFinding } from './rules/rule';
import { objectsIn } from './sources/kubernetes/objects';
import type { ConfDocument } from './sources/redis-conf/document';
import {
  type Annotated,
  allowFix,
  applySuppressions,
  removeAllow,
  type Suppression,
  suppressionsOf,
  unknownRules,
  yamlSuppressions,
} from './suppress';
import { type FileId, overlaps, type Place } from './text/span';

export interface LintResult {
  /** By file and place. */
  readonly findings: readonly Finding[];
  /** What the linter believes: every server it found, with its settings as facts. */
  readonly instances: readonly RedisInstance[];
}

interface Deployed {
  readonly results: readonly Checked[];
  /** Configuration files that are judged as part of a deployment: they are no servers of their own. */
  readonly claimed: ReadonlySet<FileId>;
  /** Files that become part of a ConfigMap or Secret. */
  readonly generated: ReadonlySet<FileId>;
  /** Places in which nothing can be edited. */
  readonly untouchable: readonly Place[];
}

/** Lints again and again; what did not change is not computed again. */
export class Linter {
  readonly #roots = new Remembered<ConfDocument, Checked>();
  readonly #servers = new ManifestMemory();
  readonly #checked = new Remembered<RedisInstance, readonly Finding[]>();
  readonly #finished = new Remembered<Finding, Finding>();
  #deployments: Deployments | undefined;
  #manifests: (Deployed & { readonly key: readonly unknown[] }) | undefined;
  #releases: { key: readonly unknown[]; results: readonly Checked[] } | undefined;
  readonly #compose = new ComposeServers();

  /** @param observations what running servers said, for those instances that the user says they are */
  lint(project: Project, configuration: Configuration, observations?: Observations): LintResult {
    const deployments = new Deployments(project, this.#deployments);
    this.#deployments = deployments;
    const deployed = this.#deployed(project, deployments, configuration);
    const { results: manifests, claimed, generated, untouchable } = deployed;
    const composed = this.#composed(project, configuration);
    const read = new Set([...claimed, ...filesRead(composed.flat().map(({ instance }) => instance))]);
    const alone = rootDocuments(project).filter(({ file }) => !read.has(file));
    const see = (result: Checked) => measured(result, configuration, observations, untouchable);
    const results = [
      ...alone.map((document) => this.#root(document, project, configuration, generated.has(document.file))),
      ...manifests,
      ...this.#released(project, deployments, configuration),
    ].map(see);
    const stacks = composed.map((checked) => checked.map(see));
    const findings = mergeFindings(results, worstOfStacks(stacks));
    const instances = [...results, ...stacks.flat()].map((result) => result.instance);
    return { findings: this.#finish(findings, project, configuration), instances };
  }

  /** @param unjoined the file is deployed, and nobody shows to which server */
  #root(document: ConfDocument, project: Project, configuration: Configuration, unjoined: boolean): Checked {
    return this.#roots.get(document, [configuration, unjoined, ...project.includesOf(document)], () => {
      const instance = confInstance(document, configuration, project, unjoined);
      return { instance, findings: checkInstance(instance, configuration) };
    });
  }

  /** Servers in manifests are joined across files, so they are worked out together. */
  #deployed(project: Project, deployments: Deployments, configuration: Configuration): Deployed {
    const key = [configuration, ...deployments.dependencies];
    if (this.#manifests && sameItems(key, this.#manifests.key)) return this.#manifests;
    const text = (file: FileId): string => project.text(file) ?? '';
    const context = { configuration, text, factsAt: deployments.factsAt, memory: this.#servers };
    const instances = deployments.clusters().flatMap((cluster) => manifestInstances(cluster, context));
    const results = instances.map((instance) => ({
      instance,
      findings: this.#checked.get(instance, [configuration], () => checkInstance(instance, configuration)),
    }));
    const locked = results.map((result) => withoutEditsIn(deployments.untouchable, result));
    this.#manifests = {
      key,
      results: locked,
      claimed: filesRead(instances),
      generated: deployments.generated,
      untouchable: deployments.untouchable,
    };
    return this.#manifests;
  }

  /** Releases of charts, whose values may lie in several files. */
  #released(project: Project, deployments: Deployments, configuration: Configuration): readonly Checked[] {
    const { factsAt, kustomize } = deployments;
    const helm = new HelmReleases(project, kustomize);
    const key = [configuration, ...helm.dependencies];
    if (this.#releases && sameItems(key, this.#releases.key)) return this.#releases.results;
    const text = (file: FileId): string => project.text(file) ?? '';
    const context = { configuration, text, factsAt, memory: this.#servers };
    const releases = helm.releases();
    const unknown = new Cluster(objectsIn(helm.unknownPods(releases)));
    const instances = [
      ...releases.flatMap((release) => releaseInstances(release, context)),
      ...manifestInstances(unknown, context),
    ];
    const results = instances.map((instance) =>
      withoutEditsIn(deployments.untouchable, {
        instance,
        findings: checkInstance(instance, configuration),
      }),
    );
    this.#releases = { key, results };
    return results;
  }

  /** Suppressions, the findings about annotations themselves, and the fix that writes a suppression. */
  #finish(found: readonly Finding[], project: Project, configuration: Configuration): Finding[] {
    const suppressions: Suppression[] = [];
    const problems: Finding[] = [];
    for (const { config, annotations } of project.confs()) {
      suppressions.push(...suppressionsOf(config, annotations));
      problems.push(...annotationFindings(annotations, configuration));
    }
    for (const yaml of project.yamls()) {
      const annotations = project.yamlAnnotations(yaml);
      suppressions.push(...yamlSuppressions(yaml.file, annotations));
      problems.push(...annotationFindings(annotations, configuration));
    }
    const kept = applySuppressions([...found, ...problems], suppressions, configuration);
    const unused = unusedFindings(suppressions, project, configuration);
    const all = [...kept, ...applySuppressions(unused, suppressions, configuration)];
    // Where a finding stands, its text stands too.
    const finished = (finding: Finding) =>
      this.#finished.get(finding, [project], () => withAllowFix(finding, project));
    return all.map(finished).sort(byPlace);
  }

  /** Of each stack of compose files. */
  #composed(project: Project, configuration: Configuration): Checked[][] {
    return this.#compose.of(project, configuration).map((instances) =>
      instances.map((instance) => ({
        instance,
        findings: this.#checked.get(instance, [configuration], () => checkInstance(instance, configuration)),
      })),
    );
  }
}

/** A file that a server in a manifest reads is judged there, with all that the manifest says. */
const filesRead = (instances: readonly RedisInstance[]): Set<FileId> =>
  new Set(instances.flatMap(({ directives }) => [...directives.loaded.texts].map(({ map }) => map.file)));

/** Fixes that would write where nothing can be pointed at are not offered. */
function withoutEditsIn(places: readonly Place[], result: Checked): Checked {
  if (places.length === 0) return result;
  const isOutside = ({ file, span }: Edit): boolean =>
    !places.some((place) => place.file === file && overlaps(place.span, span));
  const findings = result.findings.map((finding) => ({
    ...finding,
    fixes: finding.fixes.filter(({ edits }) => edits.every(isOutside)),
  }));
  return { ...result, findings };
}

/** Judges an instance once more with what its running server says, where there is one. */
function measured(
  result: Checked,
  configuration: Configuration,
  observations: Observations | undefined,
  untouchable: readonly Place[],
): Checked {
  const live = liveViewOf(observations, result.instance.file, result.instance.name);
  if (!live) return result;
  const instance = measuredInstance(result.instance, live);
  return withoutEditsIn(untouchable, { instance, findings: checkInstance(instance, configuration) });
}

export const lint = (
  project: Project,
  configuration: Configuration,
  observations?: Observations,
): LintResult => new Linter().lint(project, configuration, observations);

/** Runs every rule that is on and that can know enough. */
export function checkInstance(instance: RedisInstance, configuration: Configuration): Finding[] {
  const findings: Finding[] = [];
  for (const rule of RULES) {
    const level = configuration.rules.get(rule.id);
    if (level === 'off' || (instance.unjoined && rule.category === 'limits')) continue;
    rule.check(instance, (found) => {
      const finding = complete(rule.id, found, level);
      findings.push(instance.mild ? { ...finding, severity: 'hint' } : finding);
    });
  }
  return findings;
}

function complete(rule: string, { at, ...found }: NewFinding, level: Level | undefined): Finding {
  const own = found.severity ?? ruleById(rule)?.severity ?? 'warning';
  return {
    related: [],
    tags: [],
    ...found,
    // A fix that has nothing to change here cannot be offered.
    fixes: (found.fixes ?? []).filter(({ edits }) => edits.length > 0),
    rule,
    place: at,
    severity: level === undefined || level === 'off' ? own : level,
  };
}

function annotationFindings(annotations: readonly Annotated[], configuration: Configuration): Finding[] {
  const level = configuration.rules.get('invalid-annotation');
  if (level === 'off') return [];
  return annotations.flatMap(({ allow, problems }) =>
    [...problems, ...(allow ? unknownRules(allow, RULE_IDS) : [])].map(({ message, place }) =>
      complete('invalid-annotation', { at: place, message }, level),
    ),
  );
}

function unusedFindings(
  suppressions: readonly Suppression[],
  project: Project,
  configuration: Configuration,
): Finding[] {
  const level = configuration.rules.get('unused-allow');
  if (level === 'off') return [];
  return suppressions
    .filter(({ used, rule }) => !used && RULE_IDS.has(rule) && configuration.rules.get(rule) !== 'off')
    .map((suppression) =>
      complete(
        'unused-allow',
        {
          at: suppression.at,
          message: `${suppression.rule} reports nothing here, so this suppression has no effect.`,
          tags: ['unnecessary'],
          fixes: [removeAllow(suppression, project.text(suppression.at.file) ?? '')],
        },
        level,
      ),
    );
}

function withAllowFix(finding: Finding, project: Project): Finding {
  if (finding.rule === 'unused-allow' || finding.rule === 'invalid-annotation') return finding;
  const { file } = finding.place;
  const text = project.text(file);
  // JSON has no comments, and a comment would cut a script in two.
  if (text === undefined || /\.json$/i.test(file) || project.isInScript(finding.place)) return finding;
  return { ...finding, fixes: [...finding.fixes, allowFix(finding.rule, finding.place, text)] };
}

function byPlace(a: Finding, b: Finding): number {
  if (a.place.file !== b.place.file) return a.place.file < b.place.file ? -1 : 1;
  return (
    a.place.span.start - b.place.span.start ||
    a.place.span.end - b.place.span.end ||
    (a.rule < b.rule ? -1 : 1)
  );
}

export function findingsByFile(findings: readonly Finding[]): Map<FileId, Finding[]> {
  const byFile = new Map<FileId, Finding[]>();
  for (const finding of findings) {
    const list = byFile.get(finding.place.file);
    if (list) list.push(finding);
    else byFile.set(finding.place.file, [finding]);
  }
  return byFile;
}
