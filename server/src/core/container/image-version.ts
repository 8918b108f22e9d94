/** Which version an image runs, as far as its tag says. */

import { releaseLines } from '../catalogue/directives';
import type { ConfigText } from '../directives/config-text';
import { factValue } from '../model/fact';
import type { StatedFacts } from '../model/stated';
import { ANY_PATCH, formatVersion, type Product, type ServerVersion } from '../model/version';
import type { ImageInfo } from '../server/image-info';
import type { VersionChoice } from '../server/instance';
import { chooseVersion } from '../server/version-choice';
import type { FileId } from '../text/span';
import { splitImage } from './image/image';

export interface ImageVersion {
  /** The one that the tag or somebody states. */
  readonly settled: ServerVersion | undefined;
  /** For reading the command line before anything else is known. */
  readonly assumed: ServerVersion;
  choose(texts: readonly ConfigText[]): VersionChoice;
}

/** Where an image is named. */
export interface NamedImage {
  readonly file: FileId;
  readonly image: string | undefined;
  /** Where it is not the tag that says the version: completes "Redis 7.2, …". */
  readonly reason?: string | undefined;
}

/** @param program the server's name in the command, for images that say nothing */
export function imageVersion(
  image: ImageInfo | undefined,
  named: NamedImage,
  stated: StatedFacts,
  program: string | undefined,
): ImageVersion {
  const product: Product | undefined =
    image?.product ?? (/valkey/.test(program ?? '') ? 'valkey' : undefined);
  const said = stated.version && factValue(stated.version);
  const lines = releaseLines().filter((line) => product === undefined || line.product === product);
  const matching =
    image?.version === undefined ? [] : matchingLines(lines, image.version, product ?? 'redis');
  const newest = matching.at(-1);
  const assumed = said ?? newest ?? newestOf(lines);
  const tag = splitImage(named.image ?? '').tag;
  return {
    settled: said ?? newest,
    assumed,
    choose(texts) {
      if (said || !newest) return chooseVersion(named.file, texts, stated, product);
      const name = formatVersion(newest);
      const reason =
        named.reason ??
        (image?.readAs === undefined ? `as the tag "${tag}" says` : `which ${image.readAs} is made of`);
      const floating = matching.length > 1 ? `, the newest that the tag "${tag}" can mean` : `, ${reason}`;
      return { chosen: newest, name, candidates: matching, reason: `${name}${floating}`, stated: true };
    },
  };
}

/** `7` means 7.0, 7.2 and 7.4; `7.2` the newest of 7.2; `7.2.4` itself. */
export function matchingLines(
  lines: readonly ServerVersion[],
  version: string,
  product: Product,
): ServerVersion[] {
  const [major = 0, minor, patch] = version.split('.').map(Number);
  if (minor === undefined)
    return lines.filter((line) => line.major === major).map((line) => ({ ...line, patch: ANY_PATCH }));
  return [{ product, major, minor, patch: patch ?? ANY_PATCH }];
}

function newestOf(lines: readonly ServerVersion[]): ServerVersion {
  const redis = lines.filter(({ product }) => product === 'redis');
  return (
    (redis.length > 0 ? redis : lines).at(-1) ?? { product: 'redis', major: 8, minor: 0, patch: ANY_PATCH }
  );
}
