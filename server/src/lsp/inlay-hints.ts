/** Inlay hints: the worst case beside a memory limit and `maxmemory`. */

import type { InlayHint, InlayHintParams } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver';
import { inlayHintsOf } from '../core/explain/inlay';
import type { PresentOffset, StableOffset } from '../core/text/span';
import { fileIdOfUri } from '../files/uri';
import type { Workspace } from './workspace';

/** Those that lie in the range that is asked for. */
export function inlayHints({ textDocument, range }: InlayHintParams, workspace: Workspace): InlayHint[] {
  const document = workspace.document(textDocument.uri);
  if (!document) return [];
  const file = fileIdOfUri(document.uri);
  const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  const { result, project } = workspace.folderOf(file);
  const now = (offset: StableOffset): PresentOffset =>
    project.now({ file, span: { start: offset, end: offset } }).span.end;
  return inlayHintsOf(result.instances, file)
    .map((hint) => ({ ...hint, offset: now(hint.offset) }))
    .filter(({ offset }) => offset >= start && offset <= end)
    .map(({ offset, text, tooltip }) => ({
      position: document.positionAt(offset),
      label: text,
      paddingLeft: true,
      tooltip: { kind: MarkupKind.Markdown, value: tooltip },
    }));
}
