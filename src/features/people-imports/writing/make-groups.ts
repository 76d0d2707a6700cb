import { sql } from "drizzle-orm";
import type { Make } from "#src/features/people-imports/schema.ts";
import { columns, type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** Makes the programs and cohorts of an import, once. */
export async function makeGroups(tx: Tx, schoolId: string, makes: readonly Make[]): Promise<void> {
  if (makes.length === 0) return;
  const of = (kind: Make["kind"]) => JSON.stringify(makes.filter((make) => make.kind === kind));
  await tx.query(insertPrograms, { schoolId, rows: of("program") });
  await tx.query(insertCohorts, { schoolId, rows: of("cohort") });
}

type Rows = { schoolId: string; rows: string };

/** A program's code is its name, numbered where another program has it. */
const insertPrograms = sqlWrite(
  "people_import_make_programs",
  (p: Params<Rows>) => sql`
    insert into ${programs} (${columns(programs.id, programs.schoolId, programs.name, programs.code)})
    select v.id, ${p.schoolId}, v.name, left(v.name, 40) || case when exists (
        select from ${programs} where ${programs.schoolId} = ${p.schoolId} and ${programs.code} = left(v.name, 40))
      then ' ' || right(v.id, 4) else '' end
    from jsonb_to_recordset(${p.rows}::jsonb) as v (id text, name text)
    on conflict do nothing`,
);

/** A cohort whose program was removed meanwhile is not made, and its people are refused. */
const insertCohorts = sqlWrite(
  "people_import_make_cohorts",
  (p: Params<Rows>) => sql`
    insert into ${cohorts} (${columns(cohorts.id, cohorts.schoolId, cohorts.programId, cohorts.name)})
    select v.id, ${p.schoolId}, ${programs.id}, v.name
    from jsonb_to_recordset(${p.rows}::jsonb) as v (id text, name text, "programId" text)
    join ${programs} on ${programs.id} = v."programId" and ${programs.schoolId} = ${p.schoolId}
    on conflict do nothing`,
);
