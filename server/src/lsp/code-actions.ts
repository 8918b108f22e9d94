/** Quick fixes and fix-all, computed when an editor asks, for the text as it is then. */

import {
  type CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Finding, type Fix, fullMessage } from '../core/model/finding';
import type { Range } from '../core/text/line-index';
import { fileIdOfUri } from '../files/uri';
import { type Converter, codeActionOf, SOURCE } from './convert';
import { converterIn } from './diagnostics';
import type { Workspace } from './workspace';

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.forkguard`;

/** What there is to fix in a document. */
export interface Fixable {
  readonly document: TextDocument;
  readonly findings: readonly Finding[];
  readonly converter: Converter;
}

export function codeActions(params: CodeActionParams, workspace: Workspace, snippets: boolean): CodeAction[] {
  const document = workspace.document(params.textDocument.uri);
  if (!document) return [];
  const file = fileIdOfUri(document.uri);
  const findings = workspace.folderOf(file).findings(file);
  const fixable = { document, findings, converter: converterIn(workspace, file) };
  return actionsFor(fixable, params.context, snippets);
}

/** @param snippets the editor can insert text with placeholders */
export function actionsFor(
  { document, findings, converter }: Fixable,
  { only, diagnostics }: CodeActionContext,
  snippets: boolean,
): CodeAction[] {
  const wants = (kind: string): boolean =>
    only === undefined || only.some((one) => kind === one || kind.startsWith(`${one}.`) || one === '');
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    const current = diagnostics.flatMap((diagnostic) => {
      // What the editor shows may be older than the text: then there is no such finding, and no fix.
      const finding = findings.find((one) => isShownAs(one, diagnostic, converter));
      return finding ? [{ diagnostic, finding }] : [];
    });
    for (const { diagnostic, finding } of current) {
      const fixes = finding.fixes.map((fix) => converter.fix(fix));
      actions.push(...fixes.map((fix) => codeActionOf(fix, diagnostic, snippets)));
    }
    const fixable = current.filter(({ finding }) => finding.fixes.some(isSafe));
    const shown = fixable.map(({ diagnostic }) => diagnostic);
    actions.push(...fixesOfOneRule({ document, findings, converter }, shown));
  }
  // Editors ask for fix-all by name (on save, or by a command); it is no answer to one light bulb.
  if (only !== undefined && wants(FIX_ALL)) {
    const all = safeEdits({ document, findings, converter });
    if (all.edits.length > 0)
      actions.push({
        title: 'Apply all safe fixes of Forkguard',
        kind: FIX_ALL,
        edit: workspaceEdit(document, all.edits),
      });
  }
  return actions;
}

function isShownAs(finding: Finding, shown: Diagnostic, converter: Converter): boolean {
  if (shown.source !== SOURCE || shown.code !== finding.rule || shown.message !== fullMessage(finding))
    return false;
  return isSameRange(shown.range, converter.location(finding.place).range);
}

const isSameRange = (a: Range, b: Range): boolean =>
  a.start.line === b.start.line &&
  a.start.character === b.start.character &&
  a.end.line === b.end.line &&
  a.end.character === b.end.character;

/** For each rule that is shown: the same fix at every place of the file, where there are several. */
function fixesOfOneRule(fixable: Fixable, shown: readonly Diagnostic[]): CodeAction[] {
  const rules = new Set(shown.map(({ code }) => code));
  return [...rules].flatMap((rule) => {
    const ofRule = fixable.findings.filter((finding) => finding.rule === rule);
    const { edits, fixes } = safeEdits({ ...fixable, findings: ofRule });
    if (fixes < 2) return [];
    return {
      title: `Fix all ${fixes} findings of ${rule} in this file`,
      kind: CodeActionKind.QuickFix,
      diagnostics: shown.filter(({ code }) => code === rule),
      edit: workspaceEdit(fixable.document, edits),
    };
  });
}

/** Every safe fix that does not touch another; applying them again takes the rest. */
function safeEdits({ document, findings, converter }: Fixable): { edits: TextEdit[]; fixes: number } {
  const edits: TextEdit[] = [];
  let count = 0;
  for (const { fixes } of findings) {
    const safe = fixes.find(isSafe);
    const fix = safe && converter.fix(safe);
    if (!fix || fix.edits.some(({ uri }) => uri !== document.uri)) continue;
    const own = fix.edits.map(({ range, newText }) => ({ range, newText }));
    if (own.some((edit) => edits.some((other) => touches(document, edit, other)))) continue;
    edits.push(...own);
    count += 1;
  }
  return { edits, fixes: count };
}

const isSafe = ({ safety }: Pick<Fix, 'safety'>): boolean => safety === 'safe';

const workspaceEdit = ({ uri, version }: TextDocument, edits: TextEdit[]): WorkspaceEdit => ({
  documentChanges: [{ textDocument: { uri, version }, edits }],
});

function touches(document: TextDocument, a: TextEdit, b: TextEdit): boolean {
  const offset = (edit: TextEdit) =>
    [document.offsetAt(edit.range.start), document.offsetAt(edit.range.end)] as const;
  const [startA, endA] = offset(a);
  const [startB, endB] = offset(b);
  return startA <= endB && startB <= endA;
}
