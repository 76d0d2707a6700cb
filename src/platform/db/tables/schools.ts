import { pgTable, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";

export const schools = pgTable("schools", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  timeZone: text("time_zone").notNull().default("UTC"),
  settings: json<Record<string, unknown>>("settings").notNull().default({}),
  createdAt: instant("created_at").notNull().default(now),
});
