import { bigint, integer, pgTable, text } from "drizzle-orm/pg-core";
import { bytes, instant, json, now } from "#src/platform/db/columns.ts";

export const schools = pgTable("schools", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  timeZone: text("time_zone").notNull().default("UTC"),
  settings: json<Record<string, unknown>>("settings").notNull().default({}),
  /** A competency that was assessed since it fell due, and is still below its target, is due again after these days. */
  reassessAfterDays: integer("reassess_after_days").notNull().default(14),
  /** How many days before a due date its student is reminded; empty for no reminders. */
  dueReminderDays: integer("due_reminder_days").array().notNull().default([7, 1]),
  /** Month and day, such as "09-01". */
  academicYearStarts: text("academic_year_starts").notNull().default("09-01"),
  /** As the school chose it; the shell uses shades of it that can be read. */
  color: text("color"),
  /** Changes with the logo. */
  logoTag: text("logo_tag"),
  status: text("status", { enum: ["OPEN", "SUSPENDED"] })
    .notNull()
    .default("OPEN"),
  suspendedAt: instant("suspended_at"),
  suspendedReason: text("suspended_reason"),
  maxStudents: integer("max_students"),
  maxStorageBytes: bigint("max_storage_bytes", { mode: "number" }),
  revision: integer("revision").notNull().default(1),
  createdAt: instant("created_at").notNull().default(now),
  firstHourHiddenAt: instant("first_hour_hidden_at"),
  /** The school beside which its admins have this one to try things in. Everybody in it is invented. */
  sampleOf: text("sample_of"),
});

export const schoolLogos = pgTable("school_logos", {
  schoolId: text("school_id").primaryKey(),
  /** WebP. */
  content: bytes("content").notNull(),
  updatedAt: instant("updated_at").notNull().default(now),
});
