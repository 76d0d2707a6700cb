import { bigint, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

/** Everything that is known about a person, made into one archive by a job. */
export const personExports = pgTable("person_exports", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  requestedBy: text("requested_by").notNull(),
  state: text("state", { enum: ["QUEUED", "RUNNING", "DONE", "FAILED", "CANCELLED"] })
    .notNull()
    .default("QUEUED"),
  progress: integer("progress").notNull().default(0),
  error: text("error"),
  storageKey: text("storage_key"),
  sizeBytes: bigint("size_bytes", { mode: "number" }),
  sha256: text("sha256"),
  requestedAt: instant("requested_at").notNull().default(now),
  finishedAt: instant("finished_at"),
  expiresAt: instant("expires_at"),
});

/** What became of the rows of a table in an erasure. */
export type StepProof = { deleted: number; changed: number };

/** The erasure of a person, and afterwards its proof, without personal data. */
export const erasures = pgTable("erasures", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  requestedBy: text("requested_by").notNull(),
  state: text("state", { enum: ["WAITING", "RUNNING", "DONE", "CANCELLED"] })
    .notNull()
    .default("WAITING"),
  requestedAt: instant("requested_at").notNull().default(now),
  /** Until then it can be taken back. */
  dueAt: instant("due_at").notNull(),
  /** Since when a hold of the school stops it; kept by a trigger. */
  heldSince: instant("held_since"),
  startedAt: instant("started_at"),
  finishedAt: instant("finished_at"),
  endedBy: text("ended_by"),
  steps: text("steps").array().notNull().default([]),
  proof: json<Record<string, StepProof>>("proof").notNull().default({}),
});

/** A school keeps somebody's data although an erasure is asked for. */
export const legalHolds = pgTable("legal_holds", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  /** Sealed. */
  reason: text("reason").$type<Sealed>().notNull(),
  placedBy: text("placed_by").notNull(),
  placedAt: instant("placed_at").notNull().default(now),
  liftedBy: text("lifted_by"),
  liftedAt: instant("lifted_at"),
});
