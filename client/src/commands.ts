/** Commands of the palette. */

import { commands, type ExtensionContext, languages, SnippetString, Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

/** @param server starts it where it does not run yet */
export function registerCommands(context: ExtensionContext, server: () => Promise<LanguageClient>): void {
  context.subscriptions.push(
    commands.registerCommand('forkguard.restart', async () => (await server()).restart()),
    commands.registerCommand('forkguard.showLog', async () => (await server()).outputChannel.show()),
    commands.registerCommand('forkguard.createProjectFile', createProjectFile),
  );
}

const TEMPLATE = `# Settings of Forkguard for this folder, the same in the editor and on the command line.
rules:
  # save-on-primary: information
allow:
  # - rule: missing-maxmemory
  #   path: cache/**
  #   reason: bounded by the host
instances:
  # - path: redis.conf
  #   version: redis-7.2
  #   limit: 4Gi
  #   dataset: 1500mb
  #   writes: 2000/s
`;

/** Opens the project file of a folder, or an unsaved one with every kind of entry as a comment. */
async function createProjectFile(): Promise<void> {
  const folder = await pickFolder();
  if (!folder) {
    void window.showInformationMessage('Open a folder first: the project file belongs to one.');
    return;
  }
  const uri = Uri.joinPath(folder.uri, '.forkguard.yaml');
  const exists = await workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  const document = await workspace.openTextDocument(exists ? uri : uri.with({ scheme: 'untitled' }));
  const editor = await window.showTextDocument(document);
  if (!exists) await editor.insertSnippet(new SnippetString(TEMPLATE));
  await languages.setTextDocumentLanguage(document, 'yaml');
}

async function pickFolder() {
  const folders = workspace.workspaceFolders ?? [];
  return folders.length > 1 ? window.showWorkspaceFolderPick() : folders[0];
}
