import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Check, wholeResult } from "#src/features/health/check.ts";
import { mostFindings } from "#src/features/health/values.ts";
import { sqlStatement } from "#src/platform/db/statement.ts";
import { auditChecks } from "#src/platform/db/tables/audit.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { readAs } from "#src/platform/db/transaction.ts";

/** What the daily check of each school's chains found; this one follows no chain. */
export const checkAudit: Check = async ({ actor }) => {
  const checked = await readAs(actor, (tx) => tx.query(selectChecked));
  if (checked.length === 0) return { skipped: "nothing_yet" };
  const findings = checked.flatMap(({ schoolId, isChanged, isLate }) => {
    if (!isChanged && !isLate) return [];
    const what = isChanged ? ("audit_changed" as const) : ("audit_unchecked" as const);
    return [{ what, id: schoolId, schoolId, count: null }];
  });
  const entries = checked.reduce((sum, one) => sum + one.entries, 0);
  return wholeResult(entries, findings.slice(0, mostFindings));
};

const selectChecked = sqlStatement(
  "health_audit_checked",
  z.object({ schoolId: z.string(), isChanged: z.boolean(), isLate: z.boolean(), entries: z.coerce.number() }),
  () => sql`
    select ${auditChecks.schoolId} as "schoolId", ${auditChecks.fault} is not null as "isChanged",
      ${auditChecks.checkedAt} < now() - interval '2 days' as "isLate", ${auditChecks.entries}
    from ${auditChecks} join ${schools} on ${schools.id} = ${auditChecks.schoolId}
    order by ${auditChecks.fault} is null, ${auditChecks.schoolId}`,
);
