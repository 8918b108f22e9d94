/** The servers of all Compose files of a project, memoised for each stack of files. */

import type { Configuration } from '../../configuration';
import { Memo } from '../../memo';
import { type MissingFile, missingFile } from '../../project/include';
import type { Project } from '../../project/project';
import type { RedisInstance } from '../../server/instance';
import type { LimitReached } from '../../work-limits';
import type { Deployed, PlatformContext, PlatformReader } from '../platform';
import { composeInstances } from './instances';
import { ComposeLookups } from './lookups';
import { missingOfCompose } from './missing';
import { type ComposeStack, composeStacks } from './stacks';

interface Read {
  readonly lookups: ComposeLookups;
  readonly servers: readonly RedisInstance[];
  readonly limit: LimitReached | undefined;
}

export class ComposeReader implements PlatformReader {
  readonly #stacks = new Map<string, Memo<ComposeReader, Read>>();

  read({ project, configuration }: PlatformContext): Deployed {
    const stacks = new Map(composeStacks(project).map((stack) => [JSON.stringify(stack), stack]));
    for (const gone of [...this.#stacks.keys()].filter((key) => !stacks.has(key))) this.#stacks.delete(gone);
    const read = [...stacks].map(([key, stack]) => this.#read(key, stack, project, configuration));
    return {
      servers: [],
      alternatives: read.map(({ servers }) => servers),
      limits: read.flatMap(({ limit }) => limit ?? []),
    };
  }

  #read(key: string, stack: ComposeStack, project: Project, configuration: Configuration): Read {
    const memo = this.#stacks.get(key) ?? new Memo();
    this.#stacks.set(key, memo);
    const dependencies = ({ lookups }: Read) => [configuration, ...lookups.seenIn(project)];
    return memo.get(this, dependencies, () => {
      const lookups = new ComposeLookups(project);
      return { lookups, ...composeInstances(stack, lookups, configuration) };
    });
  }

  missing(project: Project): MissingFile[] {
    return missingOfCompose(project).map((target) => ({ ...missingFile(target), mayBeFolder: true }));
  }
}
