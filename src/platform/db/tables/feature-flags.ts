import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";

export const featureFlags = pgTable("feature_flags", {
  key: text("key").primaryKey(),
  rules: json("rules").notNull(),
  round: integer("round").notNull().default(1),
  revision: integer("revision").notNull().default(1),
  changedAt: instant("changed_at").notNull().default(now),
});
