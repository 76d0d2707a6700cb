import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { lockActiveAdmins, revokeSessions, selectCohort } from "#src/features/people/acts/act-statements.ts";
import { permissions } from "#src/features/people/permissions.ts";
import { getPerson } from "#src/features/people/person.ts";
import { roleFault } from "#src/features/people/rules.ts";
import type { PersonAnswer, PersonBody } from "#src/features/people/schema.ts";
import type { GivenRole } from "#src/features/people/values.ts";
import { announceEnded } from "#src/features/sessions/end-sessions.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { columns, type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { askedRevision } from "#src/platform/http/if-match.ts";
import { authorize } from "#src/policy/authorize.ts";
import { requireFreshProof } from "#src/policy/fresh-proof.ts";

/**
 * A school admin changes a person's name, address, role or place in the school. With another role their sessions end,
 * since those carry the old one. Another role, or an address that receives the links for a new password, wants a fresh proof.
 */
export async function changePerson(ctx: UserContext, id: string, body: PersonBody): Promise<PersonAnswer> {
  const { schoolId, userId } = ctx.actor;
  const revision = askedRevision(ctx.headers);
  let ended: string[] = [];
  await withActor(ctx.actor, async (tx) => {
    const admins = await tx.query(lockActiveAdmins, { schoolId });
    const [person] = await tx.query(lockPerson, { id });
    authorize(ctx.actor, permissions.manage, { schoolId: person?.schoolId ?? "" });
    if (!person) throw new AppError("not_found", "There is no such person.");
    if (!admins.some((admin) => admin.id === userId)) throw new AppError("forbidden", "Your role may not do this.");
    if (revision !== null && revision !== person.revision) {
      throw new AppError("precondition_failed", "This person was changed in the meantime. Look at them again.");
    }
    if (person.mergedInto !== null) throw new AppError("conflict", "This person was merged into another.");
    const next = nextOf(person, body);
    if (id === userId && (next.email !== person.email || next.programId !== person.programId)) {
      throw new AppError("conflict", "You cannot change your own address or program. Ask another administrator.");
    }
    const fault = roleFault(person, next.role, {
      actorId: userId,
      activeAdmins: admins.map((admin) => admin.id),
      hasRecord: person.hasRecord,
      hasPlacements: person.hasPlacements,
    });
    if (fault) throw new AppError("conflict", fault);
    if (next.role !== person.role || next.email !== person.email) requireFreshProof(ctx.actor);
    const place = await placeOf(tx, schoolId, next);
    const time = now();
    tx.send(updatePerson, { ...next, ...place, id, time });
    const changed = fieldsOf.filter((field) => ({ ...next, ...place })[field] !== person[field]);
    audit(tx, ctx.actor, {
      action: "user.change",
      entityType: "user",
      entityId: id,
      schoolId,
      ...(person.role === "STUDENT" ? { studentId: id } : {}),
      requestId: ctx.requestId,
      detail: { changed, ...(next.role === person.role ? {} : { from: person.role, to: next.role }) },
    });
    if (next.role !== person.role) {
      ended = (await tx.query(revokeSessions, { ids: [id], reason: "suspended", time })).map((session) => session.id);
    }
  });
  announceEnded(ended);
  return getPerson(ctx, id);
}

const fieldsOf = ["name", "email", "role", "programId", "cohortId", "studentNumber", "yearOfStudy"] as const;

type Editable = {
  name: string;
  email: string;
  role: GivenRole;
  programId: string | null;
  cohortId: string | null;
  studentNumber: string | null;
  yearOfStudy: number | null;
};

/** The person with the change; a student's fields go when they become staff. */
function nextOf(person: Editable, body: PersonBody): Editable {
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  const next = { ...person, ...given };
  if (next.role === "STUDENT") return next;
  const isNamed = [body.cohortId, body.studentNumber, body.yearOfStudy].some((value) => value != null);
  if (isNamed) throw invalid("role", "Only a student has a cohort, a student number and a year.");
  return { ...next, cohortId: null, studentNumber: null, yearOfStudy: null };
}

async function placeOf(tx: Tx, schoolId: string, { programId, cohortId }: Editable) {
  const [cohorts, known] = await Promise.all([
    cohortId === null ? [] : tx.query(selectCohort, { schoolId, id: cohortId }),
    programId === null ? [] : tx.query(selectProgram, { schoolId, id: programId }),
  ]);
  if (programId !== null && known.length === 0) throw invalid("programId", "There is no such program.");
  if (cohortId === null) return { programId, cohortId };
  const [cohort] = cohorts;
  if (!cohort) throw invalid("cohortId", "There is no such cohort.");
  return { cohortId, programId: cohort.programId };
}

function invalid(path: string, message: string): AppError {
  return new AppError("invalid", message, { errors: [{ path, message }] });
}

const lockPerson = sqlStatement(
  "person_lock",
  z.object({
    id: z.string(),
    schoolId: z.string(),
    name: z.string(),
    email: z.string(),
    // The column's own check holds its values.
    role: z.custom<GivenRole>(),
    status: z.string(),
    programId: z.string().nullable(),
    cohortId: z.string().nullable(),
    studentNumber: z.string().nullable(),
    yearOfStudy: z.number().nullable(),
    mergedInto: z.string().nullable(),
    revision: z.number(),
    hasRecord: z.boolean(),
    hasPlacements: z.boolean(),
  }),
  (p: Params<{ id: string }>) => sql`
    select ${users.id}, ${users.schoolId} as "schoolId", ${users.name}, ${users.email}, ${users.role}, ${users.status},
           ${users.programId} as "programId", ${users.cohortId} as "cohortId", ${users.studentNumber} as "studentNumber",
           ${users.yearOfStudy} as "yearOfStudy", ${users.mergedInto} as "mergedInto", ${users.revision},
           (exists (select from ${competencyAssignments} where ${competencyAssignments.userId} = ${users.id})
             or exists (select from ${placements} where ${placements.studentId} = ${users.id})
             or exists (select from ${assessments} where ${assessments.studentId} = ${users.id})) as "hasRecord",
           exists (select from ${placementSupervisors} join ${placements} on ${placements.id} = ${placementSupervisors.placementId}
             where ${placementSupervisors.supervisorId} = ${users.id} and ${placements.endedAt} is null
               and ${placements.endsOn} >= current_date - 1) as "hasPlacements"
    from ${users}
    where ${users.id} = ${p.id} and ${users.role} in ('STUDENT', 'CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN') for update`,
);

const selectProgram = sqlStatement(
  "people_program",
  z.object({ id: z.string() }),
  (p: Params<{ schoolId: string; id: string }>) =>
    sql`select ${programs.id} from ${programs} where ${programs.id} = ${p.id} and ${programs.schoolId} = ${p.schoolId}`,
);

const updatePerson = sqlWrite(
  "person_update",
  (p: Params<Editable & { id: string; time: Date }>) => sql`
    update ${users} set ${columns(users.name)} = ${p.name}, ${columns(users.email)} = ${p.email}, ${columns(users.role)} = ${p.role},
      ${columns(users.programId)} = ${p.programId}, ${columns(users.cohortId)} = ${p.cohortId},
      ${columns(users.studentNumber)} = ${p.studentNumber}, ${columns(users.yearOfStudy)} = ${p.yearOfStudy}::integer,
      ${columns(users.updatedAt)} = ${p.time}::timestamptz
    where ${users.id} = ${p.id}`,
);
