/** Diagnoses as virtual Markdown documents that follow what is observed. */

import {
  commands,
  type Disposable,
  EventEmitter,
  extensions,
  type Tab,
  TabInputText,
  TabInputWebview,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from 'vscode';

const SCHEME = 'forkguard-diagnosis';

export class DiagnosisDocuments implements TextDocumentContentProvider {
  readonly #changed = new EventEmitter<Uri>();
  readonly #registration: Disposable;
  /** Of which connections one was opened. */
  readonly #shown = new Set<string>();
  readonly #markdown: (name: string) => Promise<string>;

  readonly onDidChange = this.#changed.event;

  constructor(markdown: (name: string) => Promise<string>) {
    this.#markdown = markdown;
    // Who registers before the event is there is not listened to.
    this.#registration = workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  provideTextDocumentContent(uri: Uri): Promise<string> {
    return this.#markdown(nameOf(uri));
  }

  async show(name: string): Promise<void> {
    const uri = uriOf(name);
    this.#shown.add(name);
    const document = await workspace.openTextDocument(uri);
    this.#changed.fire(uri);
    // The preview is an extension of its own, and may be turned off; its commands are not listed before it runs.
    const preview = extensions.getExtension('vscode.markdown-language-features');
    if (preview) await commands.executeCommand('markdown.showPreview', uri);
    else await window.showTextDocument(document, { preview: true });
  }

  /** Names of connections whose diagnosis is open, as a text or as a preview of it. */
  open(): string[] {
    const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
    return [...this.#shown].filter((name) => tabs.some((tab) => shows(tab, name)));
  }

  /** Something was observed. A document that only a preview shows is closed after some minutes unless it is opened again. */
  async changed(): Promise<void> {
    for (const uri of this.open().map(uriOf)) {
      await workspace.openTextDocument(uri);
      this.#changed.fire(uri);
    }
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

const nameOf = ({ path }: Uri): string => path.slice(1).replace(/\.md$/, '');

const uriOf = (name: string): Uri => Uri.from({ scheme: SCHEME, path: `/${name}.md` });

/** A preview has no address: it is known by its kind and by the name of the file in its title. */
function shows({ input, label }: Tab, name: string): boolean {
  if (input instanceof TabInputText) return input.uri.toString() === uriOf(name).toString();
  const preview = input instanceof TabInputWebview && input.viewType.endsWith('markdown.preview');
  return preview && label.endsWith(` ${name.split('/').at(-1)}.md`);
}
