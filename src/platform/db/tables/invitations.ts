import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const invitations = pgTable("invitations", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  createdAt: instant("created_at").notNull().default(now),
  tries: integer("tries").notNull().default(0),
  nextTryAt: instant("next_try_at").notNull().default(now),
  sentAt: instant("sent_at"),
  expiresAt: instant("expires_at"),
  usedAt: instant("used_at"),
});
