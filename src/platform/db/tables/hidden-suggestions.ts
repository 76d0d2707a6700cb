import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const hiddenSuggestions = pgTable(
  "hidden_suggestions",
  {
    schoolId: text("school_id").notNull(),
    userId: text("user_id").notNull(),
    kind: text("kind").notNull(),
    subjectId: text("subject_id").notNull(),
    hiddenAt: instant("hidden_at").notNull().default(now),
  },
  (t) => [primaryKey({ columns: [t.userId, t.kind, t.subjectId] })],
);
