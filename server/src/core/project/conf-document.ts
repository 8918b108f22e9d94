/** One parsed redis.conf or sentinel.conf, with its annotations and independent of other files. */

import { annotationsOf, type ConfAnnotation } from '../annotations/conf-annotations';
import { type BlockedConfig, readConfigBlocks } from '../directives/config-blocks';
import { type ConfKind, recogniseConf } from '../directives/recognise';
import type { Blocks } from '../text/blocks';
import { SourceMap } from '../text/source-map';
import type { FileId } from '../text/span';
import { isTemplateName } from '../text/template-names';

export interface ConfDocument {
  readonly file: FileId;
  readonly kind: ConfKind;
  readonly config: BlockedConfig;
  readonly annotations: readonly ConfAnnotation[];
}

/**
 * @param named the user declares the file to be a redis.conf, whatever its name
 * @param before the file before a change; unchanged lines are not read again
 * @returns undefined for a file of another kind
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
