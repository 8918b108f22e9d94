// Which values the templates of a chart read.

/** What stands in actions, without comments and without texts in quotes. */
const actionsOf = (text) =>
  [...text.replace(/\{\{-?\s*\/\*[\s\S]*?\*\/\s*-?\}\}/g, '').matchAll(/\{\{-?([\s\S]*?)-?\}\}/g)].map(
    ([, inner]) => inner,
  );

/**
 * Paths after `.Values`, with those that `index .Values "a" "b"` names; the empty path where the values go somewhere as a
 * whole.
 * @param {string} text all templates of a chart
 * @returns {Set<string>}
 */
export function valuesRead(text) {
  const read = new Set();
  for (const action of actionsOf(text)) {
    for (const [, path = ''] of action.matchAll(/\.Values((?:\.[A-Za-z_][\w-]*)*)/g)) read.add(path.slice(1));
    for (const [, keys] of action.matchAll(/\bindex\s+\$?\.Values\s+((?:"[^"]*"\s*)+)/g))
      read.add([...keys.matchAll(/"([^"]*)"/g)].map(([, key]) => key).join('.'));
  }
  return read;
}

/**
 * Whether a value can come into what is rendered: it, something in it or a block around it is read. The whole of all values
 * (`.Values` handed to a helper) does not count.
 * @param {Set<string>} read @param {string} path
 */
export function reads(read, path) {
  if (read.has(path)) return true;
  const keys = path.split('.');
  if (keys.some((_, index) => index > 0 && read.has(keys.slice(0, index).join('.')))) return true;
  return [...read].some((one) => one.startsWith(`${path}.`));
}
