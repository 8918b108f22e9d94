/** What an image runs, by its whole name: never by "contains redis". */

import type { ImageInfo } from '../../server/image-info';
import { type ImageFiles, UNKNOWN_IMAGE } from '../files';
import data from './data/images.json';
import type { ImageRecord, ImagesFile, VersionSource } from './image-record';

const { images }: ImagesFile = data as ImagesFile;
const PATTERNS: readonly { record: ImageRecord; repository: RegExp; tag: RegExp | undefined }[] = images.map(
  (record) => ({
    record,
    repository: new RegExp(record.repository),
    tag: record.tag === undefined ? undefined : new RegExp(record.tag),
  }),
);

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
  const path = repository.toLowerCase();
  const found = PATTERNS.find(
    (one) => one.repository.test(path) && (one.tag === undefined || one.tag.test(tag ?? '')),
  );
  if (!found) return undefined;
  const { kind, family = 'unknown', product, clustered = false, version, ...facts } = found.record;
  const { configuration, dataDirectory, workingDirectory: folder, modules, environment, files } = facts;
  return {
    name,
    kind,
    family,
    product,
    clustered,
    ...versionOf(version, name, tag),
    ...(configuration === undefined ? {} : { configuration }),
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
    ...(folder === undefined ? {} : { workingDirectory: folder }),
    ...(modules === undefined ? {} : { modules }),
    ...(environment === undefined ? {} : { environment }),
    ...(files === undefined ? {} : { files }),
  };
}

/** Where relative paths count from when the container says nothing else. */
export const workingDirectory = (image: ImageInfo | undefined): string | undefined => image?.workingDirectory;

/** Whether the image may hold a file, apart from what is mounted. */
export function imageFiles(image: ImageInfo | undefined): ImageFiles {
  const known = image?.files;
  if (!known) return UNKNOWN_IMAGE;
  return {
    mayHold: (path) => {
      const [, top = ''] = path.split('/');
      if (top !== '' && !known.folders.includes(top)) return false;
      return !known.absent.some((absent) => path === absent || path.startsWith(`${absent}/`));
    },
  };
}

function versionOf(
  source: VersionSource | undefined,
  name: string,
  tag: string | undefined,
): Pick<ImageInfo, 'version' | 'readAs'> {
  if (!source) return { version: undefined };
  const written = source.from === 'name' ? versionInName(name) : versionInTag(source, tag);
  if (source.readAs) return readAs(source.readAs, written);
  // No image has a server of Redis 1: such a number counts the versions of the image itself.
  const isOfServer = written !== undefined && Number.parseInt(written, 10) >= 2;
  return { version: isOfServer ? written : undefined };
}

function versionInTag(
  { parts = 3, prefix = '' }: VersionSource,
  tag: string | undefined,
): string | undefined {
  const numbers = new RegExp(`^(?:${prefix})?v?(\\d+(?:\\.\\d+){0,2})(?=$|[-._])`).exec(tag ?? '')?.[1];
  const kept = numbers?.split('.').slice(0, parts);
  return kept && (parts === 3 || kept.length === parts) ? kept.join('.') : undefined;
}

/** `redis-32-centos7` is 3.2. */
function versionInName(name: string): string | undefined {
  const [, major, minor] = /^[a-z]+-(\d)(\d?)(?:-|$)/i.exec(name) ?? [];
  return major && minor ? `${major}.${minor}` : major;
}

function readAs(
  { name, lines }: NonNullable<VersionSource['readAs']>,
  release: string | undefined,
): Pick<ImageInfo, 'version' | 'readAs'> {
  const own = lines.findLast(({ from }) => release === from || release?.startsWith(`${from}.`));
  const line = own ?? (release === undefined ? lines.at(-1) : undefined);
  return line
    ? { version: line.version, readAs: release === undefined ? name : `${name} ${release}` }
    : { version: undefined };
}
