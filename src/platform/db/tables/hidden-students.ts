import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant } from "#src/platform/db/columns.ts";

export const hiddenStudents = pgTable(
  "hidden_students",
  {
    supervisorId: text("supervisor_id").notNull(),
    studentId: text("student_id").notNull(),
    schoolId: text("school_id").notNull(),
    hiddenUntil: instant("hidden_until").notNull(),
  },
  (table) => [primaryKey({ columns: [table.supervisorId, table.studentId] })],
);
