import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { submissionKinds } from "#src/features/submissions/values.ts";

/** What staff look at; drafts are their students' alone. */
export const staffViews = ["waiting", "returned", "closed"] as const;

/** The filters of the staff's list, as they are written in the address. */
export const submissionFilterParsers = {
  view: parseAsStringLiteral(staffViews).withDefault("waiting"),
  kind: parseAsStringLiteral(submissionKinds),
  search: parseAsString.withDefault(""),
};

export const loadSubmissionFilters = createLoader(submissionFilterParsers);
