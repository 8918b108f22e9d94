/** The servers of the releases of a project: of known charts by their catalogue, of others by what their values describe. */

import { Memo } from '../../memo';
import type { RedisInstance } from '../../server/instance';
import { Cluster, type ManifestReader, objectsIn } from '../kubernetes/index';
import type { Overlays } from '../kustomize/index';
import type { Deployed, PlatformContext, PlatformReader } from '../platform';
import { releaseInstances } from './instances';
import { HelmReleases } from './releases';

export class ReleaseReader implements PlatformReader {
  readonly #servers = new Memo<ReleaseReader, readonly RedisInstance[]>();

  /** @param overlays what kustomizations make of releases */
  constructor(
    readonly overlays: Overlays,
    readonly manifests: ManifestReader,
  ) {}

  read({ project, configuration }: PlatformContext): Deployed {
    const helm = new HelmReleases(project, this.overlays.builtFrom(project));
    const servers = this.#servers.get(this, [configuration, ...helm.dependencies], () => {
      const context = {
        configuration,
        text: project.piece.bind(project),
        factsAt: project.factsAt.bind(project),
      };
      const { releases, objects } = helm.read();
      const clusters = objects.map((trees) => new Cluster(objectsIn(trees)));
      return [
        ...releases.flatMap((release) => releaseInstances(release, context)),
        ...this.manifests.serversIn(clusters, project, configuration),
      ];
    });
    return { servers };
  }
}
