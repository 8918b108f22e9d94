/** Something that the user wrote wrong; the message is all that is shown. */
export class UsageError extends Error {}
