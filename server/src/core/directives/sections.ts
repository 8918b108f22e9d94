/** The sections of a stock redis.conf, by their banners. */

import type { Span } from '../text/span';
import type { ConfigText } from './config-text';

/** A stretch of a stock file under a banner such as `##### SNAPSHOTTING #####`. */
export interface Section {
  readonly title: string;
  readonly banner: Span;
  readonly span: Span;
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
