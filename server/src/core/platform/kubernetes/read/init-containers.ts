/** What init containers leave in the volumes of a pod before its server starts. */

import { ContainerFiles, type Volume } from '../../../container/files';
import { imageFiles, readImage } from '../../../container/image/image';
import { runContext } from '../../../container/image/scripts';
import { runWords } from '../../../container/shell/run';
import { argumentOf } from '../../../container/shell/words';
import { itemsAt, type MapTree, type ScalarTree, textAt } from '../../../yaml/tree';
import { type DataLookup, variablesOf } from './environment';
import { memoryLimitOf } from './memory-limit';
import { mountsOf } from './volumes';

/** Init containers run one after the other; what they write into volumes is there for the server. */
export function runInitContainer(
  container: MapTree,
  volumes: ReadonlyMap<string, Volume>,
  lookup: DataLookup,
): void {
  const name = textAt(container, 'image');
  const image = name === undefined ? undefined : readImage(name);
  const files = new ContainerFiles(mountsOf(container, volumes), '/', imageFiles(image));
  const limit = memoryLimitOf(container, undefined, undefined, false);
  const { variables, known } = variablesOf(container, limit, lookup);
  const words = scalarsIn(container).map((word) => argumentOf(word, variables, known));
  if (words.length === 0) {
    files.hide();
    return;
  }
  const context = runContext(image, { variables, variablesKnown: known, files });
  const { files: after, gaveUp } = runWords(words, context);
  if (gaveUp) files.hide();
  else files.join([after], ([only]) => only);
}

export const scalarsIn = (container: MapTree): ScalarTree[] =>
  [...itemsAt(container, 'command'), ...itemsAt(container, 'args')].filter(
    (item): item is ScalarTree => item.kind === 'scalar',
  );
