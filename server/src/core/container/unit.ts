/**
 * One container as its manifest gives it, the same for a pod, a compose service and a unit of systemd: what the project
 * needs to find out which server runs in it and how it is configured.
 */

import type { ConfigText } from '../directives/config-text';
import type { Fact } from '../model/fact';
import type { Edit } from '../model/finding';
import type { Role } from '../model/stated';
import type { Completeness, LimitInfo, Placement } from '../server/placement';
import type { Place } from '../text/span';
import type { TextOf } from '../yaml/edit/edit';
import type { ListTree, MapTree, ScalarTree } from '../yaml/tree';
import type { Variable } from './environment';
import type { ContainerFiles } from './files';
import type { ArgumentWord } from './shell/argument-word';

export interface ContainerUnit {
  /** `StatefulSet/redis`, `service cache`. */
  readonly owner: string;
  /** Name of the container; the same as the owner's for compose. */
  readonly container: string;
  readonly dialect: ContainerDialect;
  /** The mapping of the container. */
  readonly tree: MapTree;
  /** The image as it runs, after image transformers. */
  readonly image: string | undefined;
  /** Where findings about the whole container go: the image, else the name. */
  readonly anchor: Place;
  readonly command: WordList;
  readonly args: WordList;
  /** In order; `known` tells whether every name and value of it is in the manifests. */
  readonly variables: readonly Variable[];
  readonly variablesKnown: boolean;
  readonly files: ContainerFiles;
  /** Where relative paths count from; undefined where the image decides. */
  readonly workingDirectory: string | undefined;
  /** Bytes; the place is the quantity. */
  readonly limit: LimitInfo;
  readonly role: Fact<Role> | undefined;
  /** What is set with CONFIG SET once the server runs. */
  readonly runtime?: readonly ConfigText[];
  /** Replicas that follow this server, where the manifests say so. */
  readonly followers: Fact<number> | undefined;
  readonly completeness: Completeness;
}

/** How a platform writes and starts its containers: what their readers need and only the platform knows. */
export interface ContainerDialect {
  readonly machine: Placement['machine'];
  readonly together: NonNullable<Placement['together']>;
  /** The key of the words that follow the entry point of the image. */
  readonly argumentsKey: string;
  /** Those words replace the command of the image: a configuration file alone starts no server. */
  readonly argumentsNameProgram: boolean;
  /** A word of the command as the process gets it, once the platform has put its variables in. */
  readonly word: (scalar: ScalarTree, unit: ContainerUnit) => ArgumentWord;
  /**
   * Words as they are written into a command that is one string, where a shell would not do.
   * @param script they are part of a script inside that string
   * @returns undefined for words that cannot be written there
   */
  readonly writeWords?: (words: readonly string[], script: boolean) => string | undefined;
  /** A variable of a file that other containers read too. */
  readonly isShared: (variable: Variable) => boolean;
  /** Writes the first arguments of the server, where the image decides so far. */
  readonly addArguments: (unit: ContainerUnit, words: readonly string[], text: TextOf) => readonly Edit[];
  /** @param bytes of the limit, written in the grammar of the platform */
  readonly limitEdits: (unit: ContainerUnit, bytes: number, text: TextOf) => readonly Edit[];
  /** The amount as `limitEdits` writes it. */
  readonly showLimit: (unit: ContainerUnit, bytes: number, text: TextOf) => string;
}

/** Absent means the image decides; unknown that a template does. */
export type WordList =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly place: Place }
  | { readonly kind: 'words'; readonly list: ListTree | ScalarTree; readonly words: readonly ScalarTree[] };
