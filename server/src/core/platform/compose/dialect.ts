/** How Compose writes and starts containers. */

import { wordOf } from '../../container/shell/words';
import type { ContainerDialect } from '../../container/unit';
import { limitEdits, showLimit } from './limit-edits';

/** A variable that only whoever runs Compose knows (read/interpolate.ts). */
const HOLE = /\$\{\w+\?\}/;

export const COMPOSE_CONTAINER: ContainerDialect = {
  kind: 'compose',
  argumentsKey: 'command',
  argumentsNameProgram: true,
  // Compose has interpolated its variables by the time that words are read.
  word: (scalar) => wordOf(scalar, scalar.text, !HOLE.test(scalar.text)),
  isShared: ({ place }) => /(?:^|\/)\.env[^/]*$/.test(place.file),
  limitEdits,
  showLimit,
};
