/**
 * From a project to findings: builds the instances, runs the rules, applies severities and suppressions.
 * Synchronous and without effects; what waits (disk, network, editor) happens outside.
 */

import { checkInstance } from './check';
import type { Configuration } from './configuration';
import { finish } from './finish';
import { liveViewOf } from './live/match';
import { type Checked, mergeFindings, worstOfStacks } from './merge-findings';
import type { Edit, Finding, Found } from './model/finding';
import type { Observations } from './observations';
import { ComposeServers } from './platform/compose/servers';
import { releaseInstances } from './platform/helm/instances';
import { HelmReleases } from './platform/helm/releases';
import { Cluster } from './platform/kubernetes/cluster';
import { ManifestMemory } from './platform/kubernetes/context';
import { Deployments } from './platform/kubernetes/deployments';
import { manifestInstances } from './platform/kubernetes/instances';
import { objectsIn } from './platform/kubernetes/read/objects';
import { confInstance } from './platform/redis-conf/instances';
import type { ConfDocument } from './platform/redis-conf/read/document';
import { rootDocuments } from './platform/redis-conf/roots';
import type { Project } from './project/project';
import { Remembered, sameItems } from './project/remembered';
import type { RedisInstance } from './server/instance';
import { measuredInstance } from './server/measured-instance';
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
  readonly readByWorkload: ReadonlySet<FileId>;
  /** Files that become part of a ConfigMap or Secret. */
  readonly generated: ReadonlySet<FileId>;
  /** Places in which nothing can be edited. */
  readonly readOnlyPlaces: readonly Place[];
}

/** Lints again and again; what did not change is not computed again. */
export class Linter {
  readonly #roots = new Remembered<ConfDocument, Checked>();
  readonly #servers = new ManifestMemory();
  readonly #checked = new Remembered<RedisInstance, readonly Found[]>();
  #deployments: Deployments | undefined;
  #manifests: (Deployed & { readonly key: readonly unknown[] }) | undefined;
  #releases: { key: readonly unknown[]; results: readonly Checked[] } | undefined;
  readonly #compose = new ComposeServers();

  /** @param observations what running servers said, for those instances that the user says they are */
  lint(project: Project, configuration: Configuration, observations?: Observations): LintResult {
    const deployments = new Deployments(project, this.#deployments);
    this.#deployments = deployments;
    const deployed = this.#deployed(project, deployments, configuration);
    const { results: manifests, readByWorkload, generated, readOnlyPlaces } = deployed;
    const composed = this.#composed(project, configuration);
    const read = new Set([...readByWorkload, ...filesRead(composed.flat().map(({ instance }) => instance))]);
    const alone = rootDocuments(project).filter(({ file }) => !read.has(file));
    const see = (result: Checked) => measured(result, configuration, observations, readOnlyPlaces);
    const results = [
      ...alone.map((document) => this.#root(document, project, configuration, generated.has(document.file))),
      ...manifests,
      ...this.#released(project, deployments, configuration),
    ].map(see);
    const stacks = composed.map((checked) => checked.map(see));
    const findings = mergeFindings(results, worstOfStacks(stacks));
    const instances = [...results, ...stacks.flat()].map((result) => result.instance);
    return { findings: finish(findings, project, configuration), instances };
  }

  /** @param withoutWorkload the file is deployed, and nobody shows to which server */
  #root(
    document: ConfDocument,
    project: Project,
    configuration: Configuration,
    withoutWorkload: boolean,
  ): Checked {
    return this.#roots.get(
      document,
      [configuration, withoutWorkload, ...project.includesOf(document)],
      () => {
        const instance = confInstance(document, configuration, project, withoutWorkload);
        return { instance, findings: checkInstance(instance, configuration) };
      },
    );
  }

  /** Servers in manifests are joined across files, so they are worked out together. */
  #deployed(project: Project, deployments: Deployments, configuration: Configuration): Deployed {
    const key = [configuration, ...deployments.dependencies];
    if (this.#manifests && sameItems(key, this.#manifests.key)) return this.#manifests;
    const text = (place: Place) => project.piece(place);
    const context = { configuration, text, factsAt: deployments.factsAt, memory: this.#servers };
    const instances = deployments.clusters().flatMap((cluster) => manifestInstances(cluster, context));
    const results = instances.map((instance) => ({
      instance,
      findings: this.#checked.get(instance, [configuration], () => checkInstance(instance, configuration)),
    }));
    const locked = results.map((result) => withoutEditsIn(deployments.readOnlyPlaces, result));
    this.#manifests = {
      key,
      results: locked,
      readByWorkload: filesRead(instances),
      generated: deployments.generated,
      readOnlyPlaces: deployments.readOnlyPlaces,
    };
    return this.#manifests;
  }

  /** Releases of charts, whose values may lie in several files. */
  #released(project: Project, deployments: Deployments, configuration: Configuration): readonly Checked[] {
    const { factsAt, kustomize } = deployments;
    const helm = new HelmReleases(project, kustomize);
    const key = [configuration, ...helm.dependencies];
    if (this.#releases && sameItems(key, this.#releases.key)) return this.#releases.results;
    const text = (place: Place) => project.piece(place);
    const context = { configuration, text, factsAt, memory: this.#servers };
    const { releases, objects } = helm.read();
    const instances = [
      ...releases.flatMap((release) => releaseInstances(release, context)),
      ...objects.flatMap((trees) => manifestInstances(new Cluster(objectsIn(trees)), context)),
    ];
    const results = instances.map((instance) =>
      withoutEditsIn(deployments.readOnlyPlaces, {
        instance,
        findings: checkInstance(instance, configuration),
      }),
    );
    this.#releases = { key, results };
    return results;
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
    fixes: () => finding.fixes().filter(({ edits }) => edits.every(isOutside)),
  }));
  return { ...result, findings };
}

/** Judges an instance once more with what its running server says, where there is one. */
function measured(
  result: Checked,
  configuration: Configuration,
  observations: Observations | undefined,
  readOnlyPlaces: readonly Place[],
): Checked {
  const live = liveViewOf(observations, result.instance.file, result.instance.name);
  if (!live) return result;
  const instance = measuredInstance(result.instance, live);
  return withoutEditsIn(readOnlyPlaces, { instance, findings: checkInstance(instance, configuration) });
}

export const lint = (
  project: Project,
  configuration: Configuration,
  observations?: Observations,
): LintResult => new Linter().lint(project, configuration, observations);
