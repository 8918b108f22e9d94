/** The language status item: which version a configuration is read as, and why. */

import { type ExtensionContext, LanguageStatusSeverity, languages, type TextEditor, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

interface InstanceStatus {
  readonly version: string;
  readonly reason: string;
  readonly stated: boolean;
}

export function registerStatus(context: ExtensionContext, client: LanguageClient): void {
  const item = languages.createLanguageStatusItem('forkguard.version', { language: 'redis-conf' });
  item.name = 'Forkguard';
  item.command = { title: 'Show log', command: 'forkguard.showLog' };
  const update = async (editor: TextEditor | undefined) => {
    if (editor?.document.languageId !== 'redis-conf') return;
    const uri = client.code2ProtocolConverter.asUri(editor.document.uri);
    const status = await client.sendRequest<InstanceStatus | null>('forkguard/status', { uri });
    item.text = status ? `Read as ${status.version}` : 'Not a configuration of Redis or Valkey';
    item.detail = status?.reason ?? '';
    item.severity = status ? LanguageStatusSeverity.Information : LanguageStatusSeverity.Warning;
  };
  const show = (editor = window.activeTextEditor) => void update(editor).catch(() => undefined);
  context.subscriptions.push(
    item,
    window.onDidChangeActiveTextEditor(show),
    // They come anew after an edit, another setting, and a change in another file.
    languages.onDidChangeDiagnostics(({ uris }) => {
      const active = window.activeTextEditor?.document.uri.toString();
      if (uris.some((uri) => uri.toString() === active)) show();
    }),
  );
  show();
}
