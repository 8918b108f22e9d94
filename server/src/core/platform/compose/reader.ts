/** The servers of all Compose files of a project, memoised for each stack of files. */

import type { Configuration } from '../../configuration';
import { Memo } from '../../memo';
import { type MissingFile, missingFile } from '../../project/include';
import type { Project } from '../../project/project';
import type { RedisInstance } from '../../server/instance';
import type { Deployed, PlatformContext, PlatformReader } from '../platform';
import { composeInstances } from './instances';
import { ComposeLookups } from './lookups';
import { missingOfCompose } from './missing';
import { type ComposeStack, composeStacks } from './stacks';

interface Read {
  readonly lookups: ComposeLookups;
  readonly instances: readonly RedisInstance[];
}

export class ComposeReader implements PlatformReader {
  readonly #stacks = new Map<string, Memo<ComposeReader, Read>>();

  read({ project, configuration }: PlatformContext): Deployed {
    const stacks = new Map(composeStacks(project).map((stack) => [JSON.stringify(stack), stack]));
    for (const gone of [...this.#stacks.keys()].filter((key) => !stacks.has(key))) this.#stacks.delete(gone);
    const alternatives = [...stacks].map(([key, stack]) => this.#read(key, stack, project, configuration));
    return { servers: [], alternatives };
  }

  #read(
    key: string,
    stack: ComposeStack,
    project: Project,
    configuration: Configuration,
  ): readonly RedisInstance[] {
    const memo = this.#stacks.get(key) ?? new Memo();
    this.#stacks.set(key, memo);
    const dependencies = ({ lookups }: Read) => [configuration, ...lookups.seenIn(project)];
    return memo.get(this, dependencies, () => {
      const lookups = new ComposeLookups(project);
      return { lookups, instances: composeInstances(stack, lookups, configuration) };
    }).instances;
  }

  missing(project: Project): MissingFile[] {
    return missingOfCompose(project).map((target) => ({ ...missingFile(target), mayBeFolder: true }));
  }
}
