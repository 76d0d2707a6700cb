import { bigint, pgTable, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const files = pgTable("files", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  uploadedBy: text("uploaded_by").notNull(),
  name: text("name").notNull(),
  sizeBytes: bigint("size_bytes", { mode: "number" }).notNull(),
  mediaType: text("media_type").notNull(),
  sha256: text("sha256").notNull(),
  storageKey: text("storage_key").notNull(),
  createdAt: instant("created_at").notNull().default(now),
  looseSince: instant("loose_since").default(now),
});

export const fileRemovals = pgTable("file_removals", {
  storageKey: text("storage_key").primaryKey(),
  schoolId: text("school_id").notNull(),
  notedBy: text("noted_by"),
  dueAt: instant("due_at").notNull(),
});
