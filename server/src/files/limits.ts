/** Limits on what is read; each is reported when it applies. */

/** Larger files are not configuration. Bytes. */
export const DEFAULT_SIZE_LIMIT = 8 * 1024 * 1024;
