import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const flagExposures = pgTable(
  "flag_exposures",
  {
    flagKey: text("flag_key").notNull(),
    round: integer("round").notNull(),
    userId: text("user_id").notNull(),
    schoolId: text("school_id").notNull(),
    variant: text("variant").notNull(),
    exposedAt: instant("exposed_at").notNull().default(now),
  },
  (table) => [primaryKey({ columns: [table.flagKey, table.round, table.userId] })],
);
