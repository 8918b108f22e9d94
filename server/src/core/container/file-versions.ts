/** What a file holds of which a script writes one version or another. */

import { beyond, commonTo } from '../directives/common-lines';
import { asConditional } from '../directives/config-text';
import type { FilePart, KnownPart, UnknownPart, VirtualFile } from './files';

/**
 * One of the versions, nobody knows which. Where all but one follow another server, that one is what the primary runs
 * with, and whether it follows is what is not certain; else only what all of them say is.
 */
export function oneOf(versions: readonly VirtualFile[]): VirtualFile {
  const [first = { parts: [] }, ...others] = versions;
  if (others.every((other) => other === first)) return first;
  const unknown = versions.flatMap(({ parts }) => parts).find((part) => part.kind === 'unknown');
  if (unknown) return maybe(versions, unknown);
  const leading = versions.filter((version) => !follows(version));
  const primary = leading.length === 1 ? leading[0] : undefined;
  const base = primary ?? first;
  const rest = versions.filter((version) => version !== base);
  const certain = primary ? base.parts : base.parts.map((part) => common(part, rest));
  const extra = rest.flatMap(({ parts }) => parts.flatMap((part) => addition(part, base)));
  return { parts: [...certain, ...(primary ? extra.flatMap(onlyFollowing) : extra)] };
}

/** Nothing in a file is certain of which one version is not known. */
function maybe(versions: readonly VirtualFile[], unknown: UnknownPart): VirtualFile {
  const known = versions.flatMap(({ parts }) => parts).filter((part) => part.kind === 'text');
  const once = known.filter(
    (part, index) => known.findIndex(({ config }) => config === part.config) === index,
  );
  return { parts: [...once.map((part) => ({ ...part, config: asConditional(part.config) })), unknown] };
}

const textsOf = ({ parts }: VirtualFile) =>
  parts.flatMap((part) => (part.kind === 'text' ? [part.config] : []));

/** A version as one text, for looking lines up. */
function whole(version: VirtualFile) {
  const texts = textsOf(version);
  return texts[0] && { ...texts[0], lines: texts.flatMap(({ lines }) => lines) };
}

function common(part: FilePart, others: readonly VirtualFile[]): FilePart {
  if (part.kind !== 'text') return part;
  const texts = others.map(whole);
  const all = texts.filter((text) => text !== undefined);
  if (all.length < texts.length) return { ...part, config: asConditional(part.config) };
  const config = commonTo(part.config, all);
  return config === part.config ? part : { ...part, config };
}

function addition(part: FilePart, base: VirtualFile): KnownPart[] {
  if (part.kind !== 'text') return [];
  const text = whole(base);
  const config = text ? beyond(part.config, text) : asConditional(part.config);
  return config.lines.length === 0 ? [] : [{ ...part, config }];
}

const FOLLOWING = new Set(['replicaof', 'slaveof']);

const follows = (version: VirtualFile): boolean =>
  textsOf(version).some(({ lines }) =>
    lines.some((line) => line.kind === 'directive' && FOLLOWING.has(line.name) && !line.conditional),
  );

/** The line that makes a replica; what else a replica is told does not concern its primary. */
function onlyFollowing({ config, ...part }: KnownPart): KnownPart[] {
  const lines = config.lines.filter((line) => line.kind === 'directive' && FOLLOWING.has(line.name));
  return lines.length === 0 ? [] : [{ ...part, config: { ...config, lines } }];
}
