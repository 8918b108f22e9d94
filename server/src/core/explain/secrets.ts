/** Which directives hold credentials: their values never reach a message, a log or an output. */

const SECRET = /pass|auth|secret|token|^user$/i;
/** Directives whose names look like it but hold none. */
const HARMLESS: ReadonlySet<string> = new Set(['tls-auth-clients', 'masteruser', 'primaryuser']);

/** @param name primary or not, known or misspelt */
export const isSecret = (name: string): boolean => SECRET.test(name) && !HARMLESS.has(name.toLowerCase());

/** Whether a line does: `requirepass …`, `sentinel auth-pass …`. */
export const holdsSecret = (name: string, firstArgument = ''): boolean =>
  isSecret(name) || (name.toLowerCase() === 'sentinel' && isSecret(firstArgument));
