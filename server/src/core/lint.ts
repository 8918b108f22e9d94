/**
 * From a project to findings: collects servers from all platforms, runs the rules, applies severities and suppressions.
 * Synchronous and free of side effects; disk, network and editor access happen outside.
 */

import { checkInstance } from './check';
import type { Configuration } from './configuration';
import { finish } from './finish';
import { liveViewOf } from './live/match';
import { Memo } from './memo';
import { type Checked, mergeFindings, worstOfAlternatives } from './merge-findings';
import type { Edit, Finding, Found } from './model/finding';
import type { Observations } from './observations';
import type { Deployed } from './platform/platform';
import { openPlatforms } from './platform/platforms';
import type { Project } from './project/project';
import type { RedisInstance } from './server/instance';
import { measuredInstance } from './server/measured-instance';
import { overlaps, type Place } from './text/span';

export interface LintResult {
  /** Sorted by file and place. */
  readonly findings: readonly Finding[];
  /** Every server that was found, with its settings as facts. */
  readonly instances: readonly RedisInstance[];
}

/** Lints incrementally: recomputes only what has changed. */
export class Linter {
  readonly #platforms = openPlatforms();
  readonly #checked = new Memo<RedisInstance, readonly Found[]>();

  /** @param observations of running servers, used for instances that the user has mapped to them */
  lint(project: Project, configuration: Configuration, observations?: Observations): LintResult {
    const deployed = this.#deployed(project, configuration);
    const readOnlyPlaces = deployed.flatMap((one) => one.readOnlyPlaces ?? []);
    const check = (instance: RedisInstance): Checked =>
      withoutEditsIn(readOnlyPlaces, this.#check(instance, configuration, observations));
    const results = deployed.flatMap(({ servers }) => servers.map(check));
    const alternatives = deployed.flatMap((one) =>
      (one.alternatives ?? []).map((servers) => servers.map(check)),
    );
    const findings = mergeFindings(results, worstOfAlternatives(alternatives));
    const instances = [...results, ...alternatives.flat()].map(({ instance }) => instance);
    return { findings: finish(findings, project, configuration), instances };
  }

  /** In the order of the platforms, which run from last to first. */
  #deployed(project: Project, configuration: Configuration): readonly Deployed[] {
    const deployed: Deployed[] = [];
    for (const platform of this.#platforms.toReversed())
      deployed.unshift(platform.read({ project, configuration, others: deployed }));
    return deployed;
  }

  /** Uses the observations of the instance's running server, if any. */
  #check(instance: RedisInstance, configuration: Configuration, observations?: Observations): Checked {
    const live = liveViewOf(observations, instance.file, instance.name);
    if (live) {
      const measured = measuredInstance(instance, live);
      return { instance: measured, findings: checkInstance(measured, configuration) };
    }
    const findings = this.#checked.get(instance, [configuration], () =>
      checkInstance(instance, configuration),
    );
    return { instance, findings };
  }
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

export const lint = (
  project: Project,
  configuration: Configuration,
  observations?: Observations,
): LintResult => new Linter().lint(project, configuration, observations);
