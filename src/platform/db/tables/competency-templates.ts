import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { generatedText, instant, json, now } from "#src/platform/db/columns.ts";

export const competencyTemplates = pgTable("competency_templates", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  name: text("name").notNull(),
  description: text("description").notNull().default(""),
  version: text("version").notNull().default("1"),
  status: text("status", { enum: ["DRAFT", "PUBLISHED", "DEPRECATED"] })
    .notNull()
    .default("DRAFT"),
  sourceFormat: text("source_format", { enum: ["CASE_1_0", "CASE_1_1", "CSV", "NONE"] })
    .notNull()
    .default("NONE"),
  sourceIdentifier: text("source_identifier"),
  source: json("source"),
  replacesId: text("replaces_id"),
  createdBy: text("created_by").notNull(),
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
  publishedAt: instant("published_at"),
  revision: integer("revision").notNull().default(1),
  searchText: generatedText("search_text"),
  /** What edits of a draft took out of a package, by item, so that an undo brings it back. */
  removed: json("removed").notNull().default({}),
});

export const competencyTemplateItems = pgTable("competency_template_items", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  templateId: text("template_id").notNull(),
  identifier: text("identifier").notNull(),
  parentId: text("parent_id"),
  kind: text("kind", { enum: ["CATEGORY", "COMPETENCY"] }).notNull(),
  code: text("code"),
  statement: text("statement").notNull(),
  itemType: text("item_type"),
  sortOrder: integer("sort_order").notNull().default(0),
  competencyId: text("competency_id"),
  source: json("source"),
  /** For editors only; an assessor never sees it. */
  editorNote: text("editor_note"),
});

export const competencyTemplateAssociations = pgTable("competency_template_associations", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  templateId: text("template_id").notNull(),
  identifier: text("identifier").notNull(),
  associationType: text("association_type").notNull(),
  originIdentifier: text("origin_identifier").notNull(),
  destinationIdentifier: text("destination_identifier").notNull(),
  sortOrder: integer("sort_order"),
  source: json("source"),
});
