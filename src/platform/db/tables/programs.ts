import { pgTable, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const programs = pgTable("programs", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  name: text("name").notNull(),
  code: text("code").notNull(),
  createdAt: instant("created_at").notNull().default(now),
});
