import { boolean, pgTable, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const achievements = pgTable("achievements", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  kind: text("kind", { enum: ["competency", "category", "framework"] }).notNull(),
  ref: text("ref").notNull(),
  name: text("name").notNull(),
  unlockedAt: instant("unlocked_at").notNull().default(now),
  revokedAt: instant("revoked_at"),
  isUntold: boolean("is_untold").notNull().default(false),
});
