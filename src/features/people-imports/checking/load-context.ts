import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { CheckContext, KnownPerson, RowKeys } from "#src/features/people-imports/checking/check-row.ts";
import { groupsOf } from "#src/features/people-imports/checking/find-group.ts";
import type { Make } from "#src/features/people-imports/schema.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** What a row is judged by, beside the other rows of its file. */
export type SchoolContext = Omit<CheckContext, "linesOf" | "defaultRole" | "importerId">;

const keysAtOnce = 5_000;

/** The school's programs and cohorts, with those that the import makes, and the people whom these keys mean. */
export async function loadContext(
  tx: Tx,
  schoolId: string,
  makes: readonly Make[],
  keys: readonly RowKeys[],
): Promise<SchoolContext> {
  const [groups, known, elsewhere] = await Promise.all([
    loadGroups(tx, schoolId, makes),
    Promise.all(piecesOf(keys).map((piece) => tx.query(selectKnown, { schoolId, ...piece }))),
    Promise.all(piecesOf(keys).map(({ emails }) => tx.query(selectElsewhere, { schoolId, emails }))),
  ]);
  const people = known.flat();
  const byKey = (key: (person: KnownPerson) => string | null) =>
    new Map(people.flatMap((person) => (key(person) === null ? [] : [[key(person) ?? "", person] as const])));
  return {
    groups,
    byEmail: byKey(({ email }) => email.toLowerCase()),
    byNumber: byKey(({ studentNumber }) => studentNumber),
    byExternal: byKey(({ externalId }) => externalId),
    emailsElsewhere: new Set(elsewhere.flat().map(({ email }) => email)),
  };
}

export async function loadGroups(tx: Tx, schoolId: string, makes: readonly Make[]) {
  const [ownPrograms, ownCohorts] = await Promise.all([
    tx.query(selectPrograms, { schoolId }),
    tx.query(selectCohorts, { schoolId }),
  ]);
  const made = (kind: Make["kind"]) => makes.filter((make) => make.kind === kind);
  return groupsOf(
    [...ownPrograms, ...made("program").map(({ id, name }) => ({ id, name, code: null }))],
    [...ownCohorts, ...made("cohort").map(({ id, name, programId }) => ({ id, name, programId: programId ?? "" }))],
  );
}

function piecesOf(keys: readonly RowKeys[]) {
  const pieces: { emails: string[]; numbers: string[]; externals: string[] }[] = [];
  for (let at = 0; at < keys.length; at += keysAtOnce) {
    const piece = keys.slice(at, at + keysAtOnce);
    pieces.push({
      emails: piece.flatMap(({ email }) => email ?? []),
      numbers: piece.flatMap(({ number }) => number ?? []),
      externals: piece.flatMap(({ external }) => external ?? []),
    });
  }
  return pieces;
}

type Keys = { schoolId: string; emails: string[]; numbers: string[]; externals: string[] };

const knownPerson = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.string(),
  status: z.string(),
  programId: z.string().nullable(),
  cohortId: z.string().nullable(),
  studentNumber: z.string().nullable(),
  yearOfStudy: z.number().nullable(),
  externalId: z.string().nullable(),
});

/** Each key by its own index. */
const selectKnown = sqlStatement("people_import_known", knownPerson, (p: Params<Keys>) => {
  const ids = sql`
    select ${users.id} from ${users} where ${users.schoolId} = ${p.schoolId} and lower(${users.email}) = any(${p.emails}::text[])
    union select ${users.id} from ${users} where ${users.schoolId} = ${p.schoolId} and ${users.studentNumber} = any(${p.numbers}::text[])
    union select ${users.id} from ${users} where ${users.schoolId} = ${p.schoolId} and ${users.externalId} = any(${p.externals}::text[])`;
  return sql`
    select ${users.id}, ${users.name}, ${users.email}, ${users.role}, ${users.status}, ${users.programId} as "programId",
      ${users.cohortId} as "cohortId", ${users.studentNumber} as "studentNumber", ${users.yearOfStudy} as "yearOfStudy",
      ${users.externalId} as "externalId"
    from ${users} where ${users.id} in (${ids})`;
});

const selectElsewhere = sqlStatement(
  "people_import_emails_elsewhere",
  z.object({ email: z.string() }),
  (p: Params<{ schoolId: string; emails: string[] }>) =>
    sql`select email from app.emails_of_others(${p.schoolId}, ${p.emails}::text[]) found (email)`,
);

const selectPrograms = statement("people_import_programs", (db, p: Params<{ schoolId: string }>) =>
  db
    .select({ id: programs.id, name: programs.name, code: programs.code })
    .from(programs)
    .where(eq(programs.schoolId, p.schoolId))
    .orderBy(programs.name, programs.id),
);

const selectCohorts = statement("people_import_cohorts", (db, p: Params<{ schoolId: string }>) =>
  db
    .select({ id: cohorts.id, name: cohorts.name, programId: cohorts.programId })
    .from(cohorts)
    .where(eq(cohorts.schoolId, p.schoolId))
    .orderBy(cohorts.name, cohorts.id),
);
