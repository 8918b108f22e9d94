/** What is known of images, as data: `images.json`. `docs/facts/images.md` says where each fact comes from. */

import type { Product } from '../../model/version';
import type { ImageFamily, ImageKind } from '../../server/image-info';

/** In the order in which they are tried: the first one that fits is it. */
export interface ImagesFile {
  readonly images: readonly ImageRecord[];
}

export interface ImageRecord {
  readonly id: string;
  /** Regular expression for the name without tag and digest, in lower case. */
  readonly repository: string;
  /** Regular expression for the tag; an image without one does not match. */
  readonly tag?: string;
  readonly kind: ImageKind;
  /** Decides the entry point; unknown where it is left out. */
  readonly family?: Exclude<ImageFamily, 'unknown'>;
  readonly product?: Product;
  /** Every server of it is a node of a cluster. */
  readonly clustered?: boolean;
  /** Where the version of its server is written; left out where the image counts its own versions. */
  readonly version?: VersionSource;
  /** The file that its server reads where no argument names one. Absolute. */
  readonly configuration?: string;
  readonly dataDirectory?: string;
  /** Where relative paths count from. */
  readonly workingDirectory?: string;
  /** Its entry point loads modules. */
  readonly modules?: boolean;
  /** All variables that it sets; unknown where this is left out. */
  readonly environment?: readonly string[];
  /** Which files it may hold; any where this is left out. */
  readonly files?: ImageFolders;
  /** The heading in `docs/facts` under which it is described. */
  readonly source: string;
}

export interface ImageFolders {
  /** Names of the folders in its root. */
  readonly folders: readonly string[];
  /** Absolute paths that are not in it. */
  readonly absent: readonly string[];
}

export interface VersionSource {
  /** `name`: `redis-6`, `redis-32-centos7` (3.2). */
  readonly from: 'tag' | 'name';
  /** How many numbers of it are those of the server; all where it is left out. */
  readonly parts?: number;
  /** Regular expression for the part of a tag before the number. */
  readonly prefix?: string;
  /** Releases of another product, with the version of Redis that each of them reads its configuration as. */
  readonly readAs?: ReadAs;
}

export interface ReadAs {
  /** The name of the product, for messages. */
  readonly name: string;
  /** By the numbers that a release begins with, in rising order; the last one holds for a tag without a number. */
  readonly lines: readonly { readonly from: string; readonly version: string }[];
}
