/** One redis.conf or sentinel.conf as parsed: its lines, its annotations, its sections. Knows nothing of other files. */

import { type Annotation, readAnnotation } from '../../../annotations';
import { type BlockedConfig, readConfigBlocks } from '../../../directives/config-blocks';
import type { ConfigText } from '../../../directives/config-text';
import type { Blocks } from '../../../text/blocks';
import { mayAnnotate } from '../../../text/own-comment';
import { SourceMap } from '../../../text/source-map';
import type { FileId, Span } from '../../../text/span';
import { type ConfKind, isTemplateName, recogniseConf } from './recognise';

export interface ConfAnnotation extends Annotation {
  /** Line of the comment, from 0. */
  readonly line: number;
}

export interface ConfDocument {
  readonly file: FileId;
  readonly kind: ConfKind;
  readonly config: BlockedConfig;
  readonly annotations: readonly ConfAnnotation[];
}

/** A stretch of a stock file under a banner such as `##### SNAPSHOTTING #####`. */
export interface Section {
  readonly title: string;
  readonly banner: Span;
  readonly span: Span;
}

/**
 * @param named the user says that this is a redis.conf, whatever its name
 * @param before the same file before a change; what stayed is not read again
 * @returns undefined for a file that is none
 */
export function readConfDocument(
  file: FileId,
  text: Blocks,
  named = false,
  before?: ConfDocument,
): ConfDocument | undefined {
  const map = SourceMap.identity(file, text.length);
  const config = readConfigBlocks(text, map, isTemplateName(file), before?.config);
  const kind = recogniseConf(file, config, named);
  return kind ? { file, kind, config, annotations: annotationsOf(config) } : undefined;
}

/** The annotations of a configuration text, wherever that text stands. */
export function annotationsOf(config: ConfigText): ConfAnnotation[] {
  const found: ConfAnnotation[] = [];
  if (!mayAnnotate(config.text)) return found;
  for (const line of config.comments()) {
    const comment = config.text.slice(line.span.start, line.span.end);
    const place = (span: Span) =>
      config.map.place({ start: line.span.start + span.start, end: line.span.start + span.end });
    const annotation = readAnnotation(comment, place);
    if (annotation) found.push({ ...annotation, line: line.number });
  }
  return found;
}

const BANNER = /^#{3,}\s*(\S.*?)\s*#{3,}$/;

/** Sections by their banners, each up to the next one. */
export function sectionsOf(config: ConfigText): Section[] {
  const banners = config.comments().flatMap((line) => {
    const title = BANNER.exec(config.text.slice(line.span.start, line.span.end))?.[1];
    return title === undefined || /^#+$/.test(title) ? [] : [{ title, banner: line.span }];
  });
  const end = config.text.trimEnd().length;
  return banners.map(({ title, banner }, index) => ({
    title,
    banner,
    span: { start: banner.start, end: lastTextBefore(config.text, banners[index + 1]?.banner.start ?? end) },
  }));
}

function lastTextBefore(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && /\s/.test(text.charAt(at - 1))) at -= 1;
  return at;
}
