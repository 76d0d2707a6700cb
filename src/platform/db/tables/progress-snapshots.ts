import { sql } from "drizzle-orm";
import { integer, jsonb, numeric, pgTable, text, timestamp } from "drizzle-orm/pg-core";

export const progressSnapshots = pgTable("progress_snapshots", {
  id: text("id").primaryKey().default(sql`gen_random_uuid()`),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  assignmentId: text("assignment_id"),
  progressPercentage: numeric("progress_percentage", { precision: 5, scale: 2 }).default("0.0"),
  categoryBreakdown: jsonb("category_breakdown"),
  competenciesCompleted: integer("competencies_completed").notNull().default(0),
  competenciesTotal: integer("competencies_total").notNull().default(0),
  snapshotDate: timestamp("snapshot_date", { withTimezone: true }).notNull().defaultNow(),
  metadata: jsonb("metadata"),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});
