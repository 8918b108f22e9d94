/** Diagnostics by pull, and by push for editors that cannot pull. Both go through the same function. */

import {
  type Connection,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileId } from '../core/text/span';
import { fileIdOfUri } from '../files/uri';
import { Converter, SOURCE } from './convert';
import { safely } from './safely';
import type { Workspace } from './workspace';

/** Places as they stand now in the files around one of them. */
export function converterIn(workspace: Workspace, file: FileId): Converter {
  const { project } = workspace.folderOf(file);
  return new Converter({
    text: (each) => project.text(each) ?? '',
    document: (each) => workspace.documentOf(each),
    uri: (each) => workspace.uriOf(each),
  });
}

/** The diagnostics of an open document as it is now. */
function diagnosticsOf(document: TextDocument, workspace: Workspace): Diagnostic[] {
  const file = fileIdOfUri(document.uri);
  const folder = workspace.folderOf(file);
  const converter = converterIn(workspace, file);
  if (folder.isProjectFile(file)) {
    return folder.configurationProblems.map(({ message, place }) => ({
      range: converter.range(file, place.span),
      severity: DiagnosticSeverity.Error,
      source: SOURCE,
      code: 'configuration',
      message,
    }));
  }
  return folder.findings(file).map((finding) => converter.diagnostic(finding));
}

export interface DiagnosticsSupport {
  /** A document changed. */
  changed(document: TextDocument): void;
  /** A document was closed. */
  closed(uri: string): void;
  /** Anything may have changed. */
  refresh(): void;
}

/**
 * The editor asks; the server only says when asking again is worth it.
 * @param ready the settings and the folders are known
 */
export function pullDiagnostics(
  connection: Connection,
  workspace: Workspace,
  ready: Promise<void>,
  canRefresh: boolean,
): DiagnosticsSupport {
  const log = (line: string) => connection.console.error(line);
  const report = safely(log, [], (document: TextDocument) => diagnosticsOf(document, workspace));
  connection.languages.diagnostics.on(async ({ textDocument }): Promise<DocumentDiagnosticReport> => {
    await ready;
    await workspace.ready();
    const document = workspace.document(textDocument.uri);
    const items = document ? report(document) : [];
    lastReported.set(textDocument.uri, signatureOf(items));
    return { kind: DocumentDiagnosticReportKind.Full, items };
  });
  const lastReported = new Map<string, string>();
  const refresh = () => {
    if (canRefresh)
      connection.languages.diagnostics.refresh().catch((error: unknown) => log(`refresh: ${error}`));
  };
  /** An editor asks again for what is typed into, but late or never for the others. */
  const lookAtOthers = () => {
    timer = undefined;
    const others = [...workspace.documents()].filter(({ uri }) => lastReported.has(uri) && uri !== typedInto);
    if (others.some((document) => signatureOf(report(document)) !== lastReported.get(document.uri)))
      refresh();
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let typedInto = '';
  return {
    changed: ({ uri }) => {
      typedInto = uri;
      clearTimeout(timer);
      timer = setTimeout(lookAtOthers, OTHERS_DELAY);
    },
    closed: (uri) => lastReported.delete(uri),
    refresh,
  };
}

/** Other documents are looked at so long after the last change. Milliseconds. */
const OTHERS_DELAY = 100;

/** What a reader sees of them. */
const signatureOf = (diagnostics: readonly Diagnostic[]): string =>
  JSON.stringify(diagnostics.map(({ range, severity, message }) => [range, severity, message]));

/** Long enough to take a burst of changes together, too short to be felt. Milliseconds. */
const PUSH_DELAY = 20;

/** The server sends, after a short rest, always for the newest version of every open document. */
export function pushDiagnostics(
  connection: Connection,
  workspace: Workspace,
  ready: Promise<void>,
): DiagnosticsSupport {
  const log = (line: string) => connection.console.error(line);
  const report = safely(log, [], (document: TextDocument) => diagnosticsOf(document, workspace));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const send = async () => {
    await ready;
    await workspace.ready();
    timer = undefined;
    for (const document of workspace.documents()) {
      const { uri, version } = document;
      void connection.sendDiagnostics({ uri, version, diagnostics: report(document) });
    }
  };
  const schedule = () => {
    if (timer === undefined) timer = setTimeout(() => void send(), PUSH_DELAY);
  };
  return {
    changed: schedule,
    closed: (uri) => void connection.sendDiagnostics({ uri, diagnostics: [] }),
    refresh: schedule,
  };
}
