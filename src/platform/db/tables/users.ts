import { date, integer, pgTable, text } from "drizzle-orm/pg-core";
import { bytes, generatedText, instant, now } from "#src/platform/db/columns.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

export const users = pgTable("users", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  programId: text("program_id"),
  cohortId: text("cohort_id"),
  name: text("name").notNull(),
  email: text("email").notNull(),
  role: text("role", { enum: ["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN", "SUPER_ADMIN", "SYSTEM"] }).notNull(),
  studentNumber: text("student_number"),
  yearOfStudy: integer("year_of_study"),
  /** What another system calls the person. */
  externalId: text("external_id"),
  status: text("status", { enum: ["ACTIVE", "INVITED", "SUSPENDED", "LEFT"] })
    .notNull()
    .default("ACTIVE"),
  /** Sealed. */
  statusReason: text("status_reason").$type<Sealed>(),
  statusBefore: text("status_before", { enum: ["ACTIVE", "INVITED"] }),
  mergedInto: text("merged_into"),
  revision: integer("revision").notNull().default(1),
  lastSeenAt: instant("last_seen_at"),
  timeZone: text("time_zone"),
  locale: text("locale"),
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
  searchText: generatedText("search_text"),
  peopleText: generatedText("people_text"),
  pronouns: text("pronouns"),
  /** Null until it was chosen on some device. */
  theme: text("theme", { enum: ["light", "dark", "system"] }),
  /** A square WebP; never selected where only the address is needed. */
  picture: bytes("picture"),
  pictureTag: text("picture_tag"),
  /** The day of the school on which it last reminded them, by hand, of what is overdue. */
  remindedOn: date("reminded_on"),
});
