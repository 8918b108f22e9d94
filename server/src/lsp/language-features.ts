/** Symbols, folding and links of configuration files: what the core says, in the words of the protocol. */

import {
  type DocumentLink,
  type DocumentSymbol,
  type FoldingRange,
  FoldingRangeKind,
  SymbolKind,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CommentLine, DirectiveLine } from '../core/directives/config-text';
import { sectionsOf } from '../core/directives/sections';
import { instanceOf } from '../core/explain/at-offset';
import { holdsSecret } from '../core/explain/secrets';
import { formatVersion } from '../core/model/version';
import type { ConfDocument } from '../core/project/conf-document';
import { resolvePath } from '../core/project/include';
import { type PresentSpan, presentSpan, type Span } from '../core/text/span';
import { fileIdOfUri } from '../files/uri';
import { rangeIn } from './convert';
import type { Workspace } from './workspace';

interface Opened {
  readonly document: TextDocument;
  readonly conf: ConfDocument;
}

/** An open document that is a configuration. */
function opened(uri: string, workspace: Workspace): Opened | undefined {
  const document = workspace.document(uri);
  const file = fileIdOfUri(uri);
  const conf = workspace.folderOf(file).project.conf(file);
  return document && conf ? { document, conf } : undefined;
}

/** A redis.conf is one text: its own offsets are those of the file. */
const asPresent = ({ start, end }: Span): PresentSpan => presentSpan(start, end);

/** Directives, under the banners of the file where it has them. Of manifests others have a better outline. */
export function documentSymbols(uri: string, workspace: Workspace): DocumentSymbol[] | null {
  const found = opened(uri, workspace);
  if (!found) return null;
  const { document, conf } = found;
  const directives = conf.config.lines.filter((line): line is DirectiveLine => line.kind === 'directive');
  const sections = sectionsOf(conf.config);
  const symbolOf = (line: DirectiveLine) => directiveSymbol(document, line);
  const inside = (line: DirectiveLine, span: Span) =>
    span.start <= line.span.start && line.span.end <= span.end;
  const loose = directives.filter((line) => !sections.some(({ span }) => inside(line, span)));
  return [
    ...loose.map(symbolOf),
    ...sections.map(({ title, banner, span }) => ({
      name: title,
      kind: SymbolKind.Namespace,
      range: rangeIn(document, asPresent(span)),
      selectionRange: rangeIn(document, asPresent(banner)),
      children: directives.filter((line) => inside(line, span)).map(symbolOf),
    })),
  ];
}

function directiveSymbol(document: TextDocument, line: DirectiveLine): DocumentSymbol {
  const last = line.args.at(-1)?.span.end ?? line.nameToken.span.end;
  const value = document.getText(rangeIn(document, presentSpan(line.nameToken.span.end, last))).trim();
  return {
    name: line.nameToken.value || line.name,
    ...(value === '' || holdsSecret(line.name, line.args[0]?.value) ? {} : { detail: value }),
    kind: SymbolKind.Property,
    range: rangeIn(document, asPresent(line.span)),
    selectionRange: rangeIn(document, asPresent(line.nameToken.span)),
  };
}

/**
 * Sections by their banners, and blocks of comment lines.
 * @returns null for anything else: an empty answer would take the place of the editor's own folding
 */
export function foldingRanges(uri: string, workspace: Workspace): FoldingRange[] | null {
  const found = opened(uri, workspace);
  if (!found) return null;
  const { document, conf } = found;
  const sections = sectionsOf(conf.config).map(({ span }) => ({
    startLine: document.positionAt(span.start).line,
    endLine: document.positionAt(span.end).line,
    kind: FoldingRangeKind.Region,
  }));
  return [...sections, ...commentBlocks(conf.config.comments())].filter(
    ({ startLine, endLine }) => endLine > startLine,
  );
}

function commentBlocks(comments: readonly CommentLine[]): FoldingRange[] {
  const blocks: FoldingRange[] = [];
  for (const { number } of comments) {
    const last = blocks.at(-1);
    if (last?.endLine === number - 1) last.endLine = number;
    else blocks.push({ startLine: number, endLine: number, kind: FoldingRangeKind.Comment });
  }
  return blocks;
}

/** `include` lines that name one file of the workspace. */
export function documentLinks(uri: string, workspace: Workspace): DocumentLink[] {
  const found = opened(uri, workspace);
  if (!found) return [];
  const { document, conf } = found;
  const { project } = workspace.folderOf(conf.file);
  return conf.config.lines.flatMap((line) => {
    const [path] = line.kind === 'directive' && line.name === 'include' ? line.args : [];
    const target = path && resolvePath(path.value, conf.file);
    if (!path || !target || !project.has(target)) return [];
    return [{ range: rangeIn(document, asPresent(path.span)), target: workspace.uriOf(target) }];
  });
}

/** For the status item of the editor: which version a file is read as, and why. */
export function status(
  uri: string,
  workspace: Workspace,
): { version: string; reason: string; stated: boolean } | null {
  const file = fileIdOfUri(uri);
  const instance = instanceOf(workspace.folderOf(file).result.instances, file);
  if (!instance) return null;
  const { chosen, reason, stated } = instance.version;
  return { version: formatVersion(chosen), reason, stated };
}
