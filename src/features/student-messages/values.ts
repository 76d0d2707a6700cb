/** A notice is read on a phone; more belongs into a letter. */
export const maxMessageLength = 1_000;

/** How many students one request may remind: as many as a list of students loads at once. */
export const mostReminded = 200;
