import type { StateTable } from "#src/lib/state-table.ts";
import type { timeRecords } from "#src/platform/db/tables/time-records.ts";

export type TimeRecordStatus = (typeof timeRecords.$inferSelect)["status"];
export type TimeRecordActor = "student" | "supervisor";

/** After APPROVED only an adjustment entry. No command moves a time record yet; the database enforces the steps. */
export const timeRecordSteps: StateTable<TimeRecordStatus, TimeRecordActor> = {
  thing: "time record",
  steps: {
    NEW: { DRAFT: ["student"] },
    DRAFT: { PENDING: ["student"] },
    PENDING: { APPROVED: ["supervisor"], NOT_APPROVED: ["supervisor"], NEEDS_INFO: ["supervisor"] },
    NEEDS_INFO: { PENDING: ["student"] },
    NOT_APPROVED: { PENDING: ["student"] },
    APPROVED: {},
  },
};
