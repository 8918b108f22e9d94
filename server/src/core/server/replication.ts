/**
 * Links replicas to primaries by matching the host of `replicaof` to the names under which the servers of the project
 * are reachable. Primaries get their number of replicas, replicas the size of their dataset.
 */

import { placeOfArguments } from '../directives/view';
import type { Fact } from '../model/fact';
import { factValue, known } from '../model/fact';
import type { RedisInstance } from './instance';
import { buildInstance, type InstanceSource } from './server-instance';

interface Link {
  readonly replica: number;
  readonly primary: number;
}

/** @param build builds one server without knowledge of the others */
export function linkedInstances(
  sources: readonly InstanceSource[],
  build: (source: InstanceSource) => RedisInstance = buildInstance,
): RedisInstance[] {
  const alone = sources.map((source) => build(source));
  const links = alone.flatMap((instance, replica) => {
    const primary = followsSibling(instance) ? replica : primaryOf(instance, sources);
    return primary === undefined ? [] : [{ replica, primary }];
  });
  // Build primaries first: the dataset of a replica follows from its primary.
  const primaries = alone.map((instance, index) => {
    const source = sources[index];
    const followers = source && (source.followers ?? followersOf(index, links, sources, alone));
    const followedBy = links.flatMap(({ primary, replica }) =>
      primary === index && replica !== index ? (alone[replica] ?? []) : [],
    );
    if (!source || !followers || (followers === source.followers && followedBy.length === 0)) return instance;
    return buildInstance({ ...source, followers, ...(followedBy.length > 0 ? { followedBy } : {}) });
  });
  return primaries.map((instance, index) => {
    const link = links.find(({ replica, primary }) => replica === index && primary !== index);
    const [source, primary] = [sources[index], link && primaries[link.primary]];
    if (!source || !primary || factValue(instance.role) !== 'replica') return instance;
    return buildInstance({ ...source, primary });
  });
}

/** A script decides at start which pods of the workload follow another of its pods. */
function followsSibling({ directives }: RedisInstance): boolean {
  const entry = directives.last('replicaof');
  return entry?.line.conditional === true && entry.line.templated;
}

/** @returns undefined also if several servers have that name */
function primaryOf({ directives }: RedisInstance, sources: readonly InstanceSource[]): number | undefined {
  const entry = directives.last('replicaof');
  const host = entry?.line.templated ? undefined : entry?.line.args[0]?.value;
  if (host === undefined || host.toLowerCase() === 'no') return undefined;
  const found = sources.flatMap(({ answersTo }, index) => (answersTo?.(host.toLowerCase()) ? [index] : []));
  return found.length === 1 ? found[0] : undefined;
}

/** The pods of all workloads that follow it; of its own workload, all but one. */
function followersOf(
  primary: number,
  links: readonly Link[],
  sources: readonly InstanceSource[],
  instances: readonly RedisInstance[],
): Fact<number> | undefined {
  const mine = links.filter((link) => link.primary === primary);
  const counts = mine.map(({ replica }) => {
    const pods = factValue(sources[replica]?.pods ?? known(1, { layer: 'manifest' }));
    return pods === undefined ? undefined : replica === primary ? pods - 1 : pods;
  });
  const total = counts.reduce<number | undefined>(
    (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
    0,
  );
  const entry = mine[0] && instances[mine[0].replica]?.directives.last('replicaof');
  if (!entry || !total) return undefined;
  return known(total, { layer: 'manifest', place: placeOfArguments(entry) });
}
