import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";

/** Issued and revoked by the database (`app.settle_certificate`); the program only changes what one shows. */
export const certificates = pgTable("certificates", {
  id: text("id").primaryKey().default(""),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  achievementId: text("achievement_id").notNull(),
  templateId: text("template_id").notNull(),
  framework: text("framework").notNull(),
  version: text("version").notNull(),
  competencies: integer("competencies").notNull(),
  categories: json<{ name: string; count: number }[]>("categories").notNull(),
  completedAt: instant("completed_at").notNull(),
  code: text("code").notNull(),
  issuedAt: instant("issued_at").notNull().default(now),
  revokedAt: instant("revoked_at"),
  revokedBecause: text("revoked_because", { enum: ["REOPENED", "EXPIRED", "MOVED"] }),
  revokedCompetency: text("revoked_competency"),
  shown: text("shown")
    .array()
    .$type<("name" | "school" | "framework" | "date" | "categories")[]>()
    .notNull()
    .default(["name", "school", "framework", "date", "categories"]),
});

/** Each transcript that was given, by what it says. */
export const transcripts = pgTable("transcripts", {
  code: text("code").primaryKey(),
  schoolId: text("school_id").notNull(),
  studentId: text("student_id").notNull(),
  digest: text("digest").notNull(),
  completed: integer("completed").notNull(),
  total: integer("total").notNull(),
  madeAt: instant("made_at").notNull().default(now),
});
