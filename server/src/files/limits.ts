/** Caps on what is read; each says when it bites. */

/** Configuration files are small; one beyond this is something else. Bytes. */
export const DEFAULT_SIZE_LIMIT = 8 * 1024 * 1024;
