/** Server products and versions, and comparisons that decide which behaviour applies to a configuration. */

export type Product = 'redis' | 'valkey';

/**
 * One released server. Valkey numbers its versions separately since 7.2, so they are never compared with Redis
 * versions.
 */
export interface ServerVersion {
  readonly product: Product;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Stands for the newest patch of a release line, with all of its fixes. */
export const ANY_PATCH = 999;

const PATTERN = /^(?:(redis|valkey)[-: ]?)?v?(\d+)\.(\d+)(?:\.(\d+))?$/i;

/**
 * Reads `7.0.15`, `redis-7.2`, `valkey 8.1`. A missing patch means the newest of its line.
 * @returns undefined when the text is not a version
 */
export function parseVersion(text: string, product: Product = 'redis'): ServerVersion | undefined {
  const match = PATTERN.exec(text.trim());
  if (!match) return undefined;
  const [, named, major, minor, patch] = match;
  return {
    product: (named?.toLowerCase() as Product | undefined) ?? product,
    major: Number(major),
    minor: Number(minor),
    patch: patch === undefined ? ANY_PATCH : Number(patch),
  };
}

/** Negative when `a` is older than `b`. Compares numbers only, so check that the products match. */
export function compareVersions(a: ServerVersion, b: ServerVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

/** Whether the server has a feature introduced in Redis `major.minor.patch`. Every Valkey has what Redis 7.2.4 had. */
export function hasRedis(version: ServerVersion, major: number, minor = 0, patch = 0): boolean {
  const own =
    version.product === 'valkey' ? { product: version.product, major: 7, minor: 2, patch: 4 } : version;
  return compareVersions(own, { product: version.product, major, minor, patch }) >= 0;
}

/** Whether this is a Valkey server of at least the given version. */
export function hasValkey(version: ServerVersion, major: number, minor = 0, patch = 0): boolean {
  return (
    version.product === 'valkey' && compareVersions(version, { product: 'valkey', major, minor, patch }) >= 0
  );
}

/** `Redis 7.0.15`, `Valkey 8.1`. */
export function formatVersion(version: ServerVersion): string {
  const product = version.product === 'redis' ? 'Redis' : 'Valkey';
  const patch = version.patch === ANY_PATCH ? '' : `.${version.patch}`;
  return `${product} ${version.major}.${version.minor}${patch}`;
}
