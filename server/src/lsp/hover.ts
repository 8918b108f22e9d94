/** Hovers: what the core says, in the words of the protocol. */

import { type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { hoverAt } from '../core/explain/hover';
import { escaped, type LinkTo } from '../core/explain/instance-hover';
import { yamlHoverAt } from '../core/explain/yaml-hover';
import { fileIdOfUri } from '../files/uri';
import { rangeIn } from './convert';
import { converterIn } from './diagnostics';
import type { Workspace } from './workspace';

export function hover({ textDocument, position }: HoverParams, workspace: Workspace): Hover | undefined {
  const document = workspace.document(textDocument.uri);
  if (!document) return undefined;
  const file = fileIdOfUri(document.uri);
  const { result, project } = workspace.folderOf(file);
  const text = document.getText();
  const offset = document.offsetAt(position);
  const yaml = project.yaml(file);
  const found = yaml
    ? yamlHoverAt(
        result.instances,
        { file, text, offset, trees: yaml.treesAt(offset) },
        linkIn(document, workspace),
      )
    : hoverAt(result.instances, file, text, offset);
  if (!found) return undefined;
  return {
    contents: { kind: MarkupKind.Markdown, value: found.markdown },
    range: rangeIn(document, found.span),
  };
}

/** Links that name a line; short where it is one of the same document. */
function linkIn(document: TextDocument, workspace: Workspace): LinkTo {
  const converter = converterIn(workspace, fileIdOfUri(document.uri));
  return ({ file, span }) => {
    const { uri, range } = converter.location({ file, span });
    const line = range.start.line + 1;
    const name = file.slice(file.lastIndexOf('/') + 1);
    const text = uri === document.uri ? `line ${line}` : `${escaped(name)}:${line}`;
    const target = uri.replace(/[()]/g, (one) => (one === '(' ? '%28' : '%29'));
    return `[${text}](${target}#L${line})`;
  };
}
