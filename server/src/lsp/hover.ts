/** Hovers: what the core says, in the words of the protocol. */

import { type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type HoverText, hoverAt } from '../core/explain/hover';
import { escaped, type LinkTo } from '../core/explain/instance-hover';
import { yamlHoverAt } from '../core/explain/yaml-hover';
import type { Project } from '../core/project/project';
import { type FileId, type PresentOffset, presentOffset } from '../core/text/span';
import { type ManifestPoint, manifestPointAt } from '../core/yaml/manifest-point';
import { fileIdOfUri } from '../files/uri';
import { showBudget } from './budget-requests';
import { rangeIn } from './convert';
import { converterIn } from './diagnostics';
import type { Workspace } from './workspace';

/** @param showsBudgets the client has the command of the picture, and lets links of hovers run it */
export function hover(
  { textDocument, position }: HoverParams,
  workspace: Workspace,
  showsBudgets: boolean,
): Hover | undefined {
  const document = workspace.document(textDocument.uri);
  if (!document) return undefined;
  const file = fileIdOfUri(document.uri);
  const { result, project } = workspace.folderOf(file);
  const offset = presentOffset(document.offsetAt(position));
  const found = project.conf(file)
    ? hoverAt(result.instances, file, document.getText(), project.stable(file, offset))
    : yamlHoverAt(result.instances, pointIn(project, file, offset), linkIn(document, workspace));
  if (!found) return undefined;
  return {
    contents: { kind: MarkupKind.Markdown, value: found.markdown + (showsBudgets ? pictureLink(found) : '') },
    range: rangeIn(document, project.now({ file, span: found.span }).span),
  };
}

/** A unit of systemd is a manifest without trees. */
function pointIn(project: Project, file: FileId, present: PresentOffset): ManifestPoint {
  const yaml = project.yaml(file);
  if (yaml) return manifestPointAt(yaml, present);
  const offset = project.stable(file, present);
  return { file, trees: [], text: project.piece({ file, span: { start: offset, end: offset } }), offset };
}

function pictureLink({ budgetOf: instance }: HoverText): string {
  const command = instance && showBudget(instance);
  if (!command) return '';
  const id = inLink(encodeURIComponent(JSON.stringify(command.arguments)));
  return `\n\n[Show memory budget](command:${command.command}?${id} "As a picture, with numbers to try")`;
}

/** A parenthesis would end the link. */
const inLink = (uri: string): string => uri.replace(/[()]/g, (one) => (one === '(' ? '%28' : '%29'));

/** Links that name a line; short where it is one of the same document. */
function linkIn(document: TextDocument, workspace: Workspace): LinkTo {
  const converter = converterIn(workspace, fileIdOfUri(document.uri));
  return (place) => {
    const { file } = place;
    const { uri, range } = converter.location(workspace.folderOf(file).project.now(place));
    const line = range.start.line + 1;
    const name = file.slice(file.lastIndexOf('/') + 1);
    const text = uri === document.uri ? `line ${line}` : `${escaped(name)}:${line}`;
    return `[${text}](${inLink(uri)}#L${line})`;
  };
}
