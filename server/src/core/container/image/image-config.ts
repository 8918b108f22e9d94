/** Where images look for configuration that nobody tells them of: files, and variables of the environment. */

import type { ImageInfo } from '../../server/image-info';
import type { Start } from '../started';
import type { ContainerUnit } from '../unit';

export interface StandardConfig {
  /** Read instead of everything that the image generates. */
  readonly replaces: string;
  /** Written by the image, and changed by it where somebody mounts one. */
  readonly base?: string;
  /** Included after everything else. */
  readonly last?: string;
}

/** Configuration files that images read without being told (kubernetes.md A.6). */
export function standardConfig(
  image: ImageInfo | undefined,
  variables: ContainerUnit['variables'],
): StandardConfig | undefined {
  switch (image?.family) {
    case 'bitnami': {
      const product = image.product ?? 'redis';
      const folder = `/opt/bitnami/${product}`;
      const named = variables.findLast(({ name }) => name === `${product.toUpperCase()}_OVERRIDES_FILE`);
      return {
        replaces: `${folder}/mounted-etc/${product}.conf`,
        base: `${folder}/etc/${product}.conf`,
        last: named?.value ?? `${folder}/mounted-etc/overrides.conf`,
      };
    }
    default:
      return image?.configuration === undefined ? undefined : { replaces: image.configuration };
  }
}

/** The set-up of bitnami images runs in front of their own start script alone (entrypoint.sh). */
export const isSetUp = (image: ImageInfo | undefined, start: Start): boolean =>
  image?.family !== 'bitnami' || start.program === undefined;

/** Images of which the built-in configuration was read: the official ones and redis-stack have none, bitnami generates it. */
const KNOWN_FAMILIES: ReadonlySet<ImageInfo['family']> = new Set(['official', 'bitnami', 'stack']);

/** What it would be told without a file is known. */
export const hasKnownConfig = ({ family }: ImageInfo): boolean => KNOWN_FAMILIES.has(family);

/** Images that make settings of their environment. */
export const readsEnvironment = ({ family, product }: ImageInfo): boolean =>
  family === 'official' ? product === 'valkey' : ['bitnami', 'stack', 'opstree'].includes(family);
