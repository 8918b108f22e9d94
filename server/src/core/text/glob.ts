/** Globs of the project file and the wildcards of `include`, both for paths with `/`. */

import { Wildcard } from './wildcard';

/**
 * A glob of the project file; one without `/` matches a name in any folder.
 * @param path relative, with `/` between folders
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const trimmed = pattern.replace(/^\.?\//, '');
  const folder = trimmed.endsWith('/') ? `${trimmed}**` : trimmed;
  const name = pattern.includes('/') ? path : path.slice(path.lastIndexOf('/') + 1);
  return new Wildcard(folder, { extended: true, escapes: true, dot: true }).matches(name);
}

/**
 * The wildcards of `include` (glob(3): `*`, `?`, `[…]`; none crosses a `/` or matches a leading dot).
 * @param literal how many characters at the start mean themselves
 */
export const shellPattern = (pattern: string, literal = 0): Wildcard =>
  new Wildcard(pattern, { extended: false, escapes: false, dot: false, literal });
