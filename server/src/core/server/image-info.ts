/** What is known of a container image by its name. */

import type { Product } from '../model/version';

/**
 * - `server`: a Redis or Valkey server, or one that reads their configuration
 * - `sentinel`: watches servers, holds no data
 * - `forkless`: speaks the protocol but does not fork to save
 * - `other`: a client, an exporter, an operator, several servers in one, a commercial node with a memory of its own
 */
export type ImageKind = 'server' | 'sentinel' | 'forkless' | 'other';

/** Which entry point and which environment an image has. */
export type ImageFamily = 'official' | 'bitnami' | 'stack' | 'opstree' | 'sclorg' | 'unknown';

export interface ImageInfo {
  /** The last component, without tag and digest. */
  readonly name: string;
  readonly kind: ImageKind;
  readonly family: ImageFamily;
  readonly product: Product | undefined;
  /** `7`, `7.2`, `7.2.4`, as the tag says; undefined for `latest`, a digest, or no tag. */
  readonly version: string | undefined;
  /** Every server of it is a node of a cluster. */
  readonly clustered: boolean;
}
