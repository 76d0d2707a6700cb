import { sql } from "drizzle-orm";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";

export const reportCache = pgTable("report_cache", {
  id: text("id").primaryKey().default(sql`gen_random_uuid()`),
  cacheKey: text("cache_key").notNull(),
  reportType: text("report_type").notNull(),
  userId: text("user_id"),
  schoolId: text("school_id").notNull(),
  parameters: json("parameters"),
  reportData: json("report_data"),
  filePath: text("file_path"),
  fileSize: integer("file_size"),
  mimeType: text("mime_type"),
  expiresAt: instant("expires_at"),
  accessCount: integer("access_count").notNull().default(0),
  lastAccessed: instant("last_accessed"),
  createdAt: instant("created_at").notNull().default(now),
});
