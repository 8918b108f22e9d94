/** Which files are configurations of their own: those that no other file includes. */

import type { ConfDocument } from '../../project/conf-document';
import type { Project } from '../../project/project';

/** In a loop of includes nobody is outside; then the first one by name stands for all. */
export function rootDocuments(project: Project): ConfDocument[] {
  const documents = project.confs();
  const including = documents.filter((document) => hasIncludes(document));
  if (including.length === 0) return documents;
  const included = new Set<string>();
  for (const document of including) {
    for (const text of project.includesOf(document))
      if (text.map.file !== document.file) included.add(text.map.file);
  }
  const roots = documents.filter(({ file }) => !included.has(file));
  const reached = new Set(
    roots.flatMap((root) => [root.file, ...project.includesOf(root).map((text) => text.map.file)]),
  );
  for (const document of documents) {
    if (reached.has(document.file)) continue;
    roots.push(document);
    for (const file of [document.file, ...project.includesOf(document).map((text) => text.map.file)])
      reached.add(file);
  }
  return roots;
}

const hasIncludes = ({ config }: ConfDocument): boolean =>
  config.lines.some((line) => line.kind === 'directive' && line.name === 'include');
