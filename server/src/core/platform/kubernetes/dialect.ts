/** How Kubernetes writes and starts containers. */

import { insertWords } from '../../container/image/beside-image';
import { argumentOf } from '../../container/shell/words';
import type { ContainerDialect } from '../../container/unit';
import { limitEdits, showLimit } from './limit-edits';

export const KUBERNETES_CONTAINER: ContainerDialect = {
  machine: 'node',
  // Containers of a pod are named after its owner.
  together: 'owner',
  argumentsKey: 'args',
  argumentsNameProgram: false,
  word: (scalar, { variables, variablesKnown }) => argumentOf(scalar, variables, variablesKnown),
  isShared: () => false,
  addArguments: ({ tree }, words, text) => insertWords(tree, 'args', words, text),
  limitEdits,
  showLimit,
};
