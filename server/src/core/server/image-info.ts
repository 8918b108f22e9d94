/** What the name of a container image tells. */

import type { Product } from '../model/version';

/**
 * - `server`: a Redis or Valkey server, or another one that reads their configuration
 * - `sentinel`: watches servers and holds no data
 * - `forkless`: speaks the protocol but does not fork to save
 * - `other`: a client, an exporter, an operator, several servers in one, a commercial node with its own memory
 *   management
 */
export type ImageKind = 'server' | 'sentinel' | 'forkless' | 'other';

/** Determines the entry point and the environment variables of an image. */
export type ImageFamily = 'official' | 'bitnami' | 'stack' | 'opstree' | 'sclorg' | 'unknown';

export interface ImageInfo {
  /** The last path component, without tag and digest. */
  readonly name: string;
  readonly kind: ImageKind;
  readonly family: ImageFamily;
  readonly product: Product | undefined;
  /** `7`, `7.2`, `7.2.4` from the tag; undefined for `latest`, a digest, or no tag. */
  readonly version: string | undefined;
  /** Another product whose configuration is read as this version reads it: `KeyDB 6.3.4`. */
  readonly readAs?: string;
  /** All of its servers are nodes of a cluster. */
  readonly clustered: boolean;
  /** The file that its server reads where no argument names one. Absolute. */
  readonly configuration?: string;
  readonly dataDirectory?: string;
  /** Where relative paths count from. */
  readonly workingDirectory?: string;
  /** Its entry point loads modules. */
  readonly modules?: boolean;
  /** All variables that it sets; unknown where this is left out. */
  readonly environment?: readonly string[];
  /** Folders in its root, and paths that are not in it; it may hold any file where this is left out. */
  readonly files?: { readonly folders: readonly string[]; readonly absent: readonly string[] };
}
