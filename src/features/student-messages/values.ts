/** A notice is read on a phone; more belongs into a letter. */
export const maxMessageLength = 1_000;
