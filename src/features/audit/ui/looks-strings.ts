/** Texts of a person's page of who looked at their record. */
export const looksStrings = {
  title: "Who looked at your record",
  description: "Staff of your school who opened something about you, newest first.",
  lists: "Lists of many people, such as a whole cohort, are recorded for your school and are not shown here.",
  none: "Nobody has looked yet",
  noneHelp: "When somebody of your school opens something about you, it shows here.",
  failed: "It could not be loaded",
  back: "Back to Privacy",
  roles: {
    STUDENT: "A student",
    CLINICAL_SUPERVISOR: "Clinical supervisor",
    SCHOOL_ADMIN: "School administrator",
    SUPER_ADMIN: "System administrator",
  } as Readonly<Record<string, string>>,
  unknown: "Somebody who is no longer there",
  whats: (whats: readonly string[]) => `Looked at: ${whats.join(", ")}`,
} as const;
