import { desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { CheckKind, CheckReason, CheckState, Finding } from "#src/features/health/values.ts";
import { type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { integrityChecks } from "#src/platform/db/tables/integrity-checks.ts";

const c = integrityChecks;

/** The columns hold what `runCheck` writes. */
const written = {
  kind: sql<CheckKind>`${c.kind}`,
  state: sql<CheckState>`${c.state}`,
  reason: sql<CheckReason | null>`${c.reason}`,
  startedAt: c.startedAt,
  finishedAt: c.finishedAt,
  counted: c.counted,
  findings: sql<Finding[]>`${c.findings}`,
  reached: c.reached,
};

export const selectLast = statement("health_last_check", (db, p: Params<{ kind: string }>) =>
  db.select(written).from(c).where(eq(c.kind, p.kind)).orderBy(desc(c.id)).limit(1),
);

/** Held until what a run found is written. */
export const lockKind = sqlStatement(
  "health_lock_kind",
  z.unknown(),
  (p: Params<{ kind: string }>) => sql`select pg_advisory_xact_lock(hashtextextended('health ' || ${p.kind}::text, 0))`,
);

/** The last run of each kind. */
export const selectNewest = statement("health_newest_checks", (db) =>
  db.selectDistinctOn([c.kind], written).from(c).orderBy(c.kind, desc(c.id)),
);

/** When each kind last came to a result. */
export const selectLastResults = sqlStatement(
  "health_last_results",
  z.object({ kind: z.string(), at: z.date() }),
  () => sql`
    select ${c.kind}, max(${c.finishedAt}) as at from ${c} where ${c.state} in ('OK', 'FOUND') group by ${c.kind}`,
);

export const selectFigures = sqlStatement(
  "health_figures",
  z.object({ kind: z.string(), findings: z.number(), ageSeconds: z.number().nullable() }),
  () => sql`
    select distinct on (${c.kind}) ${c.kind}, jsonb_array_length(${c.findings}) as findings,
      extract(epoch from now() - max(${c.finishedAt}) filter (where ${c.state} in ('OK', 'FOUND'))
        over (partition by ${c.kind}))::float8 as "ageSeconds"
    from ${c} order by ${c.kind}, ${c.id} desc`,
);

type NewCheck = {
  id: string;
  kind: string;
  state: string;
  reason: string | null;
  startedAt: Date;
  finishedAt: Date;
  counted: number;
  findings: readonly Finding[];
  reached: string | null;
};

export const insertCheck = statement("health_insert_check", (db, p: Params<NewCheck>) =>
  db.insert(c).values({
    id: p.id,
    kind: p.kind,
    state: p.state,
    reason: p.reason,
    startedAt: p.startedAt,
    finishedAt: p.finishedAt,
    counted: p.counted,
    findings: p.findings,
    reached: p.reached,
  }),
);

/** What a run found is said by the next again, as far as it is still so: ids of students are kept no longer than that. */
export const clearOlder = sqlWrite(
  "health_clear_older",
  (p: Params<{ kind: string; id: string }>) => sql`
    update ${c} set findings = '[]' where ${c.kind} = ${p.kind} and ${c.id} < ${p.id} and ${c.findings} <> '[]'`,
);

/** The last 30 of a kind stay, and the last that came to a result. */
export const deleteOlder = sqlWrite(
  "health_delete_older",
  (p: Params<{ kind: string }>) => sql`
    delete from ${c} where ${c.kind} = ${p.kind}
      and ${c.id} < (select k.id from ${c} k where k.kind = ${p.kind} order by k.id desc offset 29 limit 1)
      and ${c.id} is distinct from (select max(k.id) from ${c} k where k.kind = ${p.kind} and k.state in ('OK', 'FOUND'))`,
);
