import { sql } from "drizzle-orm";
import { integer, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

export const reportCache = pgTable("report_cache", {
  id: text("id").primaryKey().default(sql`gen_random_uuid()`),
  cacheKey: text("cache_key").notNull(),
  reportType: text("report_type").notNull(),
  userId: text("user_id"),
  schoolId: text("school_id").notNull(),
  parameters: jsonb("parameters"),
  reportData: jsonb("report_data"),
  filePath: text("file_path"),
  fileSize: integer("file_size"),
  mimeType: text("mime_type"),
  expiresAt: timestamp("expires_at", { withTimezone: true }),
  accessCount: integer("access_count").notNull().default(0),
  lastAccessed: timestamp("last_accessed", { withTimezone: true }),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});
