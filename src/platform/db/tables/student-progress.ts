import { bigint, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";

export const studentProgress = pgTable("student_progress", {
  studentId: text("student_id").primaryKey(),
  schoolId: text("school_id").notNull(),
  total: integer("total").notNull().default(0),
  completed: integer("completed").notNull().default(0),
  categoryBreakdown: json<unknown[]>("category_breakdown").notNull().default([]),
  recentActivities: json<unknown[]>("recent_activities").notNull().default([]),
  upcomingDeadlines: json<unknown[]>("upcoming_deadlines").notNull().default([]),
  version: bigint("version", { mode: "number" }).notNull().default(0),
  updatedAt: instant("updated_at").notNull().default(now),
});
