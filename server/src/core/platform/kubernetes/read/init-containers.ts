/** What init containers leave in the volumes of a pod before its server starts. */

import { ContainerFiles, type ContainerFiles as Files, type Volume } from '../../../container/files';
import { runScript } from '../../../container/shell/script-run';
import { parseScript } from '../../../container/shell/shell';
import { shellQuote } from '../../../container/shell/unit-words';
import { argumentOf, wordOf } from '../../../container/shell/words';
import type { ArgumentWord } from '../../../container/start';
import { SourceMap } from '../../../text/source-map';
import { cover } from '../../../text/span';
import { itemsAt, type MapTree, type ScalarTree } from '../../../yaml/tree';
import { type DataLookup, variablesOf } from './environment';
import { memoryLimitOf } from './memory-limit';
import { mountsOf } from './volumes';

/** Init containers run one after the other; what they write into volumes is there for the server. */
export function runInitContainer(
  container: MapTree,
  volumes: ReadonlyMap<string, Volume>,
  lookup: DataLookup,
): void {
  const files = new ContainerFiles(mountsOf(container, volumes));
  const limit = memoryLimitOf(container, undefined, undefined, false);
  const { variables, known: allKnown } = variablesOf(container, limit, lookup);
  const script = scriptOf(
    scalarsIn(container).map((word) => argumentOf(word, variables, allKnown)),
    files,
  );
  if (!script) {
    files.hide();
    return;
  }
  const values = new Map(
    variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])),
  );
  runScript(parseScript(script.value, values), files, { map: script.map, place: script.place });
}

export const scalarsIn = (container: MapTree): ScalarTree[] =>
  [...itemsAt(container, 'command'), ...itemsAt(container, 'args')].filter(
    (item): item is ScalarTree => item.kind === 'scalar',
  );

/** The script that words run: after `-c`, a file that is mounted, or the words themselves. */
export function scriptOf(
  words: readonly ArgumentWord[],
  files: Files,
): Pick<ArgumentWord, 'value' | 'map' | 'place'> | undefined {
  const flag = words.findIndex(({ value }) => /^-[a-z]*c[a-z]*$/.test(value));
  if (flag !== -1) return words[flag + 1];
  for (const word of words.slice(0, 2)) {
    const content = files.read(word.value);
    const part = content.kind === 'file' ? content.file.parts[0] : undefined;
    if (part?.kind === 'text' && part.scalar) return wordOf(part.scalar);
  }
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last) return undefined;
  const place = { file: first.place.file, span: cover(first.place.span, last.place.span) };
  const value = words.map((word) => shellQuote(word.value)).join(' ');
  return { value, place, map: SourceMap.coarse(place.file, value.length, place.span) };
}
