/** What the kustomizations of a project build, kept as long as nothing that they read changes. */

import { Memo } from '../../memo';
import type { MissingFile } from '../../project/include';
import type { Project } from '../../project/project';
import type { FileId } from '../../text/span';
import type { ObjectSource } from '../kubernetes/index';
import { KustomizeBuilds } from './builds';

export class Overlays implements ObjectSource {
  readonly #builds = new Memo<Overlays, KustomizeBuilds>();

  builtFrom(project: Project): KustomizeBuilds {
    const now = new KustomizeBuilds(project);
    return this.#builds.get(this, now.dependencies, () => now);
  }

  missing(project: Project): MissingFile[] {
    const builds = new KustomizeBuilds(project);
    const resources = builds.missingResources.map((target) => ({ ...missingFile(target), gated: true }));
    return [...builds.missing.map(missingFile), ...resources];
  }
}

const missingFile = (target: FileId): MissingFile => ({
  target,
  wild: false,
  matches: (file) => file === target,
  mayBeFolder: true,
});
