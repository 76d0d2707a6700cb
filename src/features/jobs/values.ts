/** What may be asked of a worker about a job. */
export const jobActs = ["RETRY", "RETRY_ALL", "DISCARD", "CANCEL"] as const;
export type JobAct = (typeof jobActs)[number];

/** Over how many minutes rates are taken. */
export const rateMinutes = 5;
