/** How Compose writes and starts containers. */

import { insertWords } from '../../container/image/beside-image';
import { isOpen } from '../../container/open-text';
import { wordOf } from '../../container/shell/words';
import type { ContainerDialect } from '../../container/unit';
import { limitEdits, showLimit } from './limit-edits';

export const COMPOSE_CONTAINER: ContainerDialect = {
  machine: 'host',
  // A compose file runs on one machine.
  together: 'file',
  argumentsKey: 'command',
  argumentsNameProgram: true,
  // Compose has interpolated its variables by the time that words are read.
  word: (scalar) => wordOf(scalar, scalar.text, !isOpen(scalar.text)),
  isShared: ({ place }) => /(?:^|\/)\.env[^/]*$/.test(place.file),
  addArguments: ({ tree }, words, text) => insertWords(tree, 'command', words, text),
  limitEdits,
  showLimit,
};
