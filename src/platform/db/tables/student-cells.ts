import { bigint, pgTable, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";

/** The live assignments of a student in one row, for the cohort matrix; see migration 0078 for the order of a cell. */
export const studentCells = pgTable("student_cells", {
  studentId: text("student_id").primaryKey(),
  schoolId: text("school_id").notNull(),
  cells: json<Record<string, readonly unknown[]>>("cells").notNull().default({}),
  version: bigint("version", { mode: "number" }).notNull().default(1),
  updatedAt: instant("updated_at").notNull().default(now),
});
