/** What a container starts: the types that the readers of commands and of scripts share. */

import type { ArgumentWord } from './shell/argument-word';
import type { Command } from './shell/command';

export interface Start {
  readonly kind: 'server' | 'sentinel';
  /** After the name of the server. */
  readonly args: readonly ArgumentWord[];
  /** Where the name of the server is written, if somebody wrote it. */
  readonly program: ArgumentWord | undefined;
  /** Commands of the same script before it: they may write configuration files. */
  readonly before: readonly Command[];
  /** The script that they are read from. */
  readonly script: ArgumentWord | undefined;
  /** Arguments that the same script gives the server in another case, such as on the other pods. */
  readonly alternatives: readonly (readonly ArgumentWord[])[];
  /** Options on lines of their own after it, which the shell takes for commands. */
  readonly lost: readonly ArgumentWord[];
  /** A wrapper that cannot be read stands around it, and may add anything. */
  readonly wrapped: boolean;
  /** The script runs what the container gives it (`exec "$@"`): the words of the server stand in the container's lists. */
  readonly passedOn: boolean;
  /** It goes through the entry point of the image, which may add to it. */
  readonly entryPoint: boolean;
}

export interface StartContext {
  /** What `$NAME` is in the environment of the container. */
  readonly variables: ReadonlyMap<string, string>;
  /** The content of a file that manifests put into the container. */
  readonly file: (path: string) => ArgumentWord | undefined;
}
