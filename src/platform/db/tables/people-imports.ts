import { boolean, integer, pgTable, text } from "drizzle-orm/pg-core";
import { bytes, instant, json, now } from "#src/platform/db/columns.ts";

export const peopleImports = pgTable("people_imports", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  createdBy: text("created_by").notNull(),
  fileName: text("file_name").notNull(),
  format: text("format", { enum: ["CSV", "XLSX", "ONEROSTER"] }),
  encoding: text("encoding"),
  status: text("status", {
    enum: [
      "PENDING",
      "PARSING",
      "CHECKING",
      "READY",
      "COMMITTING",
      "COMMITTED",
      "UNDOING",
      "UNDONE",
      "FAILED",
      "DISCARDED",
    ],
  })
    .notNull()
    .default("PENDING"),
  content: bytes("content"),
  /** The names of the file's columns. */
  headers: json("headers").notNull().default([]),
  /** For each column the field of a person that it holds, or null. */
  mapping: json("mapping").notNull().default([]),
  defaultRole: text("default_role", { enum: ["STUDENT", "CLINICAL_SUPERVISOR"] })
    .notNull()
    .default("STUDENT"),
  /** Programs and cohorts that are made when the import is written. */
  makes: json("makes").notNull().default([]),
  /** What the reader of the file noticed. */
  notes: json("notes").notNull().default([]),
  sendsInvitations: boolean("sends_invitations").notNull().default(false),
  rowCount: integer("row_count").notNull().default(0),
  done: integer("done").notNull().default(0),
  total: integer("total").notNull().default(0),
  /** What came of it, when it was written and when it was undone. */
  figures: json("figures"),
  error: text("error"),
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
  committedAt: instant("committed_at"),
});

export const peopleImportRows = pgTable("people_import_rows", {
  importId: text("import_id").notNull(),
  /** Of the file, from 1. */
  line: integer("line").notNull(),
  schoolId: text("school_id").notNull(),
  cells: json("cells").notNull(),
  /** By field, what was corrected here. */
  fixes: json("fixes").notNull().default({}),
  leftOut: boolean("left_out").notNull().default(false),
  verdict: text("verdict", { enum: ["ADD", "CHANGE", "SAME", "FIX", "LEFT_OUT"] }),
  faults: json("faults").notNull().default([]),
  faultCodes: text("fault_codes").array().notNull().default([]),
  /** The person as the row describes them; what it does not say is absent. */
  person: json("person"),
  /** By field, the value before and after. */
  changes: json("changes"),
  emailKey: text("email_key"),
  numberKey: text("number_key"),
  externalKey: text("external_key"),
  userId: text("user_id"),
  outcome: text("outcome", { enum: ["DONE", "REFUSED"] }),
  refusal: text("refusal"),
  undone: text("undone", { enum: ["REMOVED", "LEFT", "RESTORED", "KEPT"] }),
});
