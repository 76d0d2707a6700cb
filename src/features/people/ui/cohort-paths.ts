import { studentsPath } from "./cohort-filters.ts";

/** How many of each the attention list asks for: more would be the table. */
export const attentionLimit = 6;

const noFilters = { search: "", cohort: "" };

/** Asked by the page while it is rendered and by the browser when it refreshes. */
export const attentionPaths = {
  behind: studentsPath({ ...noFilters, standing: "BEHIND" }, { limit: attentionLimit }),
  atRisk: studentsPath({ ...noFilters, standing: "AT_RISK" }, { limit: attentionLimit }),
};
