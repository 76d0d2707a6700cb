import { pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

export const consents = pgTable(
  "consents",
  {
    userId: text("user_id").notNull(),
    purpose: text("purpose").notNull(),
    grantedAt: timestamp("granted_at", { withTimezone: true }).notNull().defaultNow(),
    withdrawnAt: timestamp("withdrawn_at", { withTimezone: true }),
    schoolId: text("school_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.purpose] })],
);
