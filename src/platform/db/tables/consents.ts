import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const consents = pgTable(
  "consents",
  {
    userId: text("user_id").notNull(),
    purpose: text("purpose").notNull(),
    grantedAt: instant("granted_at").notNull().default(now),
    withdrawnAt: instant("withdrawn_at"),
    schoolId: text("school_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.purpose] })],
);
