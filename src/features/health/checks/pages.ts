import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Check, wholeResult } from "#src/features/health/check.ts";
import { sqlStatement } from "#src/platform/db/statement.ts";
import { readAs } from "#src/platform/db/transaction.ts";

/** Pages whose checksum did not fit when PostgreSQL read them, which each daily copy of the database does for all. */
export const checkPages: Check = async ({ actor }) => {
  const [state] = await readAs(actor, (tx) => tx.query(selectChecksums));
  if (!state?.isOn) return { skipped: "checksums_off" };
  const { pages, failures, name } = state;
  const findings =
    failures > 0 ? [{ what: "checksum_failures" as const, id: name, schoolId: null, count: failures }] : [];
  return wholeResult(pages, findings);
};

/** Failures since the statistics were reset; those of what all databases share stand under no database. */
const selectChecksums = sqlStatement(
  "health_checksums",
  z.object({ isOn: z.boolean(), name: z.string(), failures: z.coerce.number(), pages: z.coerce.number() }),
  () => sql`
    select current_setting('data_checksums') = 'on' as "isOn", current_database()::text as name,
      (select coalesce(sum(checksum_failures), 0) from pg_stat_database
       where datname = current_database() or datname is null) as failures,
      (select coalesce(sum(greatest(relpages, 0)), 0) from pg_class where relkind in ('r', 'i', 't', 'm')) as pages`,
);
