/** `# forkguard:` comments in a redis.conf, in a file or embedded in YAML. */

import type { ConfigText } from '../directives/config-text';
import { mayAnnotate } from '../text/own-comment';
import type { Span } from '../text/span';
import { type Annotation, readAnnotation } from './annotation';

export interface ConfAnnotation extends Annotation {
  /** Line of the comment, from 0. */
  readonly line: number;
}

/** The annotations of a configuration text, with places in the file that contains it. */
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
