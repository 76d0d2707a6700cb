import { sql } from "drizzle-orm";
import { newId } from "#src/lib/ids.ts";
import { columns, type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { events } from "#src/platform/db/tables/events.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** Every event there is, with the shape of its data; the relay's subscriptions and the socket feed share this map. */
export type EventData = {
  "assessment.submitted": {
    assessmentId: string;
    studentId: string;
    competencyId: string;
    status: string;
    evaluatorName: string;
  };
  "progress.updated": {
    studentId: string;
    overall: { totalCompetencies: number; completedCompetencies: number; progressPercentage: number | null };
    assignment: {
      id: string;
      competencyId: string;
      status: string;
      progressPercentage: number;
      result: number | null;
    };
  };
  "achievement.unlocked": {
    studentId: string;
    achievementId: string;
    kind: "competency" | "category" | "framework";
    name: string;
  };
  "deadline.approaching": {
    studentId: string;
    assignmentId: string;
    competencyId: string;
    competencyName: string;
    dueDate: string;
  };
  "framework.import_requested": { importId: string };
  "framework.published": { frameworkId: string };
  "deployment.requested": { deploymentId: string };
  "deployment.activated": { deploymentId: string };
};

export type EventType = keyof EventData;

export type NewEvent = {
  [T in EventType]: { type: T; schoolId: string; studentId?: string; data: EventData[T] };
}[EventType];

/** Writes events in the transaction of the change that causes them; the relay numbers and delivers them after commit. */
export function emit(tx: Tx, changes: readonly NewEvent[]): void {
  const at = new Date();
  tx.send(insertEvents, {
    rows: JSON.stringify(
      changes.map(({ schoolId, type, studentId, data }) => ({
        id: newId(),
        school_id: schoolId,
        type,
        student_id: studentId ?? null,
        data,
        created_at: at,
      })),
    ),
  });
}

const insertEvents = sqlWrite(
  "events_insert",
  (p: Params<{ rows: string }>) => sql`
    insert into ${events} (${columns(events.id, events.schoolId, events.type, events.studentId, events.data, events.createdAt)})
    select id, school_id, type, student_id, data, created_at
    from jsonb_to_recordset(${p.rows}::jsonb)
      as r (id text, school_id text, type text, student_id text, data jsonb, created_at timestamptz)`,
);
