/** How Kubernetes writes and starts containers. */

import { argumentOf } from '../../container/shell/words';
import type { ContainerDialect } from '../../container/unit';
import { limitEdits, showLimit } from './limit-edits';

export const KUBERNETES_CONTAINER: ContainerDialect = {
  kind: 'kubernetes',
  argumentsKey: 'args',
  argumentsNameProgram: false,
  word: (scalar, { variables, variablesKnown }) => argumentOf(scalar, variables, variablesKnown),
  isShared: () => false,
  limitEdits,
  showLimit,
};
