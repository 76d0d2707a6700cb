/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

export type RequestRules = {
  /** How many days ago it may have happened. */
  daysBack: number;
  /** The request expires at the end of the day so many days after it was made. */
  daysToAnswer: number;
  /** The supervisor is reminded so many days before that; 0 reminds nobody. */
  reminderDays: number;
};

export const defaultRequestRules: RequestRules = { daysBack: 7, daysToAnswer: 14, reminderDays: 3 };

/** A draft that began as a request: its author is reminded, and later the school sees it. */
export const draftReminderDays = 3;
export const draftListedDays = 14;

/** The bar of a supervisor's load is full with so many requests. */
export const fullLoad = 10;

export const maxRequestWords = 1000;
