import type { StandingName } from "#src/features/progress/values.ts";

/** What one answer holds at most. */
export const maxStudents = 500;
export const maxCompetencies = 300;

export const fileFormats = ["csv", "xlsx"] as const;
export type FileFormat = (typeof fileFormats)[number];

/** The words of the file and of the page. */
export const standingWords: Record<StandingName, string> = {
  OVERDUE: "Overdue",
  EXPIRED: "Expired",
  EXPIRES_SOON: "Expires soon",
  COMPLETED: "Completed",
  NOT_ENOUGH_EVIDENCE: "Not enough evidence",
  IN_PROGRESS: "In progress",
  NOT_STARTED: "Not started",
};
