/** Patterns in words become the names of the files that match them. */

import { isUncertain } from './output';
import { isPattern, matches, type PatternPiece, patternOf } from './pattern';
import type { State } from './state';
import { isKnown } from './text';

/** @returns undefined where the word stays as it is; `unknown` where it is not known which files there are */
export function matchingPaths(
  pieces: readonly PatternPiece[],
  { files, options }: State,
): readonly string[] | 'unknown' | undefined {
  if (options.noglob || !pieces.some(({ text, quoted }) => !quoted && isPattern(text))) return undefined;
  const steps = stepsOf(pieces);
  if (pieces.some(({ text }) => !isKnown(text)) || !steps) return 'unknown';
  let found = [steps[0]?.every(({ text }) => text === '') ? '/' : ''];
  for (const step of found[0] === '/' ? steps.slice(1) : steps) {
    const next: string[] = [];
    for (const folder of found) {
      const names = namesFor(step, folder, files);
      if (!names) return 'unknown';
      next.push(...names.map((name) => folder + (folder === '' || folder.endsWith('/') ? '' : '/') + name));
    }
    found = next;
  }
  const there = found.map((path) => exists(path, files));
  if (there.includes(undefined)) return 'unknown';
  const paths = found.filter((_, index) => there[index]);
  if (paths.length === 0) return options.nullglob ? [] : undefined;
  return paths.sort();
}

/** The pieces between the slashes. */
function stepsOf(pieces: readonly PatternPiece[]): PatternPiece[][] | undefined {
  const steps: PatternPiece[][] = [[]];
  for (const { text, quoted } of pieces) {
    if (!quoted && /\[[^\]]*\//.test(text)) return undefined;
    for (const [index, part] of text.split('/').entries()) {
      if (index > 0) steps.push([]);
      if (part !== '') steps.at(-1)?.push({ text: part, quoted });
    }
  }
  return steps;
}

function namesFor(
  step: readonly PatternPiece[],
  folder: string,
  files: State['files'],
): readonly string[] | undefined {
  const name = step.map(({ text }) => text).join('');
  if (!step.some(({ text, quoted }) => !quoted && isPattern(text))) return [name];
  const pattern = patternOf(step);
  const names = files.namesIn(folder === '' ? '.' : folder);
  if (!pattern || !names) return undefined;
  return names.filter((one) => (name.startsWith('.') || !one.startsWith('.')) && matches(pattern, one));
}

function exists(path: string, files: State['files']): boolean | undefined {
  const found = files.read(path);
  if (found.kind !== 'file') return files.isFolder(path);
  return isUncertain(found.file) ? undefined : true;
}
