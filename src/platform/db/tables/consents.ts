import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

const purposes = ["assessment_processing", "learning_analytics", "research", "product_analytics"] as const;

/** What holds now; kept by a trigger on `consent_decisions`. */
export const consents = pgTable(
  "consents",
  {
    userId: text("user_id").notNull(),
    purpose: text("purpose").notNull(),
    grantedAt: instant("granted_at").notNull().default(now),
    withdrawnAt: instant("withdrawn_at"),
    schoolId: text("school_id").notNull(),
    /** What was answered last; null for the program's own words. */
    textId: text("text_id"),
  },
  (table) => [primaryKey({ columns: [table.userId, table.purpose] })],
);

/** What a school asks its people to agree to; a new version asks them anew. */
export const consentTexts = pgTable("consent_texts", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  purpose: text("purpose", { enum: purposes }).notNull(),
  version: integer("version").notNull(),
  /** Sealed. */
  words: text("words").$type<Sealed>().notNull(),
  publishedBy: text("published_by").notNull(),
  publishedAt: instant("published_at").notNull().default(now),
  endedAt: instant("ended_at"),
});

/** Every answer, with the text that it was an answer to; only added to. */
export const consentDecisions = pgTable("consent_decisions", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  purpose: text("purpose", { enum: purposes }).notNull(),
  textId: text("text_id"),
  decision: text("decision", { enum: ["GIVEN", "REFUSED", "WITHDRAWN"] }).notNull(),
  decidedAt: instant("decided_at").notNull().default(now),
});
