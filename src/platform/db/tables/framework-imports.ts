import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { bytes, instant, json, now } from "#src/platform/db/columns.ts";

export const frameworkImports = pgTable("framework_imports", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  createdBy: text("created_by").notNull(),
  fileName: text("file_name").notNull(),
  status: text("status", { enum: ["PENDING", "PARSING", "READY", "COMMITTED", "FAILED", "DISCARDED"] })
    .notNull()
    .default("PENDING"),
  progress: integer("progress").notNull().default(0),
  content: bytes("content"),
  preview: json("preview"),
  faults: json("faults"),
  draft: json("draft"),
  templateId: text("template_id"),
  error: text("error"),
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
  /** The columns of a table, as the job found them. */
  layout: json("layout"),
  /** What each column holds, as the admin says. */
  mapping: json("mapping"),
});
