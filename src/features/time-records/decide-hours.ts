import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Notification, notify } from "#src/features/notifications/notify.ts";
import { decideTimeRecord } from "#src/features/time-records/move-time-record.ts";
import { permissions } from "#src/features/time-records/permissions.ts";
import { isLeftToSchool } from "#src/features/time-records/queries.ts";
import { statusAfter, type TimeRecordStatus } from "#src/features/time-records/rules.ts";
import type { DecideAnswer, DecideBody } from "#src/features/time-records/schema.ts";
import type { Decision } from "#src/features/time-records/values.ts";
import { now } from "#src/lib/clock.ts";
import { durationWords } from "#src/lib/duration-words.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { timeRecords } from "#src/platform/db/tables/time-records.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/**
 * A supervisor of the placement, or the school where none is left who may, approves hours, refuses them or asks about them, with one reason for all that were
 * chosen. One that may not be decided, or that was sent again since it was seen, stays as it is and stops no other.
 */
export async function decideHours(ctx: UserContext, body: DecideBody): Promise<DecideAnswer> {
  const { actor } = ctx;
  return withActor(
    actor,
    async (tx) => {
      const ids = [...new Set(body.records.map(({ id }) => id))];
      const [, found, [supervisor]] = await Promise.all([
        tx.query(lockWaiting, { ids }),
        tx.query(selectFound, { ids }),
        tx.query(selectName, { id: actor.userId }),
      ]);
      const known = new Map(found.map((record) => [record.id, record]));
      if (found.length === 0) authorize(actor, permissions.decide, {});
      const at = now();
      const reason = body.decision === "APPROVE" ? null : (body.reason ?? null);
      const decided: Found[] = [];
      const refused: DecideAnswer["refused"] = [];
      for (const { id, revision } of new Map(body.records.map((one) => [one.id, one])).values()) {
        const record = known.get(id);
        const message = refusalOf(record, revision);
        if (!record || message !== undefined) {
          refused.push({ id, message: message ?? notFound });
          continue;
        }
        decideTimeRecord(tx, record, statusAfter[body.decision], {
          decidedBy: actor.userId,
          decidedAt: at,
          reason,
        });
        audit(tx, actor, {
          action: `time-record.${actions[body.decision]}`,
          entityType: "time_record",
          entityId: id,
          schoolId: record.schoolId,
          studentId: record.studentId,
          requestId: ctx.requestId,
          detail: { minutes: record.minutes, revision },
        });
        decided.push(record);
      }
      notify(tx, ...notesOf(decided, body.decision, supervisor?.name ?? ""));
      return { decided: decided.map(({ id }) => id), refused };
    },
    ctx.bracket,
  );
}

type Found = z.output<typeof foundRow>;

const notFound = "There are no such hours, or others decide about them.";

function refusalOf(record: Found | undefined, revision: number): string | undefined {
  if (!record?.isDecidable) return notFound;
  if (record.status !== "PENDING") return "These hours do not wait for a decision any more.";
  return record.revision === revision ? undefined : "These hours were changed after you saw them.";
}

const actions: Record<Decision, string> = { APPROVE: "approve", REFUSE: "refuse", ASK: "ask" };
const notes = { APPROVE: "hoursApproved", REFUSE: "hoursNotApproved", ASK: "hoursAsked" } as const;

/** One for each student, however many of their records were decided. */
function notesOf(decided: readonly Found[], decision: Decision, supervisor: string): Notification[] {
  return [...Map.groupBy(decided, ({ studentId }) => studentId).values()].flatMap((records) => {
    const [first] = records;
    if (!first) return [];
    const minutes = records.reduce((sum, record) => sum + record.minutes, 0);
    return {
      template: notes[decision],
      schoolId: first.schoolId,
      userId: first.studentId,
      variables: { supervisor_name: supervisor, hours: durationWords(minutes) },
      payload: { timeRecordId: first.id },
    };
  });
}

const inList = (p: Params<{ ids: string[] }>) => sql`${timeRecords.id} = any(${p.ids}::text[])`;

/** In the order of their keys, so that two supervisors who choose the same never wait for each other in a circle. */
const lockWaiting = sqlStatement(
  "time_records_lock",
  z.unknown(),
  (p: Params<{ ids: string[] }>) => sql`
    select ${timeRecords.id} from ${timeRecords}
    where ${inList(p)} and ${timeRecords.status} = 'PENDING' order by ${timeRecords.id} for update`,
);

const foundRow = z.object({
  id: z.string(),
  // The column's own check holds its values.
  status: z.custom<TimeRecordStatus>(),
  revision: z.number(),
  studentId: z.string(),
  schoolId: z.string(),
  minutes: z.number(),
  isDecidable: z.boolean(),
});

const selectFound = sqlStatement(
  "time_records_found",
  foundRow,
  (p: Params<{ ids: string[] }>) => sql`
    select ${timeRecords.id}, ${timeRecords.status}, ${timeRecords.revision}, ${timeRecords.studentId} as "studentId",
           ${timeRecords.schoolId} as "schoolId", ${timeRecords.minutes},
           app.supervises_placement(${timeRecords.placementId}) or ${isLeftToSchool} as "isDecidable"
    from ${timeRecords} where ${inList(p)}`,
);

const selectName = sqlStatement(
  "time_records_decider",
  z.object({ name: z.string() }),
  (p: Params<{ id: string }>) => sql`select ${users.name} from ${users} where ${users.id} = ${p.id}`,
);
