/** The kinds of reasons for which a job fails; none quotes the error. */
export const failureCauses = [
  "unreachable",
  "mail_refused",
  "timed_out",
  "disk_full",
  "no_handler",
  "unreadable",
  "in_program",
] as const;
export type FailureCause = (typeof failureCauses)[number];
