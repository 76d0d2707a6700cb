import { bigint, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytes, instant, json, now } from "#src/platform/db/columns.ts";

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

/** A list or an aggregate with its number of records and filter, or a refusal with the ids that it named, or how many. */
export type AccessDetail =
  | { count: number; filter: Record<string, string | number | boolean> }
  | { refused: number; asked: Record<string, string>; times?: number };

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
    sealNumber: bigint("seal_number", { mode: "number" }),
  },
  (table) => [primaryKey({ columns: [table.schoolId, table.id] })],
);

/** One hash over many access rows, chained in each school. */
export const accessSeals = pgTable(
  "access_seals",
  {
    schoolId: text("school_id").notNull(),
    number: bigint("number", { mode: "number" }).notNull(),
    sealedAt: instant("sealed_at").notNull(),
    firstId: text("first_id").notNull(),
    lastId: text("last_id").notNull(),
    entries: integer("entries").notNull(),
    /** 8 bytes of each row's own hash, in the order of ids: they show which row does not fit. */
    fingerprints: bytes("fingerprints").notNull(),
    previousHash: text("previous_hash").notNull(),
    hash: text("hash").notNull(),
  },
  (table) => [primaryKey({ columns: [table.schoolId, table.number] })],
);

/** Which entry of a log does not fit its chain. */
export type AuditFault = {
  log: "audit" | "access";
  /** The number of the seal, from 1. */
  seal: number;
  /** The place of the entry under the seal, from 1; an act has a seal of its own. */
  entry: number | null;
  id: string | null;
  how: "changed" | "missing" | "added" | "backdated" | "rewritten" | "cut";
};

/** The last seals of both chains of a school on a day. */
export const auditAnchors = pgTable("audit_anchors", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  anchoredAt: instant("anchored_at").notNull(),
  auditNumber: bigint("audit_number", { mode: "number" }).notNull(),
  auditHash: text("audit_hash"),
  accessNumber: bigint("access_number", { mode: "number" }).notNull(),
  accessHash: text("access_hash"),
  digest: text("digest").notNull(),
  stampedBy: text("stamped_by"),
});

/** What the last check of a school's chains found. */
export const auditChecks = pgTable("audit_checks", {
  schoolId: text("school_id").primaryKey(),
  checkedAt: instant("checked_at").notNull(),
  auditNumber: bigint("audit_number", { mode: "number" }).notNull(),
  auditHash: text("audit_hash"),
  accessNumber: bigint("access_number", { mode: "number" }).notNull(),
  accessHash: text("access_hash"),
  entries: bigint("entries", { mode: "number" }).notNull(),
  fault: json<AuditFault>("fault"),
});
