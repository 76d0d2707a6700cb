import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/**
 * Deletes everything in a school, tables that refer to others first. The school itself and its audit remain: acts, looks
 * and their seals are never deleted, and what the store of files has to let go is noted for the school until it has.
 */
export async function deleteSchoolRows(tx: Tx, schoolId: string): Promise<void> {
  for (const table of await tenantTables(tx)) {
    const deleteRows = sqlWrite(
      `rows_delete_${table}`,
      (p: Params<{ schoolId: string }>) => sql`delete from ${sql.identifier(table)} where school_id = ${p.schoolId}`,
    );
    await tx.query(deleteRows, { schoolId });
  }
}

/** What is settled cannot be changed or deleted, except together with what it is part of. */
const wholeOf = new Map([
  ["competencies", "competency_templates"],
  ["competency_rubrics", "competency_templates"],
  ["competency_template_associations", "competency_templates"],
  ["competency_template_items", "competency_templates"],
  ["evaluation_criteria", "evaluations"],
  ["evaluation_private_notes", "evaluations"],
]);

async function tenantTables(tx: Tx): Promise<string[]> {
  const rows = await tx.query(selectTenantTables);
  const ordered: string[] = [];
  const whole = (name: string) => wholeOf.get(name) ?? name;
  // What the store has to let go is noted until it has.
  const kept = rows.filter(({ name }) => name !== "file_removals");
  // A whole goes before what its parts refer to.
  const tables = [...Map.groupBy(kept, ({ name }) => whole(name))].map(([name, parts]) => ({
    name,
    refersTo: parts.flatMap(({ refersTo }) => refersTo.map(whole)).filter((other) => other !== name),
  }));
  for (let left = tables; left.length > 0; ) {
    const free = left.filter(({ name }) => !left.some((other) => other.refersTo.includes(name)));
    if (free.length === 0)
      throw new Error(`These tables refer to each other: ${left.map(({ name }) => name).join(", ")}`);
    ordered.push(...free.map(({ name }) => name));
    left = left.filter((table) => !free.includes(table));
  }
  return ordered;
}

const selectTenantTables = sqlStatement(
  "rows_tenant_tables",
  z.object({ name: z.string(), refersTo: z.array(z.string()) }),
  () => sql`
    select c.relname as name,
           coalesce(array_agg(distinct r.relname::text) filter (where r.oid <> c.oid), '{}') as "refersTo"
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'school_id' and not a.attisdropped
    left join pg_constraint f on f.conrelid = c.oid and f.contype = 'f'
    left join pg_class r on r.oid = f.confrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and c.relname not in ('audit_log', 'access_log', 'access_seals', 'audit_anchors', 'audit_checks')
    group by c.relname order by 1`,
);
