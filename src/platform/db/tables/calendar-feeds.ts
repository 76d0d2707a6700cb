import { pgTable, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const calendarFeeds = pgTable("calendar_feeds", {
  userId: text("user_id").primaryKey(),
  schoolId: text("school_id").notNull(),
  /** SHA-256 of the token in the address. */
  tokenHash: text("token_hash").notNull(),
  createdAt: instant("created_at").notNull().default(now),
});
