import { sql } from "drizzle-orm";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { decimal, instant, json, now } from "#src/platform/db/columns.ts";

export const progressSnapshots = pgTable("progress_snapshots", {
  id: text("id").primaryKey().default(sql`gen_random_uuid()`),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  assignmentId: text("assignment_id"),
  progressPercentage: decimal("progress_percentage", { precision: 5, scale: 2 }).default(0.0),
  categoryBreakdown: json("category_breakdown"),
  competenciesCompleted: integer("competencies_completed").notNull().default(0),
  competenciesTotal: integer("competencies_total").notNull().default(0),
  snapshotDate: instant("snapshot_date").notNull().default(now),
  metadata: json("metadata"),
  createdAt: instant("created_at").notNull().default(now),
});
