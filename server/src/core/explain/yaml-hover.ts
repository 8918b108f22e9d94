/**
 * Hovers in manifests: over a directive the same as in a redis.conf, over other parts of a server the table of its
 * facts, elsewhere none.
 */

import { isWritten, placeOfEntry } from '../directives/view';
import { placeOf } from '../model/fact';
import type { RedisInstance } from '../server/instance';
import { advance, contains, type FileId, type Place, type StableSpan, samePlace } from '../text/span';
import type { ManifestPoint } from '../yaml/manifest-point';
import type { MapEntry, Tree } from '../yaml/tree';
import { isWithin, readersOf } from './at-offset';
import { chartHoverAt } from './chart-hover';
import { budgetedBy, directiveHover } from './directive-hover';
import { besideText } from './groups';
import { annotationHover, type HoverText } from './hover';
import { escaped, instanceMarkdown, type LinkTo } from './instance-hover';

export function yamlHoverAt(
  instances: readonly RedisInstance[],
  point: ManifestPoint,
  link: LinkTo,
): HoverText | undefined {
  const directives = directivesAt(instances, point);
  const chart = chartHoverAt(instances, point.file, point.offset);
  return (
    (directives && joined(directives, chart)) ??
    annotationHover(point.text, point.offset, statedOn(instances, point.file)) ??
    joined(chart, instancesAt(instances, point, link))
  );
}

/** Combines two hovers; the range is that of the first. */
function joined(first: HoverText | undefined, second: HoverText | undefined): HoverText | undefined {
  if (!first || !second) return first ?? second;
  return {
    markdown: [first.markdown, second.markdown].join(SEPARATOR),
    span: first.span,
    budgetOf: first.budgetOf ?? second.budgetOf,
  };
}

/** The directive at the offset, or all directives of a scalar whose parts have no places of their own. */
function directivesAt(
  instances: readonly RedisInstance[],
  { file, text, offset }: ManifestPoint,
): HoverText | undefined {
  // Includes the quote and the dashes of an option.
  const quoteAndDashes = /^["']?-{0,2}(?=\w)/.exec(text.slice(offset, advance(offset, 4)))?.[0];
  const at = advance(offset, quoteAndDashes?.length ?? 0);
  const isHere = (place: Place): boolean => place.file === file && contains(place.span, at);
  const readers = instances.flatMap((instance) => {
    const entries = instance.directives.loaded.entries.filter(
      (entry) => isWritten(entry) && isHere(placeOfEntry(entry)),
    );
    return entries.length > 0 ? [{ instance, entries }] : [];
  });
  const [first] = readers;
  const place = first?.entries[0] && placeOfEntry(first.entries[0]);
  if (!first || !place) return undefined;
  const same = first.entries.filter((entry) => samePlace(placeOfEntry(entry), place));
  const texts = new Set(same.flatMap((entry) => directiveHover(entry, first.instance) ?? []));
  if (texts.size === 0) return undefined;
  const names = [...new Set(readers.map(({ instance }) => escaped(instance.name)))];
  return {
    markdown: `${[...texts].join(SEPARATOR)}\n\n*Read by ${listed(names)}*`,
    span: place.span,
    budgetOf: same.map((entry) => budgetedBy(entry, first.instance)).find(Boolean),
  };
}

/** The first few names, and the number of the others. */
function listed(names: readonly string[]): string {
  const more = names.length - MOST_SERVERS;
  return more > 0 ? `${names.slice(0, MOST_SERVERS).join(', ')} and ${more} more` : names.join(', ');
}

const SEPARATOR = '\n\n---\n\n';
/** Maximum number of servers that one hover describes. */
const MOST_SERVERS = 2;

function instancesAt(
  instances: readonly RedisInstance[],
  point: ManifestPoint,
  link: LinkTo,
): HoverText | undefined {
  const { file, offset } = point;
  const isHere = (place: Place): boolean => place.file === file && contains(place.span, offset);
  const key = blockKeyAt(point.trees, isHere);
  const here = key
    ? { place: key.keyPlace, found: readersOf(instances, key.value.place) }
    : mentionedAt(instances, isHere);
  if (!here || here.found.length === 0) return undefined;
  const shown = here.found.slice(0, MOST_SERVERS).map((instance) => instanceMarkdown(instance, link));
  const beside = here.found.length === 1 && here.found[0] && besideText(instances, here.found[0]);
  if (beside) shown.push(beside);
  const more = here.found.length - MOST_SERVERS;
  if (more > 0) shown.push(`It also belongs to ${more} more server${more === 1 ? '' : 's'}.`);
  return { markdown: shown.join(SEPARATOR), span: here.place.span, budgetOf: here.found[0] };
}

function mentionedAt(
  instances: readonly RedisInstance[],
  isHere: (place: Place) => boolean,
): { place: Place; found: RedisInstance[] } | undefined {
  const found: RedisInstance[] = [];
  let hit: Place | undefined;
  for (const instance of instances) {
    const place = mentionsOf(instance).find(isHere);
    if (!place) continue;
    found.push(instance);
    hit ??= place;
  }
  return hit && { place: hit, found };
}

function mentionsOf({ placement, limit }: RedisInstance): Place[] {
  if (!placement) return [];
  const limitPlace = placeOf(limit);
  return [...(placement.mentions ?? []), placement.anchor, ...(limitPlace ? [limitPlace] : [])];
}

/** The key of a multi-line text, usually in a ConfigMap. */
function blockKeyAt(trees: readonly Tree[], isHere: (place: Place) => boolean): MapEntry | undefined {
  for (const tree of trees) {
    if (tree.kind === 'hole' || tree.kind === 'scalar' || !isHere(tree.place)) continue;
    const entries = tree.kind === 'map' ? [...tree.entries.values()] : [];
    const key = entries.find(({ keyPlace, value }) => isHere(keyPlace) && isBlock(value));
    const inside = tree.kind === 'map' ? entries.map(({ value }) => value) : tree.items;
    const found = key ?? blockKeyAt(inside, isHere);
    if (found) return found;
  }
  return undefined;
}

const isBlock = (tree: Tree): boolean => tree.kind === 'scalar' && tree.text.includes('\n');

/** The server that a comment on a line is about. */
const statedOn =
  (instances: readonly RedisInstance[], file: FileId) =>
  (line: StableSpan): RedisInstance | undefined =>
    instances.find(({ stated }) =>
      Object.values(stated).some((fact) => {
        const place = placeOf(fact);
        return place !== undefined && isWithin(place, { file, span: line });
      }),
    );
