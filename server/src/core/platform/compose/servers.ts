/** The servers of all compose files of a project; what did not change is not worked out again. */

import type { Configuration } from '../../configuration';
import type { Project } from '../../project/project';
import type { RedisInstance } from '../../server/instance';
import { composeInstances } from './instances';
import { ComposeLookups } from './lookups';
import { type ComposeStack, composeStacks } from './stacks';

interface Known {
  readonly configuration: Configuration;
  readonly lookups: ComposeLookups;
  readonly instances: readonly RedisInstance[];
}

export class ComposeServers {
  #known: ReadonlyMap<string, Known> = new Map();

  /** Of each stack of files. */
  of(project: Project, configuration: Configuration): (readonly RedisInstance[])[] {
    const known = new Map<string, Known>();
    for (const stack of composeStacks(project)) {
      const key = JSON.stringify(stack);
      const before = this.#known.get(key);
      const holds = before?.configuration === configuration && before.lookups.hold(project);
      known.set(key, holds ? before : workedOut(stack, project, configuration));
    }
    this.#known = known;
    return [...known.values()].map(({ instances }) => instances);
  }
}

function workedOut(stack: ComposeStack, project: Project, configuration: Configuration): Known {
  const lookups = new ComposeLookups(project);
  return { configuration, lookups, instances: composeInstances(stack, lookups, configuration) };
}
