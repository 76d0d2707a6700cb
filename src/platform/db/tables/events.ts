import { bigint, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";

export const events = pgTable("events", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  type: text("type").notNull(),
  studentId: text("student_id"),
  data: json<Record<string, unknown>>("data").notNull().default({}),
  createdAt: instant("created_at").notNull().default(now),
  seq: bigint("seq", { mode: "number" }),
});

export const processedEvents = pgTable(
  "processed_events",
  {
    handler: text("handler").notNull(),
    eventId: text("event_id").notNull(),
    processedAt: instant("processed_at").notNull().default(now),
  },
  (table) => [primaryKey({ columns: [table.handler, table.eventId] })],
);

/** How many events of a type have got their number. */
export const eventCounts = pgTable("event_counts", {
  type: text("type").primaryKey(),
  count: bigint("count", { mode: "number" }).notNull(),
});

export const leases = pgTable("leases", {
  name: text("name").primaryKey(),
  holder: text("holder").notNull(),
  expiresAt: instant("expires_at").notNull(),
  lastSeq: bigint("last_seq", { mode: "number" }).notNull().default(0),
  detail: json<Record<string, unknown>>("detail"),
});
