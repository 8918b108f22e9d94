/** What the kustomizations of a project build, kept as long as nothing that they read changes. */

import { Memo } from '../../memo';
import type { MissingFile } from '../../project/include';
import type { Project } from '../../project/project';
import type { ObjectSource } from '../kubernetes/index';
import { KustomizeBuilds } from './builds';

export class Overlays implements ObjectSource {
  readonly #builds = new Memo<Overlays, KustomizeBuilds>();

  builtFrom(project: Project): KustomizeBuilds {
    const now = new KustomizeBuilds(project);
    return this.#builds.get(this, now.dependencies, () => now);
  }

  missing(project: Project): MissingFile[] {
    return new KustomizeBuilds(project).missing.map((target) => ({
      target,
      wild: false,
      matches: (file) => file === target,
      mayBeFolder: true,
    }));
  }
}
