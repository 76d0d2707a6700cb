import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Check } from "#src/features/health/check.ts";
import { sweep } from "#src/features/health/sweep.ts";
import type { Finding } from "#src/features/health/values.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const takesMs = 5 * 60_000;

/** Whether each row has its entry in each index and the entries are in order, by amcheck. */
export const checkIndexes: Check = async (run) => {
  const { actor } = run;
  const [usable] = await readAs(actor, (tx) => tx.query(selectUsable));
  if (!usable?.isUsable) return { skipped: "amcheck_missing" };
  return sweep(run, {
    takesMs,
    async again(names) {
      const found: Finding[] = [];
      for (const name of names) found.push(...brokenOf(await readAs(actor, (tx) => tx.query(checkNamed, { name }))));
      return found;
    },
    page: (after) => checkOne(actor, after),
  });
};

/** One at a time: each in a transaction of its own, since it holds a lock on the index. */
async function checkOne(actor: SystemActor, after: string) {
  const checked = await readAs(actor, (tx) => tx.query(checkNext, { after }));
  return { counted: checked.length, findings: brokenOf(checked), next: checked[0]?.name ?? null };
}

function brokenOf(checked: readonly { name: string; fits: boolean | null }[]): Finding[] {
  return checked.flatMap(({ name, fits }) =>
    fits === false ? [{ what: "index_broken" as const, id: name, schoolId: null, count: null }] : [],
  );
}

/** By the smallest index. */
const selectUsable = sqlStatement(
  "health_indexes_usable",
  z.object({ isUsable: z.boolean() }),
  () => sql`
    select app.fits_index((
      select i.index from app.own_indexes() i order by pg_relation_size(i.index::oid), i.name limit 1)) is not null as "isUsable"`,
);

const checkedIndex = z.object({ name: z.string(), fits: z.boolean().nullable() });

const checkNext = sqlStatement(
  "health_indexes_next",
  checkedIndex,
  (p: Params<{ after: string }>) => sql`
    select i.name, app.fits_index(i.index) as fits
    from (select * from app.own_indexes() where name > ${p.after} order by name limit 1) i`,
);

const checkNamed = sqlStatement(
  "health_indexes_named",
  checkedIndex,
  (p: Params<{ name: string }>) => sql`
    select i.name, app.fits_index(i.index) as fits
    from (select * from app.own_indexes() where name = ${p.name} limit 1) i`,
);
