/** Texts of the school administrator's pages that belong to no single feature. */
export const strings = {
  overviewTitle: "School overview",
  allSchools: "All schools",
  students: "Students",
} as const;
