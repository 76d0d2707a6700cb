import { eq, sql } from "drizzle-orm";
import { type TimeRecordActor, type TimeRecordStatus, timeRecordSteps } from "#src/features/time-records/rules.ts";
import { type SealedWords, sealHoursAnswer, sealHoursReason } from "#src/features/time-records/sealed-words.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { timeRecords } from "#src/platform/db/tables/time-records.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";
import { assertStep } from "#src/policy/assert-step.ts";

type Movable = { id: string; schoolId: string; status: TimeRecordStatus };

/** Who decided, when, and what they asked or why they refused. */
export type Verdict = { decidedBy: string; decidedAt: Date; reason: string | null };

/** What the student changes about hours that came back: the whole entry, or nothing. */
export type Changed = {
  placementId: string;
  rotationId: string;
  startedAt: Date;
  endedAt: Date;
  breakMinutes: number;
  minutes: number;
} & SealedWords;

/** A supervisor, or the school, decides about a record that the caller has locked; refuses a step that is not in its table. */
export function decideTimeRecord(
  tx: Tx,
  { id, schoolId, status }: Movable,
  to: "APPROVED" | "NOT_APPROVED" | "NEEDS_INFO",
  verdict: Verdict,
): void {
  assertMove(status, to, "decider");
  tx.send(decideRecord, { ...verdict, id, status: to, reason: sealHoursReason({ id, schoolId }, verdict.reason) });
}

/**
 * The student sends a record, for the first time or again. What changes about one that came back is written in the same
 * statement: before it, the student may not write; after it, what waits is what was sent.
 */
export function sendTimeRecord(
  tx: Tx,
  { id, schoolId, status }: Movable,
  answer: string | null,
  changed?: Changed,
): void {
  assertMove(status, "PENDING", "student");
  const sent = { id, answer: sealHoursAnswer({ id, schoolId }, answer), raise: status === "DRAFT" ? 0 : 1 };
  if (changed) tx.send(sendChanged, { ...sent, ...changed });
  else tx.send(sendRecord, sent);
}

function assertMove(from: TimeRecordStatus, to: TimeRecordStatus, by: TimeRecordActor): void {
  assertStep(timeRecordSteps, from, to, by);
}

const decideRecord = statement(
  "time_record_decide",
  (db, p: Params<Omit<Verdict, "reason"> & { id: string; status: TimeRecordStatus; reason: Sealed | null }>) =>
    db
      .update(timeRecords)
      .set({ status: p.status, decidedBy: p.decidedBy, decidedAt: p.decidedAt, reason: p.reason })
      .where(eq(timeRecords.id, p.id)),
);

type Sent = { id: string; answer: Sealed | null; raise: number };

const sentColumns = (p: Params<Sent>) => ({
  status: "PENDING" as const,
  revision: sql`${timeRecords.revision} + ${p.raise}::int`,
  answer: sql`coalesce(${p.answer}::text, ${timeRecords.answer})`,
});

const sendRecord = statement("time_record_send", (db, p: Params<Sent>) =>
  db.update(timeRecords).set(sentColumns(p)).where(eq(timeRecords.id, p.id)),
);

const sendChanged = statement("time_record_send_changed", (db, p: Params<Sent & Changed>) =>
  db
    .update(timeRecords)
    .set({ ...sentColumns(p), ...changedColumns(p) })
    .where(eq(timeRecords.id, p.id)),
);

export const changedColumns = (p: Params<Changed>) => ({
  placementId: p.placementId,
  rotationId: p.rotationId,
  startedAt: p.startedAt,
  endedAt: p.endedAt,
  breakMinutes: p.breakMinutes,
  minutes: p.minutes,
  activity: p.activity,
  note: p.note,
  place: p.place,
});
