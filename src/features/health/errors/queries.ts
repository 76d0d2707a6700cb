import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { errorSources } from "#src/features/health/values.ts";
import { instantKey } from "#src/platform/db/cursor.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { errorGroups } from "#src/platform/db/tables/error-groups.ts";

const e = errorGroups;

type Values = {
  state: "RESOLVED" | "UNRESOLVED" | null;
  afterAt: string | null;
  afterId: string | null;
  limit: number;
};

export const selectGroups = sqlStatement(
  "error_groups_list",
  z.object({
    id: z.string(),
    process: z.enum(errorSources),
    kind: z.string(),
    message: z.string(),
    place: z.string().nullable(),
    stack: z.array(z.string()),
    route: z.string().nullable(),
    times: z.coerce.number(),
    firstSeenAt: z.date(),
    lastSeenAt: z.date(),
    releases: z.array(z.string()),
    resolvedAt: z.date().nullable(),
    regressedAt: z.date().nullable(),
    sortAt: z.string(),
  }),
  (p: Params<Values>) => sql`
    select ${e.id}, ${e.process}, ${e.kind}, ${e.message}, ${e.place}, ${e.stack}, ${e.route}, ${e.times},
      ${e.firstSeenAt} as "firstSeenAt", ${e.lastSeenAt} as "lastSeenAt", ${e.releases}, ${e.resolvedAt} as "resolvedAt",
      ${e.regressedAt} as "regressedAt", ${instantKey(e.lastSeenAt)} as "sortAt"
    from ${e}
    where (${p.state}::text is null or (${p.state}::text = 'RESOLVED') = (${e.resolvedAt} is not null))
      and (${p.afterAt}::timestamptz is null or (${e.lastSeenAt}, ${e.id}) < (${p.afterAt}::timestamptz, ${p.afterId}))
    order by ${e.lastSeenAt} desc, ${e.id} desc limit ${p.limit}`,
  { isPlannedForValues: true },
);

export const resolveGroup = statement("error_groups_resolve", (db, p: Params<{ id: string }>) =>
  db
    .update(e)
    .set({ resolvedAt: sql`now()`, regressedAt: sql`null` })
    .where(and(eq(e.id, p.id), sql`${e.resolvedAt} is null`)),
);

export const reopenGroup = statement("error_groups_reopen", (db, p: Params<{ id: string }>) =>
  db.update(e).set({ resolvedAt: sql`null` }).where(eq(e.id, p.id)),
);

export const selectGroup = statement("error_groups_one", (db, p: Params<{ id: string }>) =>
  db.select({ resolvedAt: e.resolvedAt, regressedAt: e.regressedAt }).from(e).where(eq(e.id, p.id)),
);

export const selectTotals = sqlStatement(
  "error_groups_totals",
  z.object({ process: z.string(), times: z.coerce.number() }),
  () => sql`select ${e.process}, sum(${e.times}) as times from ${e} group by ${e.process}`,
);

export const selectGroupCounts = sqlStatement(
  "error_groups_counts",
  z.object({ open: z.coerce.number(), regressed: z.coerce.number() }),
  () => sql`
    select count(*) filter (where ${e.resolvedAt} is null and ${e.regressedAt} is null) as open,
      count(*) filter (where ${e.regressedAt} is not null) as regressed
    from ${e}`,
);
