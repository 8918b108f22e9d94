/**
 * From a project to findings: collects servers from all platforms, runs the rules, applies severities and suppressions.
 * Synchronous and free of side effects; disk, network and editor access happen outside. A failure in one file, server or
 * rule becomes a finding, and the rest is checked.
 */

import { checkInstance } from './check';
import type { Configuration } from './configuration';
import { contained, type Failure, Failures } from './failure';
import { finish, lateFindings, limitFindings } from './finish';
import { liveViewOf } from './live/match';
import { Memo } from './memo';
import { type Checked, mergeFindings, worstOfAlternatives } from './merge-findings';
import type { Edit, Finding, Found } from './model/finding';
import type { Observations } from './observations';
import type { Deployed, PlatformReader } from './platform/platform';
import { openPlatforms } from './platform/platforms';
import type { Project } from './project/project';
import { SoundReader } from './project/sound-reader';
import type { RedisInstance } from './server/instance';
import { measuredInstance } from './server/measured-instance';
import { overlaps, type Place } from './text/span';
import { type LimitReached, limitMessage, MOST_NODES } from './work-limits';

export interface LintResult {
  /** Sorted by file and place. */
  readonly findings: readonly Finding[];
  /** Every server that was found, with its settings as facts. */
  readonly instances: readonly RedisInstance[];
  /** The findings of each server by itself; `findings` has those of all, merged and finished. */
  readonly checked: readonly Checked[];
  /** Each has a finding already; failures of fixes are added when the fixes are computed. */
  readonly failures: Failures;
}

interface Judged {
  readonly findings: readonly Found[];
  readonly failures: readonly Failure[];
}

/** Lints incrementally: recomputes only what has changed. */
export class Linter {
  readonly #platforms = openPlatforms();
  readonly #checked = new Memo<RedisInstance, Judged>();
  readonly #servers = new SoundReader(
    (project, configuration: Configuration) => deployedIn(project, configuration, this.#platforms),
    (project, configuration) => deployedIn(project, configuration, openPlatforms()),
    'Nothing in this file was checked, because its servers could not be read.',
  );

  /** @param observations of running servers, used for instances that the user has mapped to them */
  lint(project: Project, configuration: Configuration, observations?: Observations): LintResult {
    const { value: deployed = [], failures: unread } = this.#servers.read(project, configuration);
    const failed: Failure[] = [...unread];
    const readOnlyPlaces = deployed.flatMap((one) => one.readOnlyPlaces ?? []);
    const check = (instance: RedisInstance): Checked => {
      const checked = this.#check(instance, configuration, observations);
      failed.push(...checked.failures);
      return withoutEditsIn(readOnlyPlaces, checked);
    };
    const results = deployed.flatMap(({ servers }) => servers.map(check));
    const alternatives = deployed.flatMap((one) =>
      (one.alternatives ?? []).map((servers) => servers.map(check)),
    );
    const limited = limitFindings(limitsOf(deployed, project), configuration);
    const merged = mergeFindings(results, [...worstOfAlternatives(alternatives), ...limited]);
    const checked = [...results, ...alternatives.flat()];
    const instances = checked.map(({ instance }) => instance);
    const failures = new Failures(failed);
    const annotations = new Map(deployed.flatMap((one) => [...(one.annotations ?? [])]));
    const findings = finish(merged, failures, project, configuration, annotations);
    return { findings, instances, checked, failures };
  }

  /** Uses the observations of the instance's running server, if any. */
  #check(
    instance: RedisInstance,
    configuration: Configuration,
    observations: Observations | undefined,
  ): Checked & Judged {
    const live = liveViewOf(observations, instance.file, instance.name);
    if (!live)
      return {
        instance,
        ...this.#checked.get(instance, [configuration], () => judge(instance, configuration)),
      };
    const failures: Failure[] = [];
    const measured = contained(
      () => measuredInstance(instance, live),
      () => instance,
      (error) => {
        const what = `${instance.name} was checked without what its running server says.`;
        failures.push({ file: instance.file, what, error });
      },
    );
    const judged = judge(measured, configuration);
    return { instance: measured, ...judged, failures: [...failures, ...judged.failures] };
  }
}

/** In the order of the platforms, which run from last to first. */
function deployedIn(
  project: Project,
  configuration: Configuration,
  platforms: readonly PlatformReader[],
): readonly Deployed[] {
  const deployed: Deployed[] = [];
  for (const platform of platforms.toReversed())
    deployed.unshift(platform.read({ project, configuration, others: deployed }));
  return deployed;
}

/** One for each file. */
function limitsOf(deployed: readonly Deployed[], project: Project): readonly LimitReached[] {
  const cut = project
    .yamls()
    .flatMap(({ limits }) =>
      limits.map((place) => ({ place, message: limitMessage(`${MOST_NODES} nodes`) })),
    );
  const all = [...deployed.flatMap(({ limits = [] }) => limits), ...cut];
  return [...new Map(all.reverse().map((one) => [one.place.file, one])).values()];
}

function judge(instance: RedisInstance, configuration: Configuration): Judged {
  const failures: Failure[] = [];
  const findings = checkInstance(instance, configuration, (failure) => failures.push(failure));
  return { findings, failures };
}

/** Drops fixes that would write into a read-only place. */
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

/** With all fixes computed, and what failed then among the findings. */
export function withFixes(
  { findings, failures, ...result }: LintResult,
  project: Project,
  configuration: Configuration,
): LintResult {
  const before = failures.all.length;
  const fixed = findings.map((finding) => ({ ...finding, fixes: finding.fixes }));
  const late = lateFindings(failures.all.slice(before), project, configuration);
  return { ...result, findings: [...fixed, ...late], failures };
}

export const lint = (
  project: Project,
  configuration: Configuration,
  observations?: Observations,
): LintResult => new Linter().lint(project, configuration, observations);
