/** Files in the open workspace, and what the editor says about them. */
import path from 'node:path';
import * as vscode from 'vscode';

/** Far longer than anything takes on a slow and busy machine. */
export const LIMIT_MS = 60_000;

let opened = 0;

/** Writes files into a folder of their own in the workspace. */
async function writeFiles(files: Readonly<Record<string, string>>): Promise<vscode.Uri> {
  const workspace = vscode.workspace.workspaceFolders?.[0];
  if (!workspace) throw new Error('the suite needs an open folder');
  const folder = vscode.Uri.joinPath(workspace.uri, `${++opened}`);
  for (const [name, text] of Object.entries(files))
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), new TextEncoder().encode(text));
  return folder;
}

/** Writes a file, and others beside it, into a folder of their own, and shows the first one. */
export async function openFile(
  name: string,
  text: string,
  others: Readonly<Record<string, string>> = {},
): Promise<vscode.TextDocument> {
  const folder = await writeFiles({ ...others, [name]: text });
  return show(vscode.Uri.joinPath(folder, name));
}

export async function show(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

/** Where words begin in a document. */
export function positionOf(document: vscode.TextDocument, words: string): vscode.Position {
  const start = document.getText().indexOf(words);
  if (start < 0) throw new Error(`"${words}" is not in ${document.fileName}`);
  return document.positionAt(start);
}

export async function closeEverything(): Promise<void> {
  await vscode.workspace.saveAll(); // else closing asks about it, and nobody answers
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Polls, because the editor has an event for changes but none for "nothing more will come". */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; ) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what}: not within ${LIMIT_MS / 1000} s`);
}

/** The rule that a diagnostic is of. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

function ofRule(document: vscode.TextDocument, rule: string): vscode.Diagnostic | undefined {
  return vscode.languages.getDiagnostics(document.uri).find((diagnostic) => ruleOf(diagnostic) === rule);
}

export function diagnosticOf(document: vscode.TextDocument, rule: string): Promise<vscode.Diagnostic> {
  return eventually(`a ${rule} in ${path.basename(document.fileName)}`, () => ofRule(document, rule));
}

export async function diagnosticGone(document: vscode.TextDocument, rule: string): Promise<void> {
  await eventually(`no ${rule} any more`, () => (ofRule(document, rule) ? undefined : true));
}

export async function quickFixes(
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<vscode.CodeAction[]> {
  const provide = 'vscode.executeCodeActionProvider';
  const kind = vscode.CodeActionKind.QuickFix.value;
  return vscode.commands.executeCommand<vscode.CodeAction[]>(provide, document.uri, range, kind, 10);
}

export async function replaceText(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const start = positionOf(document, from);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(start, document.positionAt(document.offsetAt(start) + from.length));
  edit.replace(document.uri, range, to);
  await vscode.workspace.applyEdit(edit);
}
