/** A file of the project as a file of a container or a machine. */

import { readConfigText } from '../directives/config-text';
import { SourceMap } from '../text/source-map';
import { type FileId, stableSpan } from '../text/span';
import type { ScalarTree } from '../yaml/tree';
import type { VirtualFile } from './files';

/** @param text the whole of it */
export function textFile(file: FileId, text: string): VirtualFile {
  const map = SourceMap.identity(file, text.length);
  const place = { file, span: stableSpan(0, text.length) };
  const scalar: ScalarTree = { kind: 'scalar', text, null: false, place, style: 'literal', map, indent: '' };
  return { parts: [{ kind: 'text', config: readConfigText(text, map), layer: 'redis.conf', scalar }] };
}
