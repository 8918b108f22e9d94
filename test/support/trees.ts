/** Trees of texts that exist only in a test. */

import { YamlFile } from '../../server/src/core/yaml/incremental/yaml-file';
import type { Tree } from '../../server/src/core/yaml/tree';

/** The first document of a text. */
export function treeOf(text: string, file = 'file:///workspace/values.yaml'): Tree {
  const [tree] = new YamlFile(file, text).allTrees();
  if (!tree) throw new Error(`not a document: ${text}`);
  return tree;
}
