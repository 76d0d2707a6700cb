/** Texts of the pages around the features: titles, the dashboard's entry, and what is not there. */
export const strings = {
  description: "Competencies, assessments and progress that explains itself.",
  dashboard: "Dashboard",
  toDashboard: "Go to your dashboard",
  notFound: "Not found",
  nothingHere: "There is nothing here",
  nothingHereHelp: "The page may have moved, or it belongs to somebody whose records you cannot see.",
} as const;
