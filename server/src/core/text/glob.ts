/** Globs of the project file and wildcards of `include`, both over paths with `/`. */

import picomatch from 'picomatch/posix';

/**
 * A glob of the project file; one without `/` means a name in any folder.
 * @param path relative, with `/` between folders
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const trimmed = pattern.replace(/^\.?\//, '');
  const folder = trimmed.endsWith('/') ? `${trimmed}**` : trimmed;
  return picomatch.isMatch(path, folder, { dot: true, basename: !pattern.includes('/') });
}

/** The wildcards of `include` (glob(3): `*`, `?`, `[…]`, none of which crosses a `/` or matches a leading dot). */
export function matchesShellPattern(pattern: string, path: string): boolean {
  // Nothing but the three wildcards means anything; a `!` that opens a set negates it.
  const escaped = pattern.replace(/\[!|[(){}!+@|\\]/g, (found) => (found === '[!' ? '[^' : `\\${found}`));
  return picomatch.isMatch(path, escaped, {
    nobrace: true,
    noextglob: true,
    noglobstar: true,
    nonegate: true,
  });
}
