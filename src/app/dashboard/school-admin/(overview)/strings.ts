/** Texts of the school administrator's pages that belong to no single feature. */
export const strings = {
  overviewTitle: "School overview",
  students: "Students",
} as const;
