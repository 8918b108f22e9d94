/** What a container starts: the types that the readers of commands and of scripts share. */

import type { Variable } from './environment';
import type { ContainerFiles } from './files';
import type { ArgumentWord } from './shell/argument-word';

export interface Start {
  readonly kind: 'server' | 'sentinel';
  /** After the name of the server. */
  readonly args: readonly ArgumentWord[];
  /** Where the name of the server is written, if the manifest or a script names it. */
  readonly program: ArgumentWord | undefined;
  /** As they are when it starts. */
  readonly files: ContainerFiles;
  /** The script in which its command is written. */
  readonly script: Pick<ArgumentWord, 'place' | 'map'> | undefined;
  /** Arguments that the same script gives the server in another case, such as on the other pods. */
  readonly alternatives: readonly (readonly ArgumentWord[])[];
  /** Options on lines of their own after it, which the shell takes for commands. */
  readonly lost: readonly ArgumentWord[];
  /** Something around it was not read, and may add anything. */
  readonly wrapped: boolean;
  /** The script runs what the container gives it (`exec "$@"`): the words of the server are in the container's lists. */
  readonly passedOn: boolean;
  /** It goes through the entry point of the image, which may add to it. */
  readonly entryPoint: boolean;
}

export interface StartContext {
  readonly variables: readonly Variable[];
  /** There are no others. */
  readonly variablesKnown: boolean;
  readonly files: ContainerFiles;
}
