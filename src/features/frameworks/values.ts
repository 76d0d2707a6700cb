/** What a column of a table can say about a competency. */
export const tableFields = [
  "code",
  "name",
  "statement",
  "description",
  "category",
  "level",
  "isRequired",
  "shortName",
  "parent",
  "identifier",
  "sequence",
  "itemType",
  "targetRating",
  "scoringMethod",
  "nTimes",
  "requiredObservations",
  "requiredEvaluators",
  "requiredDays",
  "validityMonths",
  "renewalWays",
  "needsApproval",
  "needsCountersignature",
  "editorNote",
] as const;
export type TableField = (typeof tableFields)[number];

/** By what the list is ordered; it is opened with what changed last. */
export const frameworkSorts = ["updated", "name", "version", "status", "competencies", "deployments"] as const;
export type FrameworkSort = (typeof frameworkSorts)[number];

export const frameworkStatuses = ["DRAFT", "PUBLISHED", "DEPRECATED"] as const;
export type FrameworkStatus = (typeof frameworkStatuses)[number];

/** As the screens say them too. */
export const frameworkStatusWords: Record<FrameworkStatus, string> = {
  DRAFT: "Draft",
  PUBLISHED: "Published",
  DEPRECATED: "Retired",
};
