import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";

/** What somebody put together and keeps: a question, without any figure. */
export const reportDefinitions = pgTable("report_definitions", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  ownerId: text("owner_id").notNull(),
  kind: text("kind").notNull(),
  title: text("title").notNull(),
  question: json("question").notNull(),
  sharing: text("sharing", { enum: ["PRIVATE", "SCHOOL"] })
    .notNull()
    .default("PRIVATE"),
  schedule: json("schedule"),
  nextAt: instant("next_at"),
  recipientIds: text("recipient_ids").array().notNull().default([]),
  revision: integer("revision").notNull().default(1),
  openedAt: instant("opened_at").notNull().default(now),
  deletedAt: instant("deleted_at"),
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
});

/** One making of a report; its file is the row of `report_cache` with the same key. */
export const reportRuns = pgTable("report_runs", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  definitionId: text("definition_id"),
  cacheKey: text("cache_key").notNull(),
  audience: text("audience").notNull(),
  question: json("question").notNull(),
  state: text("state", { enum: ["QUEUED", "RUNNING", "DONE", "FAILED", "CANCELLED"] })
    .notNull()
    .default("QUEUED"),
  progress: integer("progress").notNull().default(0),
  error: text("error"),
  recipientIds: text("recipient_ids").array().notNull().default([]),
  requestedAt: instant("requested_at").notNull().default(now),
  finishedAt: instant("finished_at"),
});
