/** Globs of the project file and the wildcards of `include`, both for paths with `/`. */

import picomatch from 'picomatch/posix';

/**
 * A glob of the project file; one without `/` matches a name in any folder.
 * @param path relative, with `/` between folders
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const trimmed = pattern.replace(/^\.?\//, '');
  const folder = trimmed.endsWith('/') ? `${trimmed}**` : trimmed;
  return picomatch.isMatch(path, folder, { dot: true, basename: !pattern.includes('/') });
}

/** The wildcards of `include` (glob(3): `*`, `?`, `[…]`; none crosses a `/` or matches a leading dot). */
export function matchesShellPattern(pattern: string, path: string): boolean {
  // Only these three wildcards are special; a `!` at the start of a set negates it.
  const escaped = pattern.replace(/\[!|[(){}!+@|\\]/g, (found) => (found === '[!' ? '[^' : `\\${found}`));
  return picomatch.isMatch(path, escaped, {
    nobrace: true,
    noextglob: true,
    noglobstar: true,
    nonegate: true,
  });
}
