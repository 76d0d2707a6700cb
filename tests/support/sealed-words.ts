/** Words as they stand in a row of evaluations, for rows of which nobody opens them. */
export const unreadWords = `s1.unread.${"A".repeat(64)}`;
