/** Directives that hold credentials. Their values never reach a message, a log or an output. */

const SECRET = /pass|auth|secret|token|^user$/i;
/** Directives that match by name but hold no secret. */
const HARMLESS: ReadonlySet<string> = new Set(['tls-auth-clients', 'masteruser', 'primaryuser']);

/** @param name any name, also unknown and misspelt ones */
export const isSecret = (name: string): boolean => SECRET.test(name) && !HARMLESS.has(name.toLowerCase());

/** Whether a line contains a secret: `requirepass …`, `sentinel auth-pass …`. */
export const holdsSecret = (name: string, firstArgument = ''): boolean =>
  isSecret(name) || (name.toLowerCase() === 'sentinel' && isSecret(firstArgument));
