/** Which directives hold credentials: their values never reach a message, a log or an output. */

const SECRET = /pass|auth|secret|token|^user$/i;
/** Directives whose names look like it but hold none. */
const HARMLESS: ReadonlySet<string> = new Set(['tls-auth-clients', 'masteruser', 'primaryuser']);

/** @param name primary or not, known or misspelt */
export const isSecret = (name: string): boolean => SECRET.test(name) && !HARMLESS.has(name.toLowerCase());

/** A line of a configuration as it may be shown: nothing of a secret but its name. */
export function maskSecrets(line: string): string {
  const match = /^(\s*(?:-+)?)([^\s=:"']+)/.exec(line);
  const name = match?.[2] ?? '';
  const sentinel = name.toLowerCase() === 'sentinel' && isSecret(line);
  if (!match || (!isSecret(name) && !sentinel)) return line;
  const shown = match[0].length;
  return `${line.slice(0, shown)}${line.slice(shown).replace(/[^\s#]/g, '*')}`;
}
