/** Completion in configurations, wherever they stand: in a file, or in a block of a manifest. */

import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  type CompletionParams,
  InsertTextFormat,
  MarkupKind,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { releaseLines } from '../core/catalogue/directives';
import { readConfigText } from '../core/directives/config-text';
import { type ConfKind, recogniseConf } from '../core/directives/recognise';
import { placeOfEntry } from '../core/directives/view';
import { instanceOf, isWithin, readersOf } from '../core/explain/at-offset';
import { type Block, blockAt } from '../core/explain/block-at';
import { chartCompletionsAt } from '../core/explain/chart-completion';
import { type Completion, completionsAt } from '../core/explain/completion';
import type { RedisInstance } from '../core/server/instance';
import { SourceMap } from '../core/text/source-map';
import { type PresentOffset, presentOffset } from '../core/text/span';
import { type ManifestPoint, manifestPointAt } from '../core/yaml/manifest-point';
import { fileIdOfUri } from '../files/uri';
import type { Workspace } from './workspace';

/** What is being written: a configuration of this kind, in the version of one that reads it. */
interface Written {
  readonly kind: ConfKind;
  readonly reader: RedisInstance | undefined;
}

export function completion(
  { textDocument, position }: CompletionParams,
  workspace: Workspace,
  snippets: boolean,
): CompletionItem[] {
  const document = workspace.document(textDocument.uri);
  if (!document) return [];
  const before = document.getText({ start: { line: position.line, character: 0 }, end: position });
  const written = writtenAt(document, presentOffset(document.offsetAt(position)), workspace);
  // A comment about a manifest stands anywhere in it.
  const line = written ? before : /(?:^|\s)(#+\s*forkguard\s*:.*)$/i.exec(before)?.[1];
  const version =
    written?.reader?.version.chosen ?? releaseLines().findLast(({ product }) => product === 'redis');
  if (line === undefined) return valueKeys(document, position, workspace, snippets);
  if (!version) return [];
  return completionsAt(line, version, written?.kind === 'sentinel').map((item) =>
    completionItem(item, position, snippets),
  );
}

/** Keys of the values of a chart. */
function valueKeys(
  document: TextDocument,
  position: CompletionParams['position'],
  workspace: Workspace,
  snippets: boolean,
): CompletionItem[] {
  const file = fileIdOfUri(document.uri);
  const { project, result } = workspace.folderOf(file);
  const yaml = project.yaml(file);
  if (!yaml) return [];
  return chartCompletionsAt(
    result.instances,
    manifestPointAt(yaml, presentOffset(document.offsetAt(position))),
  ).map((item) => completionItem(item, position, snippets));
}

function writtenAt(document: TextDocument, offset: PresentOffset, workspace: Workspace): Written | undefined {
  const file = fileIdOfUri(document.uri);
  const { project, result } = workspace.folderOf(file);
  const yaml = project.yaml(file);
  if (yaml) return writtenInBlock(manifestPointAt(yaml, offset), result.instances);
  const conf = project.conf(file);
  return conf && { kind: conf.kind, reader: instanceOf(result.instances, file) };
}

function writtenInBlock(
  { file, trees, text, offset }: ManifestPoint,
  instances: readonly RedisInstance[],
): Written | undefined {
  const block = blockAt(trees, text, offset);
  if (!block) return undefined;
  const [reader] = readersOf(instances, block.scalar.place);
  const others = readConfigText(block.others, SourceMap.identity(file, block.others.length));
  const kind =
    recogniseConf(`/${block.key}`, others) ?? (reader && isConfiguration(reader, block) && 'server');
  return kind ? { kind, reader } : undefined;
}

/** Not a script that starts a server with options. */
const isConfiguration = ({ directives }: RedisInstance, { scalar }: Block): boolean =>
  directives.loaded.entries.some(
    (entry) =>
      entry.layer !== 'script' &&
      entry.layer !== 'command-line option' &&
      isWithin(placeOfEntry(entry), scalar.place),
  );

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
