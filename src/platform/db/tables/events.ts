import { bigint, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

export const events = pgTable("events", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  type: text("type").notNull(),
  studentId: text("student_id"),
  data: jsonb("data").$type<Record<string, unknown>>().notNull().default({}),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  seq: bigint("seq", { mode: "number" }),
});

export const processedEvents = pgTable(
  "processed_events",
  {
    handler: text("handler").notNull(),
    eventId: text("event_id").notNull(),
    processedAt: timestamp("processed_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.handler, table.eventId] })],
);

export const leases = pgTable("leases", {
  name: text("name").primaryKey(),
  holder: text("holder").notNull(),
  expiresAt: timestamp("expires_at", { withTimezone: true }).notNull(),
  lastSeq: bigint("last_seq", { mode: "number" }).notNull().default(0),
  detail: jsonb("detail").$type<Record<string, unknown>>(),
});
