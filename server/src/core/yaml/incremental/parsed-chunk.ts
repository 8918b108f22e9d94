/** Parses a chunk of YAML that may be a template or incomplete. Neither is an error; less is known then. */

import type { Document } from 'yaml';
import { parseChunk, treeOf } from '../parse/document';
import type { TreeSource } from '../parse/tree-source';
import { decideBranches, type Holds } from '../template/branches';
import { hasActions, type MaskedTemplate, maskTemplate } from '../template/mask';
import type { ResolveAction } from '../template/shape';
import type { Tree } from '../tree';

export interface ParsedChunk {
  readonly documents: readonly Document.Parsed[];
  /** The text that was parsed in place of the original. */
  readonly instead?: string;
  /** In offsets of the chunk. */
  readonly masked?: MaskedTemplate;
  /** The template without the branches that are not rendered. */
  readonly written?: string;
}

const parses = (documents: readonly Document.Parsed[]): boolean =>
  documents.every(({ errors }) => errors.length === 0);

/** @param template masks the actions even if the text parses without that */
export function parseTolerant(text: string, template: boolean): ParsedChunk {
  const isTemplate = template && text.includes('{{');
  const documents = isTemplate ? [] : parseChunk(text);
  if (!isTemplate && parses(documents)) return { documents };
  const first = hasActions(text) ? readMasked(text, false) : { documents };
  if (parses(first.documents)) return first;
  const second = first.masked ? readMasked(text, true) : first;
  if (parses(second.documents)) return second;
  const finished = withoutLoneWords(first.instead ?? text);
  if (finished === (first.instead ?? text)) return first;
  return { ...first, documents: parseChunk(finished), instead: finished };
}

function readMasked(text: string, comments: boolean): ParsedChunk {
  const masked = maskTemplate(text, comments);
  return { documents: parseChunk(masked.text), instead: masked.text, masked };
}

/** Documents by the text that remains after decided conditions; most edits of values leave that text unchanged. */
export type DecidedDocuments = Map<string, ParsedChunk['documents']>;

/** Limits the variants of a template to keep; the environments of a chart rarely produce more. */
const MOST_VARIANTS = 8;

/**
 * The chunk without the branches that are not rendered, if the conditions are known and the result is valid YAML.
 * @param known results of earlier calls; is extended
 */
export function parseDecided(
  parsed: ParsedChunk,
  text: string,
  holds: Holds,
  known: DecidedDocuments,
): ParsedChunk {
  const decided = parsed.masked && decideBranches(parsed.masked, text, holds);
  if (!decided) return parsed;
  const instead = decided.comment(parsed.instead ?? text);
  const documents = known.get(instead) ?? parseChunk(instead);
  if (known.size >= MOST_VARIANTS) known.clear();
  known.set(instead, documents);
  return parses(documents)
    ? { documents, instead, masked: decided.masked, written: decided.original }
    : parsed;
}

/** A key that is being typed has no colon yet. */
const withoutLoneWords = (text: string): string =>
  text.replace(/^([ ]*(?:- )?)([\w.-]+)([ ]*\r?)$/gm, (_, before: string, word: string, after: string) =>
    word === '---' || word === '...' ? before + word + after : before + ' '.repeat(word.length) + after,
  );

/** @param start stable offset of the chunk in its file */
export function buildTrees(
  { documents, instead, masked, written }: ParsedChunk,
  { file, text, onLimit }: Pick<TreeSource, 'file' | 'text' | 'onLimit'>,
  start: number,
  resolve?: ResolveAction,
): Tree[] {
  const source: TreeSource = {
    file,
    text: instead ?? text,
    ...(onLimit ? { onLimit } : {}),
    ...(masked ? { template: { original: written ?? text, masked, ...(resolve ? { resolve } : {}) } } : {}),
  };
  return documents.flatMap((document) => treeOf(document, source, start) ?? []);
}
