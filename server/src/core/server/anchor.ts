/** The anchor of a configuration, for findings about the whole of it. */

import type { ConfigText } from '../directives/config-text';
import type { Place } from '../text/span';

/** The first line with text; findings about missing directives point there. */
export function anchorOf(config: ConfigText): Place {
  const { text, map } = config;
  const start = text.length - text.trimStart().length;
  const begin = start < text.length ? start : 0;
  const newline = text.indexOf('\n', begin);
  const line = text.slice(begin, newline === -1 ? text.length : newline);
  return map.place({ start: begin, end: begin + (line.trimEnd() || line).length });
}
