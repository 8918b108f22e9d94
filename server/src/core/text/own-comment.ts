/** The word that makes a comment one for the linter. */

/** Whether a text has such a comment at all; most have none. */
export const mayAnnotate = (text: string): boolean => /forkguard\s*:/i.test(text);
