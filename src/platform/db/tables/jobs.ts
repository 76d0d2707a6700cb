import { bigint, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

const count = (name: string) => bigint(name, { mode: "number" }).notNull().default(0);

export const jobCounts = pgTable(
  "job_counts",
  {
    job: text("job").notNull(),
    minute: instant("minute").notNull(),
    completed: count("completed"),
    retried: count("retried"),
    failed: count("failed"),
    cancelled: count("cancelled"),
  },
  (table) => [primaryKey({ columns: [table.job, table.minute] })],
);

export const jobFailures = pgTable("job_failures", {
  id: text("id").primaryKey(),
  job: text("job").notNull(),
  cause: text("cause").notNull(),
  fields: text("fields").array().notNull().default([]),
  attempts: integer("attempts").notNull(),
  addedAt: instant("added_at").notNull(),
  failedAt: instant("failed_at").notNull(),
});

export const jobCommands = pgTable("job_commands", {
  id: text("id").primaryKey(),
  act: text("act").notNull(),
  target: text("target").notNull(),
  requestedAt: instant("requested_at").notNull().default(now),
  doneAt: instant("done_at"),
  outcome: text("outcome"),
});
