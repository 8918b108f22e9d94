// What holds in each version, stored as what changes from one version to the next.

/**
 * @template T
 * @param {{ version: string, value: T }[]} rows in the order of the versions
 * @returns {[since: string, value: T][]}
 */
export function changesOf(rows) {
  const changes = [];
  let last;
  for (const { version, value } of rows) {
    const text = JSON.stringify(value);
    if (changes.length > 0 && text === last) continue;
    changes.push([version, value]);
    last = text;
  }
  return changes;
}

/** @returns undefined where nothing is at the path */
export const valueAt = (tree, path) =>
  path
    .split('.')
    .reduce(
      (here, key) =>
        here === null || typeof here !== 'object' || Array.isArray(here) ? undefined : here[key],
      tree,
    );
