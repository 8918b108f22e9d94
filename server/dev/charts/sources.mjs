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
