/** Diagnostics by pull, and by push for editors that cannot pull. Both go through the same function. */

import {
  type Connection,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { failureMessage } from '../core/failure';
import type { FileId } from '../core/text/span';
import { fileIdOfUri } from '../files/uri';
import { Converter, SOURCE } from './convert';
import { background, type FailureSink, safely, stopIfCancelled, unlessRefused } from './safely';
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

/** Where all of it fails, that is what the document shows: without anything it would look clean. */
const reporter = (workspace: Workspace, sink: FailureSink) =>
  safely(sink, FAILED, [FAILURE], (document: TextDocument) => diagnosticsOf(document, workspace));

const FAILED = 'This file could not be checked.';
const FAILURE: Diagnostic = {
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
  severity: DiagnosticSeverity.Warning,
  source: SOURCE,
  code: 'could-not-be-checked',
  message: failureMessage({ file: '', what: FAILED, error: undefined }),
};

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
  sink: FailureSink,
): DiagnosticsSupport {
  const report = reporter(workspace, sink);
  connection.languages.diagnostics.on(async ({ textDocument }, token): Promise<DocumentDiagnosticReport> => {
    await ready;
    await workspace.ready();
    stopIfCancelled(token);
    const document = workspace.document(textDocument.uri);
    const items = document ? report(document) : [];
    lastReported.set(textDocument.uri, signatureOf(items));
    return { kind: DocumentDiagnosticReportKind.Full, items };
  });
  const lastReported = new Map<string, string>();
  const refresh = () => {
    if (canRefresh) unlessRefused(connection.languages.diagnostics.refresh());
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
  sink: FailureSink,
): DiagnosticsSupport {
  const report = reporter(workspace, sink);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const send = async () => {
    await ready;
    await workspace.ready();
    timer = undefined;
    for (const document of workspace.documents()) {
      const { uri, version } = document;
      unlessRefused(connection.sendDiagnostics({ uri, version, diagnostics: report(document) }));
    }
  };
  const schedule = () => {
    if (timer === undefined)
      timer = setTimeout(() => background(sink, 'Diagnostics could not be sent.', send()), PUSH_DELAY);
  };
  return {
    changed: schedule,
    closed: (uri) => unlessRefused(connection.sendDiagnostics({ uri, diagnostics: [] })),
    refresh: schedule,
  };
}
