/** `--fix`: applies fixes in rounds until nothing changes, and writes only files whose text changed. */

import type { Configuration } from '../core/configuration';
import { applyEdits } from '../core/edits';
import { Linter } from '../core/lint';
import type { Edit, Finding, Fix } from '../core/model/finding';
import type { Project } from '../core/project/project';
import type { FileId, PresentPlace } from '../core/text/span';
import { pathOfFileId } from '../files/file-id';
import { reasonOf } from '../files/read';
import { ChangedMeanwhile, replaceText } from '../files/write';
import type { Input } from './input';
import { lintInput } from './lint-input';

type ReadFiles = Pick<Input, 'named' | 'project' | 'read'>;

/** A fix may make another possible; more rounds than this would mean that two fixes undo each other. */
const ROUNDS = 10;

export interface Fixed {
  readonly fixes: number;
  /** Files that were written. */
  readonly files: readonly FileId[];
  /** Files that could not be written; they are as they were. */
  readonly failed: readonly { readonly file: FileId; readonly why: string }[];
}

/**
 * Changes the project and the files on disk, of which only those that were named.
 * @param rules whose first fix is applied whatever its safety
 */
export async function applyFixes(
  input: ReadFiles,
  configuration: Configuration,
  rules: ReadonlySet<string>,
): Promise<Fixed> {
  const { project, read } = input;
  const counts = fixTexts(input, configuration, rules);
  const files: FileId[] = [];
  const failed: { file: FileId; why: string }[] = [];
  let fixes = 0;
  for (const [file, count] of counts) {
    const before = read.get(file)?.text ?? '';
    const why = await write(file, before, project.text(file) ?? '');
    if (why === undefined) {
      files.push(file);
      fixes += count;
    } else {
      failed.push({ file, why });
      project.set(file, before);
    }
  }
  return { fixes, files, failed };
}

/** @returns how many fixes each changed file has */
function fixTexts(
  input: ReadFiles,
  configuration: Configuration,
  rules: ReadonlySet<string>,
): Map<FileId, number> {
  const { project } = input;
  const counts = new Map<FileId, number>();
  const linter = new Linter();
  for (let round = 0; round < ROUNDS; round += 1) {
    const { findings } = lintInput(input, configuration, linter);
    const chosen = chosenFixes(findings, rules).filter((fix) => changesText(fix, project));
    const fixes = compatibleFixes(chosen, input);
    if (fixes.length === 0) break;
    const edits = fixes.flatMap((fix) => fix.edits);
    for (const file of new Set(edits.map((edit) => edit.file))) {
      const own = edits.filter((edit) => edit.file === file);
      project.set(file, applyEdits(project.text(file) ?? '', own));
      const count = fixes.filter((fix) => fix.edits[0]?.file === file).length;
      counts.set(file, (counts.get(file) ?? 0) + count);
    }
  }
  return counts;
}

/** Text is replaced where it is now. */
type ShownFix = Fix<PresentPlace>;

function chosenFixes(findings: readonly Finding[], rules: ReadonlySet<string>): ShownFix[] {
  return findings.flatMap(({ rule, fixes }) => {
    const safe = fixes.find(({ safety }) => safety === 'safe');
    const named = rules.has(rule) ? fixes.find(({ safety }) => safety !== 'allow') : undefined;
    return safe ?? named ?? [];
  });
}

const changesText = ({ edits }: ShownFix, project: Project): boolean =>
  edits.some(({ file, span, newText }) => project.text(file)?.slice(span.start, span.end) !== newText);

/** Fixes that overlap one already taken wait for the next round. */
function compatibleFixes(fixes: readonly ShownFix[], { named, read }: ReadFiles): ShownFix[] {
  const taken: ShownFix[] = [];
  const edits: Edit<PresentPlace>[] = [];
  for (const fix of fixes) {
    const writable = fix.edits.every(({ file }) => named.has(file) && read.get(file)?.lossy === false);
    const free = fix.edits.every((edit) => !edits.some((other) => touches(edit, other)));
    if (!writable || !free) continue;
    taken.push(fix);
    edits.push(...fix.edits);
  }
  return taken;
}

const touches = (a: Edit<PresentPlace>, b: Edit<PresentPlace>): boolean =>
  a.file === b.file && a.span.start <= b.span.end && b.span.start <= a.span.end;

/** @returns why not */
async function write(file: FileId, before: string, after: string): Promise<string | undefined> {
  try {
    await replaceText(pathOfFileId(file), before, after);
    return undefined;
  } catch (error) {
    return `not written: ${error instanceof ChangedMeanwhile ? error.message : reasonOf(error)}`;
  }
}
