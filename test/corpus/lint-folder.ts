/** Linting one folder as the shells would: the same files, read in the same way. */

import { NO_CONFIGURATION } from '../../server/src/core/configuration';
import { type LintResult, lint } from '../../server/src/core/lint';
import type { Finding } from '../../server/src/core/model/finding';
import { Project } from '../../server/src/core/project/project';
import { LineIndex } from '../../server/src/core/text/line-index';
import type { Place, PresentPlace } from '../../server/src/core/text/span';
import { fileIdOfPath } from '../../server/src/files/file-id';
import { walk } from '../../server/src/files/walk';
import { mayConcern, readCandidate, readReferences } from '../../server/src/files/workspace';

export interface LintedFolder extends LintResult {
  /** Files of the folder that were looked at. */
  readonly files: number;
  /** Path below the folder, and the line from 1. */
  where(place: PresentPlace): { file: string; line: number };
  /** From a place of an instance to one of a finding. */
  now(place: Place): PresentPlace;
}

/** @param folder absolute */
export async function lintFolder(folder: string): Promise<LintedFolder> {
  const project = new Project();
  let files = 0;
  for await (const path of walk(folder, { accepts: mayConcern, ignored: true })) {
    const read = await readCandidate(path);
    files += 1;
    if (read.kind === 'text') project.set(fileIdOfPath(path), read.text);
  }
  await readReferences(project, [folder]);
  const result = lint(project, NO_CONFIGURATION);
  const root = `${fileIdOfPath(folder)}/`;
  const where = ({ file, span }: PresentPlace) => ({
    file: file.startsWith(root) ? file.slice(root.length) : file,
    line: new LineIndex(project.text(file) ?? '').lineAt(span.start) + 1,
  });
  return { ...result, files, where, now: (place) => project.now(place) };
}

/** `k8s/redis.yaml:12 warning missing-maxmemory: No maxmemory …` */
export function showFinding({ place, severity, rule, message }: Finding, { where }: LintedFolder): string {
  const { file, line } = where(place);
  return `${file}:${line} ${severity} ${rule}: ${message}`;
}
