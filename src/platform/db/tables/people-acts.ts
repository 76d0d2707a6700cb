import { pgTable, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";

/** One person as they were before an act. */
export type PersonBefore = {
  id: string;
  status: string;
  statusBefore: string | null;
  statusReason: string | null;
  programId: string | null;
  cohortId: string | null;
};

export const peopleActs = pgTable("people_acts", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  actedBy: text("acted_by").notNull(),
  act: text("act", { enum: ["deactivate", "reactivate", "move"] }).notNull(),
  before: json<PersonBefore[]>("before").notNull(),
  createdAt: instant("created_at").notNull().default(now),
  undoneAt: instant("undone_at"),
});
