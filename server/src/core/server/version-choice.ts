/** Chooses the version as which a configuration is read: the stated one, or the newest that accepts all directives. */

import { countUnknown, releaseLines, upcomingLines } from '../catalogue/directives';
import type { ConfigText } from '../directives/config-text';
import { isOldSentinel } from '../directives/sentinel';
import { factValue } from '../model/fact';
import type { StatedFacts } from '../model/stated';
import {
  ANY_PATCH,
  compareVersions,
  formatVersion,
  hasRedis,
  type Product,
  type ServerVersion,
} from '../model/version';
import type { FileId } from '../text/span';
import type { VersionChoice } from './instance';

/** @param product if known from something other than the file name */
export function chooseVersion(
  file: FileId,
  texts: readonly ConfigText[],
  stated: StatedFacts,
  product?: Product,
): VersionChoice {
  const version = stated.version && factValue(stated.version);
  if (version && stated.version?.kind === 'known') {
    const reason = `${formatVersion(version)}, as the ${stated.version.origin.layer} says`;
    return { chosen: version, name: formatVersion(version), candidates: [version], reason, stated: true };
  }
  return fromDirectives(texts, product ?? productByName(file));
}

function fromDirectives(texts: readonly ConfigText[], product: Product | undefined): VersionChoice {
  const names = new Set(
    texts.flatMap((text) => text.lines.flatMap((line) => (line.kind === 'directive' ? [line.name] : []))),
  );
  const old = texts.some(isOldSentinel);
  const isMeant = (line: ServerVersion) =>
    (product === undefined || line.product === product) && (!old || !hasRedis(line, 2, 8));
  const released = linesKnowing(names, releaseLines().filter(isMeant));
  const upcoming = linesKnowing(names, upcomingLines().filter(isMeant));
  const { fewest, knowing } = upcoming.fewest < released.fewest ? upcoming : released;
  const candidates = knowing.some(isCurrent) ? knowing.filter(isCurrent) : knowing;
  const chosen = newest(candidates);
  const name = formatVersion({ ...chosen, patch: ANY_PATCH });
  const hint = 'State it with "# forkguard: version=…".';
  const reason =
    fewest === 0
      ? `${name}, the newest version that accepts every directive here. ${hint}`
      : `${name}, the newest of the versions that accept most directives here. ${hint}`;
  return { chosen, name, candidates, reason, stated: false };
}

/** The lines with the fewest unknown names. */
function linesKnowing(
  names: Iterable<string>,
  lines: readonly ServerVersion[],
): { readonly fewest: number; readonly knowing: readonly ServerVersion[] } {
  const unknown = countUnknown(names, lines);
  const fewest = Math.min(...unknown);
  return { fewest, knowing: lines.filter((_, index) => unknown[index] === fewest) };
}

/** Versions before 2.8 are considered only for files that no newer version accepts. */
const isCurrent = (version: ServerVersion): boolean => version.major > 2 || version.minor >= 8;

function productByName(file: FileId): Product | undefined {
  return /valkey/i.test(file.slice(file.lastIndexOf('/') + 1)) ? 'valkey' : undefined;
}

/** Prefers Redis if both products are possible, because most files are written for it. */
function newest(versions: readonly ServerVersion[]): ServerVersion {
  const redis = versions.filter((version) => version.product === 'redis');
  const among = redis.length > 0 ? redis : versions;
  const [first, ...rest] = among;
  if (!first) throw new Error('The catalogue has no release lines.');
  return rest.reduce((best, version) => (compareVersions(version, best) > 0 ? version : best), first);
}
