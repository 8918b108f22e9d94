// Where the charts of the catalogue are kept. Versions below `from` belong to another entry, or were never published.

/** @type {Record<string, { repository: string, path: string, from?: string, below?: string }[]>} by the id of the entry */
export const CHARTS = {
  'bitnami/redis': [{ repository: 'bitnami/charts', path: 'bitnami/redis', from: '14.0.0' }],
  'bitnami/valkey': [{ repository: 'bitnami/charts', path: 'bitnami/valkey' }],
  'bitnami/redis-cluster': [{ repository: 'bitnami/charts', path: 'bitnami/redis-cluster' }],
  'bitnami/valkey-cluster': [{ repository: 'bitnami/charts', path: 'bitnami/valkey-cluster' }],
  'bitnami/keydb': [{ repository: 'bitnami/charts', path: 'bitnami/keydb' }],
  'dandydeveloper/redis-ha': [{ repository: 'DandyDeveloper/charts', path: 'charts/redis-ha' }],
  'stable/redis-ha': [{ repository: 'helm/charts', path: 'stable/redis-ha' }],
  'stable/redis': [
    { repository: 'helm/charts', path: 'stable/redis' },
    { repository: 'bitnami/charts', path: 'bitnami/redis', below: '14.0.0' },
  ],
  'valkey-io/valkey': [{ repository: 'valkey-io/valkey-helm', path: 'valkey' }],
  'groundhog2k/redis': [{ repository: 'groundhog2k/helm-charts', path: 'charts/redis' }],
  'groundhog2k/valkey': [{ repository: 'groundhog2k/helm-charts', path: 'charts/valkey' }],
  'cloudpirates/redis': [{ repository: 'CloudPirates-io/helm-charts', path: 'charts/redis' }],
  'cloudpirates/valkey': [{ repository: 'CloudPirates-io/helm-charts', path: 'charts/valkey' }],
  'pascaliske/redis': [{ repository: 'pascaliske/helm-charts', path: 'charts/redis' }],
  'enapter/keydb': [{ repository: 'Enapter/charts', path: 'keydb' }],
  'ot-container-kit/redis': [
    { repository: 'OT-CONTAINER-KIT/helm-charts', path: 'charts/redis' },
    { repository: 'OT-CONTAINER-KIT/redis-operator', path: 'charts/redis' },
  ],
  'ot-container-kit/redis-replication': [
    { repository: 'OT-CONTAINER-KIT/helm-charts', path: 'charts/redis-replication' },
    { repository: 'OT-CONTAINER-KIT/redis-operator', path: 'charts/redis-replication' },
  ],
  'ot-container-kit/redis-cluster': [
    { repository: 'OT-CONTAINER-KIT/helm-charts', path: 'charts/redis-cluster' },
    { repository: 'OT-CONTAINER-KIT/redis-operator', path: 'charts/redis-cluster' },
  ],
};

/**
 * Charts that install one of the above.
 * @typedef {object} Parent
 * @property {string} id maker and name
 * @property {string[]} repositories where it is installed from, without protocol
 * @property {string[]} aliases under which the repository is usually added
 * @property {{ repository: string, path: string }[]} sources
 */

const BITNAMI = {
  repositories: [
    'charts.bitnami.com/bitnami',
    'registry-1.docker.io/bitnamicharts',
    'docker.io/bitnamicharts',
    'raw.githubusercontent.com/bitnami/charts/archive-full-index/bitnami',
  ],
  aliases: ['bitnami', 'bitnamicharts'],
};

/** @type {Parent[]} */
export const PARENTS = [
  {
    id: 'argo/argo-cd',
    repositories: ['argoproj.github.io/argo-helm', 'ghcr.io/argoproj/argo-helm'],
    aliases: ['argo', 'argo-cd', 'argocd', 'argoproj', 'argo-helm'],
    sources: [{ repository: 'argoproj/argo-helm', path: 'charts/argo-cd' }],
  },
  {
    id: 'airflow-stable/airflow',
    repositories: ['airflow-helm.github.io/charts'],
    aliases: ['airflow-stable', 'airflow-helm'],
    sources: [{ repository: 'airflow-helm/charts', path: 'charts/airflow' }],
  },
  {
    id: 'authentik/authentik',
    repositories: ['charts.goauthentik.io'],
    aliases: ['authentik', 'goauthentik'],
    sources: [{ repository: 'goauthentik/helm', path: 'charts/authentik' }],
  },
  {
    id: 'nextcloud/nextcloud',
    repositories: ['nextcloud.github.io/helm'],
    aliases: ['nextcloud'],
    sources: [{ repository: 'nextcloud/helm', path: 'charts/nextcloud' }],
  },
  {
    id: 'netbox/netbox',
    repositories: [
      'charts.netbox.oss.netboxlabs.com',
      'netbox-community.github.io/netbox-chart',
      'charts.boo.tc',
      'ghcr.io/netbox-community/netbox-chart',
    ],
    aliases: ['netbox', 'netbox-community', 'bootc'],
    sources: [{ repository: 'netbox-community/netbox-chart', path: 'charts/netbox' }],
  },
  {
    id: 'sentry/sentry',
    repositories: ['sentry-kubernetes.github.io/charts'],
    aliases: ['sentry', 'sentry-kubernetes'],
    sources: [
      { repository: 'sentry-kubernetes/charts', path: 'charts/sentry' },
      { repository: 'sentry-kubernetes/charts', path: 'sentry' },
    ],
  },
  {
    id: 'langfuse/langfuse',
    repositories: ['langfuse.github.io/langfuse-k8s'],
    aliases: ['langfuse'],
    sources: [{ repository: 'langfuse/langfuse-k8s', path: 'charts/langfuse' }],
  },
  {
    id: 'mastodon/mastodon',
    repositories: ['mastodon.github.io/chart', 'ghcr.io/mastodon/chart'],
    aliases: ['mastodon'],
    sources: [{ repository: 'mastodon/chart', path: '.' }],
  },
  {
    id: 'immich/immich',
    repositories: ['immich-app.github.io/immich-charts', 'ghcr.io/immich-app/immich-charts'],
    aliases: ['immich', 'immich-app'],
    sources: [{ repository: 'immich-app/immich-charts', path: 'charts/immich' }],
  },
  {
    id: 'dify/dify',
    repositories: ['borispolonsky.github.io/dify-helm'],
    aliases: ['dify', 'borispolonsky'],
    sources: [{ repository: 'BorisPolonsky/dify-helm', path: 'charts/dify' }],
  },
  {
    id: 'zammad/zammad',
    repositories: ['zammad.github.io/zammad-helm', 'ghcr.io/zammad/charts'],
    aliases: ['zammad'],
    sources: [{ repository: 'zammad/zammad-helm', path: 'zammad' }],
  },
  {
    id: 'oauth2-proxy/oauth2-proxy',
    repositories: ['oauth2-proxy.github.io/manifests', 'ghcr.io/oauth2-proxy/charts'],
    aliases: ['oauth2-proxy'],
    sources: [{ repository: 'oauth2-proxy/manifests', path: 'helm/oauth2-proxy' }],
  },
  {
    id: '8gears/n8n',
    repositories: [
      '8gears.container-registry.com/library',
      '8gears.container-registry.com/chartrepo/library',
    ],
    aliases: ['8gears', 'open-8gears'],
    sources: [{ repository: '8gears/n8n-helm-chart', path: 'charts/n8n' }],
  },
  {
    id: 'community-charts/n8n',
    repositories: ['community-charts.github.io/helm-charts'],
    aliases: ['community-charts'],
    sources: [{ repository: 'community-charts/helm-charts', path: 'charts/n8n' }],
  },
  {
    id: 'posthog/posthog',
    repositories: ['posthog.github.io/charts-clickhouse'],
    aliases: ['posthog'],
    sources: [{ repository: 'PostHog/charts-clickhouse', path: 'charts/posthog' }],
  },
  ...['paperless-ngx', 'obico', 'rsshub'].map((name) => ({
    id: `gabe565/${name}`,
    repositories: ['charts.gabe565.com', 'ghcr.io/gabe565/charts'],
    aliases: ['gabe565'],
    sources: [{ repository: 'gabe565/charts', path: `charts/${name}` }],
  })),
  ...['airflow', 'appsmith', 'argo-cd', 'discourse', 'harbor', 'mastodon', 'oauth2-proxy', 'superset'].map(
    (name) => ({
      id: `bitnami/${name}`,
      ...BITNAMI,
      sources: [{ repository: 'bitnami/charts', path: `bitnami/${name}` }],
    }),
  ),
];
