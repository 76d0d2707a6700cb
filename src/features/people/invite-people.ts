import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { auditPeople } from "#src/features/people/audit-people.ts";
import { insertInvitations } from "#src/features/people/invitations.ts";
import { permissions } from "#src/features/people/permissions.ts";
import type { InviteAnswer, InviteBody, NewPerson } from "#src/features/people/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { columns, type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import type { Actor } from "#src/policy/actor.ts";
import { authorize } from "#src/policy/authorize.ts";
import { requireFreshProof } from "#src/policy/fresh-proof.ts";

/** A school admin invites people into their school; a super admin into any. Another admin needs a fresh proof. */
export function invitePeople(ctx: UserContext, { people, send, schoolId }: InviteBody): Promise<InviteAnswer> {
  const school = schoolId ?? ctx.actor.schoolId;
  if (people.some(({ role }) => role === "SCHOOL_ADMIN")) requireFreshProof(ctx.actor);
  return withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.invite, { schoolId: school });
      return { items: await addPeople(tx, ctx.actor, { schoolId: school, people, send, requestId: ctx.requestId }) };
    },
    ctx.bracket,
  );
}

type Addition = { schoolId: string; people: readonly NewPerson[]; send: boolean; requestId: string };

/**
 * Adds people to a school as INVITED, in a transaction of the caller, and with `send` asks the worker to mail them.
 * Answers for each in their order; whoever cannot be added is refused alone. The same few statements for one person and
 * for thousands. The caller has decided that the actor may invite.
 */
export async function addPeople(
  tx: Tx,
  actor: Actor,
  { schoolId, people, send, requestId }: Addition,
): Promise<InviteAnswer["items"]> {
  const emails = people.map(({ email }) => email.toLowerCase());
  const numbers = people.flatMap(({ studentNumber }) => studentNumber ?? []);
  const [known, groups, taken] = await Promise.all([
    tx.query(selectKnown, { schoolId, emails }),
    tx.query(selectGroups, { schoolId }),
    tx.query(selectNumbers, { schoolId, numbers }),
  ]);
  const userIds = new Map(known.map(({ email, id }) => [email, id]));
  const places = new Map(groups.map(({ id, programId }) => [id, programId]));
  const usedNumbers = new Set(taken.flatMap(({ studentNumber }) => studentNumber ?? []));
  const seen = new Set<string>();
  const faults = people.map((person) => {
    const fault = userIds.has(person.email.toLowerCase()) ? undefined : faultOf(person, { places, usedNumbers, seen });
    seen.add(person.email.toLowerCase());
    if (!fault && person.studentNumber) usedNumbers.add(person.studentNumber);
    return fault;
  });
  const rows = people.flatMap((person, index) => {
    const email = emails[index] ?? "";
    if (faults[index] !== undefined || userIds.has(email)) return [];
    const cohortId = person.cohortId ?? null;
    const programId = person.programId ?? (cohortId === null ? null : (places.get(cohortId) ?? null));
    const { name, role, studentNumber = null, yearOfStudy = null } = person;
    return [{ id: newId(), name, email, role, programId, cohortId, studentNumber, yearOfStudy }];
  });
  const added = rows.length === 0 ? [] : await tx.query(insertPeople, { schoolId, rows: JSON.stringify(rows) });
  const addedIds = new Map(added.map(({ email, id }) => [email, id]));
  // Somebody may have added the same person at this moment; the insert waited for them.
  const missing = rows.map(({ email }) => email).filter((email) => !addedIds.has(email));
  const raced = missing.length === 0 ? [] : await tx.query(selectKnown, { schoolId, emails: missing });
  for (const { email, id } of raced) userIds.set(email, id);
  const ids = [...addedIds.values()];
  auditPeople(tx, actor, { action: "user.invite", userIds: ids, requestId, detail: { isSent: send } });
  if (send) insertInvitations(tx, schoolId, ids);
  return people.map(({ email }, index) => {
    const key = emails[index] ?? "";
    const knownId = userIds.get(key);
    if (knownId !== undefined) return { email, userId: knownId, outcome: "already_there" };
    const addedId = addedIds.get(key);
    if (faults[index] === undefined && addedId !== undefined) return { email, userId: addedId, outcome: "invited" };
    return { email, userId: null, outcome: "refused", detail: faults[index] ?? "This address cannot be used here." };
  });
}

type Checks = {
  places: ReadonlyMap<string, string | null>;
  usedNumbers: ReadonlySet<string>;
  seen: ReadonlySet<string>;
};

function faultOf(person: NewPerson, { places, usedNumbers, seen }: Checks): string | undefined {
  const { cohortId, programId, studentNumber } = person;
  if (seen.has(person.email.toLowerCase())) return "This address is in the list twice.";
  if (person.role !== "STUDENT" && (cohortId || studentNumber || person.yearOfStudy)) {
    return "Only a student has a cohort, a student number and a year.";
  }
  if (programId && places.get(programId) !== null) return "There is no such program.";
  if (cohortId && !places.get(cohortId)) return "There is no such cohort.";
  if (cohortId && programId && places.get(cohortId) !== programId) return "The cohort is of another program.";
  if (studentNumber && usedNumbers.has(studentNumber)) return "Another person has this student number.";
  return undefined;
}

const selectKnown = statement("people_known", (db, p: Params<{ schoolId: string; emails: string[] }>) =>
  db
    .select({ id: users.id, email: sql<string>`lower(${users.email})` })
    .from(users)
    .where(and(eq(users.schoolId, p.schoolId), sql`lower(${users.email}) = any (${p.emails}::text[])`)),
);

const selectNumbers = statement("people_numbers", (db, p: Params<{ schoolId: string; numbers: string[] }>) =>
  db
    .select({ studentNumber: users.studentNumber })
    .from(users)
    .where(and(eq(users.schoolId, p.schoolId), sql`${users.studentNumber} = any (${p.numbers}::text[])`)),
);

/** The programs of the school, and its cohorts with their program. */
const selectGroups = sqlStatement(
  "people_groups",
  z.object({ id: z.string(), programId: z.string().nullable() }),
  (p: Params<{ schoolId: string }>) => sql`
    select ${programs.id}, null::text as "programId" from ${programs} where ${programs.schoolId} = ${p.schoolId}
    union all
    select ${cohorts.id}, ${cohorts.programId} from ${cohorts} where ${cohorts.schoolId} = ${p.schoolId}`,
);

const insertPeople = sqlStatement(
  "people_insert",
  z.object({ id: z.string(), email: z.string() }),
  (p: Params<{ schoolId: string; rows: string }>) => sql`
    insert into ${users} (${columns(users.id, users.schoolId, users.name, users.email, users.role, users.status, users.programId, users.cohortId, users.studentNumber, users.yearOfStudy)})
    select x.id, ${p.schoolId}, x.name, x.email, x.role, 'INVITED', x."programId", x."cohortId", x."studentNumber", x."yearOfStudy"
    from jsonb_to_recordset(${p.rows}::jsonb) as x (id text, name text, email text, role text, "programId" text,
      "cohortId" text, "studentNumber" text, "yearOfStudy" integer)
    order by x.email
    on conflict do nothing
    returning id, email`,
);
