/** The folders that may be read. What leads out of them, by a link or by its path, is named and not followed. */

import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';

export type Located =
  /** The path without links, which is the one to read. */
  | { readonly kind: 'inside'; readonly path: string }
  | { readonly kind: 'outside'; readonly why: string }
  | { readonly kind: 'missing' };

export class Boundary {
  readonly #roots: readonly string[];
  #real: Promise<readonly string[]> | undefined;

  /** @param roots absolute paths of folders */
  constructor(roots: readonly string[]) {
    this.#roots = roots;
  }

  /** Looks where a path really leads, before anything is read. */
  async locate(path: string): Promise<Located> {
    let real: string;
    try {
      real = await realpath(path);
    } catch {
      return { kind: 'missing' };
    }
    this.#real ??= Promise.all(this.#roots.map((root) => realpath(root).catch(() => root)));
    const roots = await this.#real;
    if (roots.some((root) => isBelow(real, root))) return { kind: 'inside', path: real };
    const isLink = this.#roots.some((root) => isBelow(path, root));
    const outside = `lies outside ${this.#roots.join(' and ')}, not read`;
    return { kind: 'outside', why: isLink ? `a symbolic link to a file that ${outside}` : outside };
  }
}

function isBelow(path: string, folder: string): boolean {
  const between = relative(folder, path);
  return (
    between !== '' &&
    between !== '..' &&
    !between.startsWith(`..${sep}`) &&
    !/^(?:[a-z]:|[\\/])/i.test(between)
  );
}
