import { bigint, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";

export const auditLog = pgTable(
  "audit_log",
  {
    id: text("id").notNull(),
    schoolId: text("school_id").notNull(),
    occurredAt: instant("occurred_at").notNull().default(now),
    actorId: text("actor_id"),
    actorRole: text("actor_role"),
    action: text("action").notNull(),
    entityType: text("entity_type").notNull(),
    entityId: text("entity_id"),
    studentId: text("student_id"),
    requestId: text("request_id"),
    detail: json<Record<string, unknown>>("detail"),
    sealNumber: bigint("seal_number", { mode: "number" }),
    previousHash: text("previous_hash"),
    hash: text("hash"),
  },
  (table) => [primaryKey({ columns: [table.schoolId, table.id] })],
);

/** A list or an aggregate with its number of records and filter, or a refused read with the ids that it named. */
export type AccessDetail =
  | { count: number; filter: Record<string, string | number | boolean> }
  | { refused: number; asked: Record<string, string> };

export const accessLog = pgTable(
  "access_log",
  {
    id: text("id").notNull(),
    schoolId: text("school_id").notNull(),
    occurredAt: instant("occurred_at").notNull().default(now),
    actorId: text("actor_id").notNull(),
    subjectId: text("subject_id"),
    what: text("what").notNull(),
    requestId: text("request_id"),
    detail: json<AccessDetail>("detail"),
  },
  (table) => [primaryKey({ columns: [table.schoolId, table.id] })],
);
