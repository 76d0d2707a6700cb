import { integer, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

export const frameworkImports = pgTable("framework_imports", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  createdBy: text("created_by").notNull(),
  fileName: text("file_name").notNull(),
  format: text("format").notNull(),
  status: text("status", { enum: ["PENDING", "PARSING", "READY", "COMMITTING", "COMMITTED", "FAILED", "DISCARDED"] })
    .notNull()
    .default("PENDING"),
  progress: integer("progress").notNull().default(0),
  content: text("content"),
  preview: jsonb("preview"),
  faults: jsonb("faults"),
  templateId: text("template_id"),
  error: text("error"),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
});
