/**
 * What an image runs, by the last component of its name, exactly (kubernetes.md A.2, counted over 2,653 files of about
 * a hundred repositories). Never by "contains redis".
 */

import type { ImageFamily, ImageInfo, ImageKind } from '../../server/image-info';

const SERVERS: ReadonlySet<string> = new Set([
  'redis',
  'redis-stack',
  'redis-stack-server',
  'redis-cluster',
  'valkey',
  'valkey-bundle',
  'valkey-cluster',
  'keydb',
  'redict',
  'redis-photon',
  'valkey-photon',
  'redis-slave',
  'gb-redisslave',
  'gb-redis-follower',
  'redismod',
  'rejson',
  'redisearch',
  'redisgraph',
  'redistimeseries',
  'falkordb',
  'falkordb-server',
]);
/** Images of Red Hat and CentOS: `redis-32-centos7`, `redis-6`, `valkey-8-c10s`. */
const SCLORG = /^(?:redis|valkey)-(\d)(\d?)(?:-(?:centos|rhel|ubi|fedora|c)\d*s?)?$/;
const SENTINELS: ReadonlySet<string> = new Set(['redis-sentinel', 'valkey-sentinel']);
const FORKLESS: ReadonlySet<string> = new Set(['dragonfly', 'garnet', 'kvrocks', 'pika', 'ssdb', 'skytable']);
/** Repositories whose last component would say something else. */
const OTHERS: ReadonlySet<string> = new Set([
  'redislabs/redis',
  'redislabs/redis-enterprise',
  'grokzen/redis-cluster',
]);

/** `docker.io/bitnami/redis:7.2.4-debian-11-r0@sha256:…` taken apart. */
export function splitImage(image: string): { repository: string; name: string; tag: string | undefined } {
  const [named = ''] = image.trim().split('@');
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  const repository = colon === -1 ? named : named.slice(0, colon);
  return {
    repository,
    name: repository.slice(slash + 1),
    tag: colon === -1 ? undefined : named.slice(colon + 1),
  };
}

/** @returns undefined for an image that says nothing about Redis by its name */
export function readImage(image: string): ImageInfo | undefined {
  const { repository, name, tag } = splitImage(image);
  const kind = kindOf(repository, name.toLowerCase());
  if (!kind) return undefined;
  const product = /valkey/i.test(name)
    ? 'valkey'
    : /keydb|dragonfly|garnet|kvrocks/i.test(name)
      ? undefined
      : 'redis';
  const version = versionOf(name, tag);
  const family = familyOf(repository, name);
  // Before 5 these images generated their configuration in another way, which was not read.
  const generates = family !== 'bitnami' || version === undefined || Number.parseInt(version, 10) >= 5;
  const clustered = /-cluster$/.test(name);
  return { name, kind, product, family: generates ? family : 'unknown', version, clustered };
}

function kindOf(repository: string, name: string): ImageKind | undefined {
  const path = repository.split('/').slice(-2).join('/').toLowerCase();
  if (OTHERS.has(path)) return 'other';
  if (SERVERS.has(name) || SCLORG.test(name)) return 'server';
  if (SENTINELS.has(name)) return 'sentinel';
  return FORKLESS.has(name) ? 'forkless' : undefined;
}

function familyOf(repository: string, name: string): ImageFamily {
  if (/(?:^|\/)(?:bitnami|bitnamilegacy|bitnamisecure)\//.test(repository)) return 'bitnami';
  if (/(?:^|\/)redis-stack(?:-server)?$/.test(repository)) return 'stack';
  if (/(?:^|\/)opstree\//.test(repository)) return 'opstree';
  if (SCLORG.test(name)) return 'sclorg';
  return isOfficial(repository) ? 'official' : 'unknown';
}

/**
 * The official images, their builds for one architecture, and what registries of other hosts keep under their names. A
 * name below another user of Docker Hub is an image of that user's own, with a configuration that nobody read.
 */
function isOfficial(repository: string): boolean {
  const [, host, path = ''] = /^(?:([^/]*[.:][^/]*|localhost)\/)?(.*)$/.exec(repository) ?? [];
  const hub = host === undefined || /^(?:index\.)?docker\.io$/.test(host);
  if (!hub) return /(?:^|\/)(?:redis|valkey)$/.test(path) || OFFICIAL.test(path);
  return OFFICIAL.test(path);
}

const OFFICIAL =
  /^(?:(?:library|amd64|arm32v[5-7]|arm64v8|i386|mips64le|ppc64le|riscv64|s390x)\/)?redis$|^valkey\/valkey(?:-bundle)?$/;

/** Where relative paths count from when the container says nothing else. */
export const workingDirectory = (image: ImageInfo | undefined): string | undefined =>
  image?.family === 'official' ? '/data' : undefined;

/**
 * Other images number their versions on their own: KeyDB, FalkorDB, Harbor's photon images. redis-stack takes the first
 * two numbers from its server (config.yml of redis-stack).
 */
function versionOf(name: string, tag: string | undefined): string | undefined {
  const [, major, minor] = SCLORG.exec(name) ?? [];
  if (major) return minor ? `${major}.${minor}` : major;
  if (/^redis-stack(?:-server)?$/.test(name)) return /^v?(\d+\.\d+)(?=$|[-.])/.exec(tag ?? '')?.[1];
  if (!/^(?:redis|valkey)(?:-cluster|-sentinel|-bundle)?$/.test(name)) return undefined;
  const version = /^v?(\d+(?:\.\d+){0,2})(?=$|[-.])/.exec(tag ?? '')?.[1];
  // Nobody has an image of Redis 1; it is the first of somebody's own.
  return version !== undefined && Number.parseInt(version, 10) >= 2 ? version : undefined;
}
