/**
 * One container as its manifest gives it, the same for a pod and for a compose service: what the project needs to find
 * out which server runs in it and how it is configured.
 */

import type { ConfigText } from '../directives/config-text';
import type { Fact } from '../model/fact';
import type { Role } from '../server/stated';
import type { Place } from '../text/span';
import type { ListTree, MapTree, ScalarTree } from '../yaml/tree';
import type { Variable } from './environment';
import type { ContainerFiles } from './files';

export interface ContainerUnit {
  /** `StatefulSet/redis`, `service cache`. */
  readonly owner: string;
  /** Name of the container; the same as the owner's for compose. */
  readonly container: string;
  readonly source: 'kubernetes' | 'compose';
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
  /** The manifest is a patch or part of one: nothing may be called missing in it. */
  readonly fragment: boolean;
}

/** Absent means the image decides; unknown that a template does. */
export type WordList =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly place: Place }
  | { readonly kind: 'words'; readonly list: ListTree | ScalarTree; readonly words: readonly ScalarTree[] };

export interface LimitInfo {
  readonly bytes: Fact<number>;
  /** As written, where the quantity cannot be what was meant. */
  readonly suspicious: SuspiciousQuantity | undefined;
  /** Nobody set one, and nothing unread could. */
  readonly missing: boolean;
  /** The mapping into which a limit would be written. */
  readonly resources: MapTree | undefined;
  /** It holds for every container of the namespace that has none: a limit for this one alone is written beside it. */
  readonly inherited?: boolean;
  /** Bytes that others have of the written limit. */
  readonly beside?: number;
}

export interface SuspiciousQuantity {
  readonly scalar: ScalarTree;
  readonly message: string;
  /** The quantity that was meant, where there is one reading. */
  readonly meant: string | undefined;
}
