/** Parses YAML text with the `yaml` library and converts its documents to trees. */

import { type Document, parseAllDocuments } from 'yaml';
import type { ScalarTree, Tree } from '../tree';
import { TreeBuilder } from './tree-builder';
import type { IsHole, TreeSource } from './tree-source';

/** @param text of one chunk; contains several documents if `...` separates them */
export function parseChunk(text: string): readonly Document.Parsed[] {
  const parsed = parseAllDocuments(text, {
    keepSourceTokens: true,
    uniqueKeys: false,
    merge: true,
    logLevel: 'silent',
    prettyErrors: false,
    strict: false,
  });
  return 'empty' in parsed ? [] : parsed;
}

/**
 * @param start stable offset of the parsed text in its file
 * @returns undefined for an empty document and for one that does not parse
 */
export function treeOf(document: Document.Parsed, source: TreeSource, start = 0): Tree | undefined {
  if (document.errors.length > 0 || document.contents === null) return undefined;
  const builder = new TreeBuilder(document, source, start);
  const root = builder.root();
  if (builder.limited) source.onLimit?.(builder.limited);
  return root;
}

/** The documents inside a scalar, for values and patches that are embedded as text. */
export function treesInside(scalar: ScalarTree, isHole?: IsHole): Tree[] {
  const { text, map, indent } = scalar;
  const source: TreeSource = { file: map.file, text, map, indent, ...(isHole ? { isHole } : {}) };
  return parseChunk(text).flatMap((document) => treeOf(document, source) ?? []);
}
