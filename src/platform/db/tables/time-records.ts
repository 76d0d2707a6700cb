import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

export const timeRecords = pgTable("time_records", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  placementId: text("placement_id").notNull(),
  rotationId: text("rotation_id").notNull(),
  startedAt: instant("started_at").notNull(),
  endedAt: instant("ended_at").notNull(),
  minutes: integer("minutes").notNull(),
  /** Sealed, as are all words that people typed (`platform/sealed/field.ts`). */
  activity: text("activity").$type<Sealed>().notNull(),
  note: text("note").$type<Sealed>(),
  status: text("status", { enum: ["DRAFT", "PENDING", "APPROVED", "NOT_APPROVED", "NEEDS_INFO"] })
    .notNull()
    .default("DRAFT"),
  decidedBy: text("decided_by"),
  reason: text("reason").$type<Sealed>(),
  adjustsId: text("adjusts_id"),
  createdAt: instant("created_at").notNull().default(now),
  breakMinutes: integer("break_minutes").notNull().default(0),
  place: text("place").$type<Sealed>(),
  answer: text("answer").$type<Sealed>(),
  decidedAt: instant("decided_at"),
  revision: integer("revision").notNull().default(1),
});

export const timeRecordTimers = pgTable("time_record_timers", {
  studentId: text("student_id").primaryKey(),
  schoolId: text("school_id").notNull(),
  placementId: text("placement_id").notNull(),
  rotationId: text("rotation_id").notNull(),
  startedAt: instant("started_at").notNull().default(now),
  breakStartedAt: instant("break_started_at"),
  breakSeconds: integer("break_seconds").notNull().default(0),
});
