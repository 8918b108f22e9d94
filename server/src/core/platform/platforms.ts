/** The platforms, one line each. A platform may be given readers of others, which it enters by their index only. */

import { ComposeReader } from './compose/index';
import { ChartTemplates, ReleaseReader } from './helm/index';
import { ManifestReader } from './kubernetes/index';
import { Overlays } from './kustomize/index';
import { operatorInstances } from './operators/index';
import type { PlatformReader } from './platform';
import { ConfReader } from './redis-conf/index';
import { SystemdReader } from './systemd/index';

/**
 * @returns in the order in which their servers are listed. They are asked from the last to the first, so that a
 * redis.conf that a manifest mounts is known when its file is judged.
 */
export function openPlatforms(): readonly PlatformReader[] {
  const overlays = new Overlays();
  const manifests = new ManifestReader([overlays, new ChartTemplates()], [operatorInstances]);
  return [
    new ConfReader(),
    manifests,
    new ReleaseReader(overlays, manifests),
    new ComposeReader(),
    new SystemdReader(),
  ];
}
