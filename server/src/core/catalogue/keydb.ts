/**
 * Directives that only KeyDB has (keydb.conf and config.cpp of 6.3). A file with one of them is for KeyDB, whose
 * versions are not catalogued, so its other directives are not checked.
 */

const OWN: ReadonlySet<string> = new Set([
  'active-client-balancing',
  'active-replica',
  'allow-rdb-resize-op',
  'db-s3-object',
  'delete-on-evict',
  'enable-async-commands',
  'enable-motd',
  'force-eviction-percent',
  'maxstorage',
  'min-clients-per-thread',
  'multi-master',
  'multi-master-no-forward',
  'overload-protect-percent',
  'prefetch-enabled',
  'replica-weighting-factor',
  'scratch-file-path',
  'semi-ordered-set-bucket-size',
  'server-thread-affinity',
  'server-threads',
  'soft-shutdown',
  'storage-provider',
  'tls-allowlist',
  'use-fork',
]);

/** @param name in lower case */
export const isOfKeyDb = (name: string): boolean => OWN.has(name);
