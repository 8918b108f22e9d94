/** Parsing a piece of YAML that may be a template, or half typed: both are no errors here, only less that is known. */

import type { Document } from 'yaml';
import type { FileId } from '../../text/span';
import { parseChunk, treeOf } from '../parse/document';
import type { TreeSource } from '../parse/tree-source';
import { decideBranches, type Holds } from '../template/branches';
import { hasActions, type MaskedTemplate, maskTemplate } from '../template/mask';
import type { ResolveAction } from '../template/shape';
import type { Tree } from '../tree';

export interface ParsedChunk {
  readonly documents: readonly Document.Parsed[];
  /** What was parsed instead of the text. */
  readonly instead?: string;
  /** Offsets of the piece. */
  readonly masked?: MaskedTemplate;
  /** The template without what its conditions leave out. */
  readonly written?: string;
}

const parses = (documents: readonly Document.Parsed[]): boolean =>
  documents.every(({ errors }) => errors.length === 0);

/** @param template its actions are masked although it may parse as it is */
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

/** Documents of a piece by what is left of it: most keystrokes in values decide nothing. */
export type DecidedDocuments = Map<string, ParsedChunk['documents']>;

/** Environments of a chart rarely leave more than so many variants of a template. */
const MOST_VARIANTS = 8;

/**
 * The same piece without what its conditions leave out, where that can be told and is YAML.
 * @param known what was parsed before; gets more
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

/** @param start stable offset of the piece in its file */
export function buildTrees(
  { documents, instead, masked, written }: ParsedChunk,
  { file, text }: { readonly file: FileId; readonly text: string },
  start: number,
  resolve?: ResolveAction,
): Tree[] {
  const source: TreeSource = {
    file,
    text: instead ?? text,
    ...(masked ? { template: { original: written ?? text, masked, ...(resolve ? { resolve } : {}) } } : {}),
  };
  return documents.flatMap((document) => treeOf(document, source, start) ?? []);
}
