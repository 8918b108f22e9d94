/** Detects the `forkguard:` marker of annotations. */

/** A quick check whether a text can contain an annotation; most do not. */
export const mayAnnotate = (text: string): boolean => /forkguard\s*:/i.test(text);
