/** Quick fixes, and everything that is safe at once. The work was done when the diagnostics were made. */

import { type CodeAction, CodeActionKind, type CodeActionParams, type TextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { codeActionOf, type DiagnosticData, type FixData, SOURCE } from './convert';
import { diagnosticsOf } from './diagnostics';
import type { Workspace } from './workspace';

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.forkguard`;

export function codeActions(params: CodeActionParams, workspace: Workspace, snippets: boolean): CodeAction[] {
  const document = workspace.document(params.textDocument.uri);
  if (!document) return [];
  const { only, diagnostics } = params.context;
  const wants = (kind: string): boolean =>
    only === undefined || only.some((one) => kind === one || kind.startsWith(`${one}.`) || one === '');
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    for (const diagnostic of diagnostics) {
      const data = diagnostic.data as DiagnosticData | undefined;
      if (diagnostic.source !== SOURCE || data?.version !== document.version) continue;
      const current = data.fixes.filter((fix) => isCurrent(fix, workspace));
      actions.push(...current.map((fix) => codeActionOf(fix, diagnostic, snippets)));
    }
  }
  // Fixing everything is asked for by name (on save, or by a command); it is no answer to one light bulb.
  if (only !== undefined && wants(FIX_ALL)) {
    const all = fixAll(document, workspace);
    if (all) actions.push(all);
  }
  return actions;
}

/** Edits of another version would land in the wrong place. */
const isCurrent = ({ edits }: FixData, workspace: Workspace): boolean =>
  edits.every(({ uri, version }) => (workspace.document(uri)?.version ?? null) === version);

/** One edit with every safe fix that does not touch another; saving again takes the rest. */
function fixAll(document: TextDocument, workspace: Workspace): CodeAction | undefined {
  const edits: TextEdit[] = [];
  for (const diagnostic of diagnosticsOf(document, workspace)) {
    const data = diagnostic.data as DiagnosticData | undefined;
    const fix = data?.fixes.find(({ safety }) => safety === 'safe');
    if (!fix || fix.edits.some(({ uri }) => uri !== document.uri)) continue;
    const own = fix.edits.map(({ range, newText }) => ({ range, newText }));
    if (!own.some((edit) => edits.some((other) => touches(document, edit, other)))) edits.push(...own);
  }
  if (edits.length === 0) return undefined;
  return {
    title: 'Apply all safe fixes of Forkguard',
    kind: FIX_ALL,
    edit: { documentChanges: [{ textDocument: { uri: document.uri, version: document.version }, edits }] },
  };
}

function touches(document: TextDocument, a: TextEdit, b: TextEdit): boolean {
  const offset = (edit: TextEdit) =>
    [document.offsetAt(edit.range.start), document.offsetAt(edit.range.end)] as const;
  const [startA, endA] = offset(a);
  const [startB, endB] = offset(b);
  return startA <= endB && startB <= endA;
}
