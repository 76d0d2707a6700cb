import { newId } from "#src/lib/ids.ts";
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
export function emit(tx: Tx, events: readonly NewEvent[]): Promise<unknown> {
  return tx.query({
    name: "events_insert",
    text: `insert into events (id, school_id, type, student_id, data, created_at)
           select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::timestamptz[])`,
    values: [
      events.map(() => newId()),
      events.map(({ schoolId }) => schoolId),
      events.map(({ type }) => type),
      events.map(({ studentId }) => studentId ?? null),
      events.map(({ data }) => JSON.stringify(data)),
      events.map(() => new Date()),
    ],
  });
}
