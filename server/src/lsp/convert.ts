/** Between the core's words and those of the protocol. */

import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type SnippetTextEdit,
  type TextDocumentEdit,
  type TextEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type Finding,
  type Fix,
  fullMessage,
  type Safety,
  type Severity,
  type Tag,
} from '../core/model/finding';
import { ruleUrl } from '../core/rules/documentation';
import { LineIndex, type Range } from '../core/text/line-index';
import type { FileId, PresentPlace, PresentSpan } from '../core/text/span';

export const SOURCE = 'forkguard';

/** A fix in protocol terms. */
export interface FixData {
  readonly title: string;
  readonly safety: Safety;
  readonly edits: readonly {
    readonly uri: string;
    readonly range: Range;
    readonly newText: string;
    readonly snippet?: string;
    /** Version of an open document that the edit was computed for; null for a file on disk. */
    readonly version: number | null;
  }[];
}

export const rangeIn = (document: TextDocument, span: PresentSpan): Range => ({
  start: document.positionAt(span.start),
  end: document.positionAt(span.end),
});

/** Texts and URIs of files, for ranges and links. */
export interface Files {
  text(file: FileId): string;
  /** An open document, which knows its lines already. */
  document?(file: FileId): TextDocument | undefined;
  uri(file: FileId): string;
}

export class Converter {
  readonly #indexes = new Map<FileId, LineIndex>();

  /** @param files must not change while this object is used */
  constructor(readonly files: Files) {}

  range(file: FileId, span: PresentSpan): Range {
    const document = this.files.document?.(file);
    if (document) return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
    let index = this.#indexes.get(file);
    if (!index) {
      index = new LineIndex(this.files.text(file));
      this.#indexes.set(file, index);
    }
    return index.rangeOf(span);
  }

  location({ file, span }: PresentPlace): { uri: string; range: Range } {
    return { uri: this.files.uri(file), range: this.range(file, span) };
  }

  diagnostic(finding: Finding): Diagnostic {
    return {
      range: this.range(finding.place.file, finding.place.span),
      severity: SEVERITIES[finding.severity],
      source: SOURCE,
      code: finding.rule,
      codeDescription: { href: ruleUrl(finding.rule) },
      message: fullMessage(finding),
      ...(finding.tags.length > 0 ? { tags: finding.tags.map((tag) => TAGS[tag]) } : {}),
      ...(finding.related.length > 0
        ? {
            relatedInformation: finding.related.map(({ place, message }) => ({
              location: this.location(place),
              message,
            })),
          }
        : {}),
    };
  }

  fix({ title, safety, edits }: Fix<PresentPlace>): FixData {
    return {
      title,
      safety,
      edits: edits.map((edit) => ({
        ...this.location(edit),
        version: this.files.document?.(edit.file)?.version ?? null,
        newText: edit.newText,
        ...(edit.snippet === undefined ? {} : { snippet: edit.snippet }),
      })),
    };
  }
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const TAGS: Readonly<Record<Tag, DiagnosticTag>> = {
  unnecessary: DiagnosticTag.Unnecessary,
  deprecated: DiagnosticTag.Deprecated,
};

/** @param snippets the editor can insert text with placeholders */
export function codeActionOf(fix: FixData, diagnostic: Diagnostic, snippets: boolean): CodeAction {
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    ...(fix.safety === 'safe' ? { isPreferred: true } : {}),
    edit: { documentChanges: documentChangesOf(fix, snippets) },
  };
}

/** The edits of a fix by document, each for the version that they were computed for. */
export function documentChangesOf({ edits }: FixData, snippets: boolean): TextDocumentEdit[] {
  const byUri = new Map<string, (TextEdit | SnippetTextEdit)[]>();
  for (const edit of edits) {
    const text: TextEdit | SnippetTextEdit =
      snippets && edit.snippet !== undefined
        ? { range: edit.range, snippet: { kind: 'snippet', value: edit.snippet } }
        : { range: edit.range, newText: edit.newText };
    byUri.set(edit.uri, [...(byUri.get(edit.uri) ?? []), text]);
  }
  return [...byUri].map(([each, own]) => ({
    textDocument: { uri: each, version: edits.find(({ uri }) => uri === each)?.version ?? null },
    edits: own,
  }));
}
