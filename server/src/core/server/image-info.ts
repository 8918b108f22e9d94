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
  /** All of its servers are nodes of a cluster. */
  readonly clustered: boolean;
}
