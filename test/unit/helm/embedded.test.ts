/** Charts that install a chart of the catalogue: releases of them are looked into, with the values that they bring. */

import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../support/lint-text';
import { serversIn } from '../../support/servers';

const indented = (text: string): string => text.replace(/^(?=.)/gm, '    ');

/** A Flux release. @param values one value a line, without indentation */
const release = (chart: string, repository: string, version: string, values: string) => ({
  'release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${chart}
  namespace: apps
spec:
  chart:
    spec:
      chart: ${chart}
      version: "${version}"
      sourceRef:
        kind: HelmRepository
        name: ${repository}
  values:
${indented(values)}`,
});

describe('a release of a chart that installs another one', () => {
  it('runs its servers with the defaults of both', () => {
    expect(serversIn(release('sentry', 'sentry', '25.10.0', 'user:\n  create: true\n'))).toMatchObject([
      { server: 'master', role: 'primary', aof: 'yes', save: '', limit: 'none' },
      { server: 'replica', role: 'replica', limit: 'none' },
    ]);
  });

  it('the values of the embedding chart lie between: standalone, and no preset from 2024.12.0 on', () => {
    const values = 'redis:\n  enabled: true\n';
    expect(serversIn(release('authentik', 'goauthentik', '2024.10.5', values))).toMatchObject([
      { server: 'master', limit: '192Mi' },
    ]);
    expect(serversIn(release('authentik', 'goauthentik', '2025.2.1', values))).toMatchObject([
      { server: 'master', limit: 'none' },
    ]);
  });

  it('what the user writes wins, and is where findings stand', () => {
    const values =
      'redis:\n  enabled: true\n  master:\n    configuration: maxmemory 900mb\n    resources:\n      limits:\n        memory: 1Gi\n';
    const files = release('authentik', 'goauthentik', '2025.2.1', values);
    expect(serversIn(files)).toMatchObject([{ limit: '1Gi', maxmemory: '943718400' }]);
    const [tight] = lintFiles(files).findings.filter(({ rule }) => rule === 'limit-below-2x');
    const { start, end } = tight?.place.span ?? { start: 0, end: 0 };
    expect(files['release.yaml'].slice(start, end)).toBe('1Gi');
  });

  it('conditions decide, as the chart has them where nobody writes them', () => {
    const enabled = 'redis:\n  enabled: true\n';
    expect(serversIn(release('nextcloud', 'nextcloud', '6.6.3', 'image:\n  tag: "30"\n'))).toEqual([]);
    expect(serversIn(release('nextcloud', 'nextcloud', '6.6.3', enabled))).toHaveLength(2);
    expect(serversIn(release('sentry', 'sentry', '25.10.0', 'redis:\n  enabled: false\n'))).toEqual([]);
  });

  it('names the chart, its version and the chart around it', () => {
    const [instance] = lintFiles(
      release('nextcloud', 'nextcloud', '6.6.3', 'redis:\n  enabled: true\n'),
    ).instances;
    expect(instance?.version.reason).toBe('Redis 7.2.5, which bitnami/redis 19.6.4 in nextcloud 6.6.3 runs');
    expect(instance?.name).toBe('nextcloud › redis › master');
  });

  it('a range of versions is what they have in common', () => {
    const values = 'redis:\n  enabled: true\n';
    expect(serversIn(release('authentik', 'goauthentik', '>=2024.10.5 <2025.3.0', values))).toMatchObject([
      { server: 'master', limit: 'unknown', aof: 'yes' },
    ]);
  });

  it('of another repository is not taken for it', () => {
    expect(serversIn(release('sentry', 'somebody-else', '25.10.0', 'user:\n  create: true\n'))).toEqual([]);
  });

  it('its own high availability: redis-ha in argo-cd', () => {
    const argo = {
      'app.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: argo-cd\nspec:\n  source:\n    chart: argo-cd\n    repoURL: https://argoproj.github.io/argo-helm\n    targetRevision: 7.7.0\n    helm:\n      valuesObject:\n        redis-ha:\n          enabled: true\n',
    };
    expect(serversIn(argo)).toMatchObject([{ server: 'server', save: '', limit: 'none', replicas: 2 }]);
  });
});

describe('a block of a chart that is not known', () => {
  const values =
    'redis:\n  architecture: standalone\n  commonConfiguration: |-\n    maxmemory 512mb\n  master:\n    persistence:\n      enabled: true\n    resources:\n      limits:\n        memory: 600Mi\n';

  it('with the signs of a known one is read as far as it is written', () => {
    const files = release('shop', 'somebody', '1.0.0', values);
    expect(serversIn(files)).toMatchObject([{ limit: '600Mi', maxmemory: '536870912' }]);
  });

  it('nothing is called missing in it', () => {
    const bare =
      'redis:\n  architecture: standalone\n  master:\n    persistence:\n      enabled: true\n    extraFlags: []\n';
    const { findings } = lintFiles(release('shop', 'somebody', '1.0.0', bare));
    expect(findings.map(({ rule }) => rule)).toEqual([]);
  });
});
