/** Server products and versions, and the comparisons that decide which behaviour a configuration meets. */

export type Product = 'redis' | 'valkey';

/** One released server. Valkey numbers its versions on its own since 7.2; they are never compared with Redis numbers. */
export interface ServerVersion {
  readonly product: Product;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** The newest patch of a line, so that every fix of the line is in. */
export const ANY_PATCH = 999;

const PATTERN = /^(?:(redis|valkey)[-: ]?)?v?(\d+)\.(\d+)(?:\.(\d+))?$/i;

/**
 * Reads `7.0.15`, `redis-7.2`, `valkey 8.1`.
 * A missing patch means the newest of its line.
 * @returns undefined when the text is not a version.
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

/** Negative when `a` is older than `b`. Only the numbers count: ask for the product first. */
export function compareVersions(a: ServerVersion, b: ServerVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

/** Whether a Redis server has what came with Redis `since`. Every Valkey descends from Redis 7.2.4. */
export function hasRedis(version: ServerVersion, major: number, minor = 0, patch = 0): boolean {
  const own =
    version.product === 'valkey' ? { product: version.product, major: 7, minor: 2, patch: 4 } : version;
  return compareVersions(own, { product: version.product, major, minor, patch }) >= 0;
}

/** Whether this is a Valkey server of at least the version given. */
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
