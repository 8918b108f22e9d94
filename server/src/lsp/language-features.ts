/** Hover, completion, symbols, folding and links: what the core says, in the words of the protocol. */

import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  type CompletionParams,
  type DocumentLink,
  type DocumentSymbol,
  type FoldingRange,
  FoldingRangeKind,
  type Hover,
  type HoverParams,
  InsertTextFormat,
  MarkupKind,
  SymbolKind,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { releaseLines } from '../core/catalogue/directives';
import type { ConfigLine, DirectiveLine } from '../core/directives/config-text';
import { instanceOf } from '../core/explain/at-offset';
import { type Completion, completionsAt } from '../core/explain/completion';
import { hoverAt } from '../core/explain/hover';
import { escaped, type LinkTo } from '../core/explain/instance-hover';
import { holdsSecret } from '../core/explain/secrets';
import { yamlHoverAt } from '../core/explain/yaml-hover';
import { formatVersion } from '../core/model/version';
import { resolvePath } from '../core/project/include';
import { type ConfDocument, sectionsOf } from '../core/sources/redis-conf/document';
import type { Span } from '../core/text/span';
import { fileIdOfUri } from '../files/uri';
import { converterIn } from './diagnostics';
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

const rangeIn = (document: TextDocument, span: Span) => ({
  start: document.positionAt(span.start),
  end: document.positionAt(span.end),
});

export function hover({ textDocument, position }: HoverParams, workspace: Workspace): Hover | undefined {
  const document = workspace.document(textDocument.uri);
  if (!document) return undefined;
  const file = fileIdOfUri(document.uri);
  const { result, project } = workspace.folderOf(file);
  const text = document.getText();
  const offset = document.offsetAt(position);
  const yaml = project.yaml(file);
  const found = yaml
    ? yamlHoverAt(
        result.instances,
        { file, text, offset, trees: yaml.treesAt(offset) },
        linkIn(document, workspace),
      )
    : hoverAt(result.instances, file, text, offset);
  if (!found) return undefined;
  return {
    contents: { kind: MarkupKind.Markdown, value: found.markdown },
    range: rangeIn(document, found.span),
  };
}

/** Links that name a line; short where it is one of the same document. */
function linkIn(document: TextDocument, workspace: Workspace): LinkTo {
  const converter = converterIn(workspace, fileIdOfUri(document.uri));
  return ({ file, span }) => {
    const { uri, range } = converter.location({ file, span });
    const line = range.start.line + 1;
    const name = file.slice(file.lastIndexOf('/') + 1);
    const text = uri === document.uri ? `line ${line}` : `${escaped(name)}:${line}`;
    const target = uri.replace(/[()]/g, (one) => (one === '(' ? '%28' : '%29'));
    return `[${text}](${target}#L${line})`;
  };
}

export function completion(
  { textDocument, position }: CompletionParams,
  workspace: Workspace,
  snippets: boolean,
): CompletionItem[] {
  const found = opened(textDocument.uri, workspace);
  const version = newestVersion(textDocument.uri, workspace);
  if (!found || !version) return [];
  const before = found.document.getText({ start: { line: position.line, character: 0 }, end: position });
  return completionsAt(before, version, found.conf.kind === 'sentinel').map((item) =>
    completionItem(item, position, snippets),
  );
}

function newestVersion(uri: string, workspace: Workspace) {
  const file = fileIdOfUri(uri);
  const instance = instanceOf(workspace.folderOf(file).result.instances, file);
  return instance?.version.chosen ?? releaseLines().findLast(({ product }) => product === 'redis');
}

const KINDS: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  directive: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  annotation: CompletionItemKind.Keyword,
};

function completionItem(
  item: Completion,
  position: CompletionParams['position'],
  snippets: boolean,
): CompletionItem {
  const plain = item.snippet.replace(/\$\{\d+\|([^,|]*)[^}]*\}|\$\{\d+:([^}]*)\}|\\(.)/g, '$1$2$3');
  return {
    label: item.label,
    kind: KINDS[item.kind],
    detail: item.detail,
    ...(item.documentation === ''
      ? {}
      : { documentation: { kind: MarkupKind.Markdown, value: item.documentation } }),
    ...(item.deprecated ? { tags: [CompletionItemTag.Deprecated] } : {}),
    insertTextFormat: snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: {
      range: { start: { line: position.line, character: position.character - item.replaces }, end: position },
      newText: snippets ? item.snippet : plain,
    },
  };
}

/** Directives, under the banners of the file where it has them. */
export function documentSymbols(uri: string, workspace: Workspace): DocumentSymbol[] {
  const found = opened(uri, workspace);
  if (!found) return [];
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
      range: rangeIn(document, span),
      selectionRange: rangeIn(document, banner),
      children: directives.filter((line) => inside(line, span)).map(symbolOf),
    })),
  ];
}

function directiveSymbol(document: TextDocument, line: DirectiveLine): DocumentSymbol {
  const last = line.args.at(-1)?.span.end ?? line.nameToken.span.end;
  const value = document.getText(rangeIn(document, { start: line.nameToken.span.end, end: last })).trim();
  return {
    name: line.nameToken.value || line.name,
    ...(value === '' || holdsSecret(line.name, line.args[0]?.value) ? {} : { detail: value }),
    kind: SymbolKind.Property,
    range: rangeIn(document, line.span),
    selectionRange: rangeIn(document, line.nameToken.span),
  };
}

/** Sections by their banners, and blocks of comment lines. */
export function foldingRanges(uri: string, workspace: Workspace): FoldingRange[] {
  const found = opened(uri, workspace);
  if (!found) return [];
  const { document, conf } = found;
  const sections = sectionsOf(conf.config).map(({ span }) => ({
    startLine: document.positionAt(span.start).line,
    endLine: document.positionAt(span.end).line,
    kind: FoldingRangeKind.Region,
  }));
  return [...sections, ...commentBlocks(conf.config.lines)].filter(
    ({ startLine, endLine }) => endLine > startLine,
  );
}

function commentBlocks(lines: readonly ConfigLine[]): FoldingRange[] {
  const blocks: FoldingRange[] = [];
  for (const { kind, number } of lines) {
    const last = blocks.at(-1);
    if (kind !== 'comment') continue;
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
    return [{ range: rangeIn(document, path.span), target: workspace.uriOf(target) }];
  });
}

/** For the status item of the editor: which version a file is read as, and why. */
export function status(
  uri: string,
  workspace: Workspace,
): { version: string; because: string; stated: boolean } | null {
  const file = fileIdOfUri(uri);
  const instance = instanceOf(workspace.folderOf(file).result.instances, file);
  if (!instance) return null;
  const { chosen, because, stated } = instance.version;
  return { version: formatVersion(chosen), because, stated };
}
