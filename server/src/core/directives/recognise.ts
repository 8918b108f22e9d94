/** Which files hold a server's or a Sentinel's configuration: by name, and by what stands in them. */

import { releaseLines, whoKnows } from '../catalogue/directives';
import { isOfKeyDb } from '../catalogue/keydb';
import { suggest } from '../catalogue/suggest';
import { baseName } from '../text/paths';
import type { FileId } from '../text/span';
import { withoutTemplateEnding } from '../text/template-names';
import { unitFile } from '../text/unit-files';
import type { ConfigText, DirectiveLine } from './config-text';

export type ConfKind = 'server' | 'sentinel';

const CONF_NAME =
  /(?:^|[-_.\d])(?:redis|valkey|keydb|redict)[^/]*\.conf$|(?:^|[-_.])(?:redis|valkey)\.conf\b|(?:redis|valkey)[^/]*\.conf$/i;
const SENTINEL_NAME = /sentinel[^/]*\.conf$/i;

/** `redis.conf.d/memory.conf`, `overrides.conf`: other files include it, and say the rest. */
export const isPartName = (file: FileId): boolean =>
  /\.d\/[^/]*$/i.test(file) || /(?:^|[-_.])overrides?\.conf$/i.test(baseName(withoutTemplateEnding(file)));

/** By name alone: a first gate before anything is read. */
export function nameSuggests(file: FileId): ConfKind | undefined {
  if (unitFile(file)) return undefined;
  const name = baseName(withoutTemplateEnding(file));
  if (SENTINEL_NAME.test(name)) return 'sentinel';
  return CONF_NAME.test(name) ? 'server' : undefined;
}

/** Files worth a look at their content: anything that ends in `.conf`, under whatever name. */
export const mayBeConf = (file: FileId): boolean =>
  /\.conf$/i.test(baseName(withoutTemplateEnding(file))) && unitFile(file) === undefined;

/**
 * Decides with the content. A file with a telling name must not contradict it (an nginx `redis.conf`); a file without
 * one must speak for itself: at least two directives, and nearly all of its lines known to some server.
 * @param named the editor was told by the user (language id), so only the kind is in question
 */
export function recogniseConf(file: FileId, config: ConfigText, named = false): ConfKind | undefined {
  const byName = nameSuggests(file);
  const lines = config.lines.filter((line): line is DirectiveLine => line.kind === 'directive');
  const watches = lines.some(({ name }) => name === 'sentinel');
  const kind = watches ? 'sentinel' : (byName ?? 'server');
  if (named) return kind;
  // A script that writes a configuration is none, even under its name.
  if (config.text.startsWith('#!')) return undefined;
  if (lines.length === 0) return byName;
  // The file that `aclfile` names.
  if (lines.every(({ name }) => name === 'user')) return undefined;
  const known = lines.filter(isKnown).length;
  if (!byName) return known >= (watches ? 1 : 2) && known >= lines.length * 0.9 ? kind : undefined;
  const half = lines.length / 2;
  return known >= half || known + lines.filter(resemblesOne).length >= half ? kind : undefined;
}

/** `maxmemory=1gb` counts: it is a mistake in a redis.conf, not another format. */
function isKnown(line: DirectiveLine): boolean {
  const name = line.name.replace(/[=:].*$/, '');
  const known = whoKnows(name).length > 0 || isOfKeyDb(name);
  return known && line.args[0]?.value !== '=' && !/[{;]$/.test(lastWord(line));
}

/** A typing error, or the setting of a module. */
function resemblesOne(line: DirectiveLine): boolean {
  if (isKnown(line) || isForeign(line)) return false;
  const { name } = line;
  return /^[a-z]+\.[a-z-]+$/.test(name) || NEWEST.some((version) => suggest(version, name).length > 0);
}

/** Of each product. */
const NEWEST = ['redis', 'valkey'].flatMap(
  (product) => releaseLines().findLast((version) => version.product === product) ?? [],
);

/** Sections, blocks and assignments, as other programs write them (`vm.overcommit_memory=1`, `upstream redis {`). */
const isForeign = (line: DirectiveLine): boolean =>
  !isKnown(line) &&
  (/^[[<{]|^[^=]+\.[^=]+=|[={;]$/.test(line.name) ||
    /^[={]/.test(line.args[0]?.value ?? '') ||
    /[{;]$/.test(lastWord(line)));

const lastWord = (line: DirectiveLine): string => line.args.at(-1)?.value ?? line.name;
