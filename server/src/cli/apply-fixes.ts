/** `--fix`: applies fixes in rounds until nothing changes, and writes only files whose text changed. */

import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import type { Configuration } from '../core/configuration';
import { applyEdits } from '../core/edits';
import { Linter } from '../core/lint';
import type { Edit, Finding, Fix } from '../core/model/finding';
import type { Project } from '../core/project/project';
import type { FileId } from '../core/text/span';
import { pathOfFileId } from '../files/file-id';
import type { ReadText } from '../files/read';

/** A fix may make another possible; more rounds than this would mean that two fixes undo each other. */
const ROUNDS = 10;

export interface Fixed {
  readonly fixes: number;
  readonly files: readonly FileId[];
}

/**
 * Changes the project and the files on disk.
 * @param rules whose first fix is applied whatever its safety
 * @throws Error when a file changed since it was read, or cannot be written
 */
export async function applyFixes(
  project: Project,
  read: ReadonlyMap<FileId, ReadText>,
  configuration: Configuration,
  rules: ReadonlySet<string>,
): Promise<Fixed> {
  const changed = new Set<FileId>();
  const linter = new Linter();
  let fixes = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { findings } = linter.lint(project, configuration);
    const applied = applyOnce(project, chosenFixes(findings, rules), read);
    if (applied.count === 0) break;
    fixes += applied.count;
    for (const file of applied.files) changed.add(file);
  }
  for (const file of changed) await write(file, read.get(file)?.text ?? '', project.text(file) ?? '');
  return { fixes, files: [...changed] };
}

function chosenFixes(findings: readonly Finding[], rules: ReadonlySet<string>): Fix[] {
  return findings.flatMap(({ rule, fixes }) => {
    const safe = fixes.find(({ safety }) => safety === 'safe');
    const named = rules.has(rule) ? fixes.find(({ safety }) => safety !== 'allow') : undefined;
    return safe ?? named ?? [];
  });
}

/** Fixes that overlap one already taken wait for the next round. */
function applyOnce(
  project: Project,
  fixes: readonly Fix[],
  read: ReadonlyMap<FileId, ReadText>,
): { count: number; files: Set<FileId> } {
  const taken: Edit[] = [];
  let count = 0;
  for (const fix of fixes) {
    const writable = fix.edits.every(({ file }) => read.get(file)?.lossy === false);
    const free = fix.edits.every((edit) => !taken.some((other) => touches(edit, other)));
    if (!writable || !free || fix.edits.length === 0) continue;
    taken.push(...fix.edits);
    count += 1;
  }
  const files = new Set(taken.map(({ file }) => file));
  for (const file of files) {
    project.set(
      file,
      applyEdits(
        project.text(file) ?? '',
        taken.filter((edit) => edit.file === file),
      ),
    );
  }
  return { count, files };
}

const touches = (a: Edit, b: Edit): boolean =>
  a.file === b.file && a.span.start <= b.span.end && b.span.start <= a.span.end;

/** Through a file beside it, so that a crash leaves the old text or the new one. */
async function write(file: FileId, before: string, after: string): Promise<void> {
  const path = pathOfFileId(file);
  if ((await readFile(path, 'utf8')) !== before)
    throw new Error(`${path}: changed while it was checked; not written`);
  const { mode } = await stat(path);
  const temporary = `${path}.forkguard-${process.pid}`;
  await writeFile(temporary, after, { mode });
  await rename(temporary, path);
}
