/** Diagnoses as virtual Markdown documents that follow what is observed. */

import {
  commands,
  EventEmitter,
  extensions,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from 'vscode';

export const SCHEME = 'forkguard-diagnosis';

export class DiagnosisDocuments implements TextDocumentContentProvider {
  readonly #changed = new EventEmitter<Uri>();
  readonly #registration = workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly #markdown: (name: string) => Promise<string>;

  readonly onDidChange = this.#changed.event;

  constructor(markdown: (name: string) => Promise<string>) {
    this.#markdown = markdown;
  }

  provideTextDocumentContent(uri: Uri): Promise<string> {
    return this.#markdown(nameOf(uri));
  }

  async show(name: string): Promise<void> {
    const uri = Uri.from({ scheme: SCHEME, path: `/${name}.md` });
    const document = await workspace.openTextDocument(uri);
    this.#changed.fire(uri);
    // The preview is an extension of its own, and may be turned off; its commands are not listed before it runs.
    const preview = extensions.getExtension('vscode.markdown-language-features');
    if (preview) await commands.executeCommand('markdown.showPreview', uri);
    else await window.showTextDocument(document, { preview: true });
  }

  /** Names of connections whose diagnosis is open. */
  open(): string[] {
    return openUris().map(nameOf);
  }

  /** Something was observed. */
  changed(): void {
    for (const uri of openUris()) this.#changed.fire(uri);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

const nameOf = ({ path }: Uri): string => path.slice(1).replace(/\.md$/, '');

const openUris = (): Uri[] =>
  workspace.textDocuments.map(({ uri }) => uri).filter(({ scheme }) => scheme === SCHEME);
