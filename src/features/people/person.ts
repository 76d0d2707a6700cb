import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { lineOf, linesSql, personRow } from "#src/features/people/directory.ts";
import type { PersonAnswer } from "#src/features/people/schema.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { invitations } from "#src/platform/db/tables/invitations.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { sessions } from "#src/platform/db/tables/sessions.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { sealedColumn, sealedFields } from "#src/platform/sealed/field.ts";
import { openText } from "#src/platform/sealed/text.ts";

/** One person of the reader's school, with what an administrator acts on: placements, sessions, invitation. */
export async function getPerson(ctx: UserContext, id: string): Promise<PersonAnswer> {
  const values = { schoolId: ctx.actor.schoolId, id };
  const [[row], [more], held, places] = await readAs(
    ctx.actor,
    (tx) =>
      Promise.all([
        tx.query(selectPerson, values),
        tx.query(selectMore, values),
        tx.query(selectSessions, values),
        tx.query(selectPlacements, values),
      ]),
    { subject: ofStudent(id), what: "person", requestId: ctx.requestId },
  );
  if (!row || !more) throw new AppError("not_found", "There is no such person.");
  const { mergedId, mergedName, invitedAt, sentAt, expiresAt, statusReason } = more;
  return {
    ...lineOf(row),
    statusReason: openText(sealedFields.statusReason, { schoolId: ctx.actor.schoolId, rowId: id }, statusReason),
    mergedInto: mergedId === null ? null : { id: mergedId, name: mergedName ?? "" },
    invitation:
      invitedAt === null
        ? null
        : {
            createdAt: invitedAt.toISOString(),
            sentAt: sentAt?.toISOString() ?? null,
            expiresAt: expiresAt?.toISOString() ?? null,
          },
    placements: places,
    sessions: held.map(({ createdAt, lastUsedAt, ...session }) => ({
      ...session,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
    })),
  };
}

type One = { schoolId: string; id: string };

const selectPerson = sqlStatement("person_get", personRow, (p: Params<One>) =>
  linesSql(
    sql`select ${users.id}, '' as key from ${users} where ${users.id} = ${p.id} and ${users.schoolId} = ${p.schoolId}
      and ${users.role} in ('STUDENT', 'CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN')`,
    sql`${p.schoolId}`,
    sql`u.id`,
  ),
);

const selectMore = sqlStatement(
  "person_more",
  z.object({
    statusReason: sealedColumn.nullable(),
    mergedId: z.string().nullable(),
    mergedName: z.string().nullable(),
    invitedAt: z.date().nullable(),
    sentAt: z.date().nullable(),
    expiresAt: z.date().nullable(),
  }),
  (p: Params<One>) => sql`
    select ${users.statusReason} as "statusReason", kept.id as "mergedId", kept.name as "mergedName",
           i.created_at as "invitedAt", i.sent_at as "sentAt", i.expires_at as "expiresAt"
    from ${users} left join ${users} kept on kept.id = ${users.mergedInto}
    left join lateral (
      select * from ${invitations} where ${invitations.userId} = ${users.id}
      order by ${invitations.createdAt} desc, ${invitations.id} desc limit 1) i on true
    where ${users.id} = ${p.id} and ${users.schoolId} = ${p.schoolId}`,
);

const selectSessions = sqlStatement(
  "person_sessions",
  z.object({ id: z.string(), userAgent: z.string().nullable(), createdAt: z.date(), lastUsedAt: z.date() }),
  (p: Params<One>) => sql`
    select ${sessions.id}, ${sessions.userAgent} as "userAgent", ${sessions.createdAt} as "createdAt",
           ${sessions.lastUsedAt} as "lastUsedAt"
    from ${sessions}
    where ${sessions.userId} = ${p.id} and ${sessions.schoolId} = ${p.schoolId} and ${sessions.revokedAt} is null
      and ${sessions.expiresAt} > now()
    order by ${sessions.lastUsedAt} desc, ${sessions.id} limit 20`,
);

const selectPlacements = sqlStatement(
  "person_placements",
  z.object({ id: z.string(), rotationId: z.string(), rotation: z.string(), startsOn: z.string(), endsOn: z.string() }),
  (p: Params<One>) => sql`
    select ${placements.id}, ${placements.rotationId} as "rotationId", ${rotations.name} as rotation,
           ${placements.startsOn}::text as "startsOn", ${placements.endsOn}::text as "endsOn"
    from ${placements} join ${rotations} on ${rotations.id} = ${placements.rotationId}
    where ${placements.schoolId} = ${p.schoolId} and ${placements.endedAt} is null
      and (${placements.studentId} = ${p.id} or ${placements.id} in (
        select ${placementSupervisors.placementId} from ${placementSupervisors}
        where ${placementSupervisors.supervisorId} = ${p.id}))
      and ${placements.endsOn} >= current_date - 1
    order by ${placements.startsOn}, ${placements.id} limit 50`,
);
