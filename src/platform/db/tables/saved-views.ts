import { pgTable, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const savedViews = pgTable("saved_views", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  page: text("page", { enum: ["people"] }).notNull(),
  name: text("name").notNull(),
  query: text("query").notNull(),
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
});
