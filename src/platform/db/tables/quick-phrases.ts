import { pgTable, text, unique } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const quickPhrases = pgTable(
  "quick_phrases",
  {
    id: text("id").primaryKey(),
    schoolId: text("school_id").notNull(),
    /** Null for a phrase of the school. */
    ownerId: text("owner_id"),
    kind: text("kind", { enum: ["STRENGTH", "NEXT_STEP", "ANY"] }).notNull(),
    words: text("words").notNull(),
    createdAt: instant("created_at").notNull().default(now),
    updatedAt: instant("updated_at").notNull().default(now),
  },
  (table) => [
    unique("quick_phrases_once").on(table.schoolId, table.ownerId, table.kind, table.words).nullsNotDistinct(),
  ],
);
