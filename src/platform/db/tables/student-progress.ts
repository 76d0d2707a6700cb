import { bigint, integer, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

export const studentProgress = pgTable("student_progress", {
  studentId: text("student_id").primaryKey(),
  schoolId: text("school_id").notNull(),
  total: integer("total").notNull().default(0),
  completed: integer("completed").notNull().default(0),
  categoryBreakdown: jsonb("category_breakdown").$type<unknown[]>().notNull().default([]),
  recentActivities: jsonb("recent_activities").$type<unknown[]>().notNull().default([]),
  upcomingDeadlines: jsonb("upcoming_deadlines").$type<unknown[]>().notNull().default([]),
  version: bigint("version", { mode: "number" }).notNull().default(0),
  updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
});
