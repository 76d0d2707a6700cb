import { pgTable, text, timestamp } from "drizzle-orm/pg-core";

export const achievements = pgTable("achievements", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  kind: text("kind", { enum: ["competency", "category", "framework"] }).notNull(),
  ref: text("ref").notNull(),
  name: text("name").notNull(),
  unlockedAt: timestamp("unlocked_at", { withTimezone: true }).notNull().defaultNow(),
  revokedAt: timestamp("revoked_at", { withTimezone: true }),
});
