import { createLoader, parseAsString } from "nuqs/server";
import { approvalSorts } from "#src/features/approvals/values.ts";
import { sortParsers } from "#src/ui/data-table/sort-in-address.ts";

/** The filters of the list, as they are written in the address. */
export const approvalFilterParsers = {
  search: parseAsString.withDefault(""),
  cohort: parseAsString.withDefault(""),
  ...sortParsers(approvalSorts),
};

export const loadApprovalFilters = createLoader(approvalFilterParsers);
