import { sql } from "drizzle-orm";
import { z } from "zod";
import { slotName } from "#src/platform/backup/names.ts";
import { type BackupReport, backupLeaseName } from "#src/platform/backup/report-backups.ts";
import { sqlStatement } from "#src/platform/db/statement.ts";
import { leases } from "#src/platform/db/tables/events.ts";

/** What the backup process last reported, beside what the server knows of it; no row where it never did. */
export const selectBackups = sqlStatement(
  "health_backups",
  z.object({
    // As `reportBackups` wrote it.
    report: z.custom<BackupReport>(),
    /** Whether a process copies the log all the time, and reported lately. */
    isFollowing: z.boolean(),
    /** Null where the server reserves no log for the backup. */
    bytesBehind: z.coerce.number().nullable(),
    /** The server gave up log that was not stored. */
    isLogLost: z.boolean(),
  }),
  () => sql`
    select ${leases.detail} as report, coalesce((${leases.detail} ->> 'follows')::boolean, false) and ${leases.expiresAt} > clock_timestamp() as "isFollowing",
      pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn)::text as "bytesBehind",
      coalesce(s.wal_status = 'lost', false) as "isLogLost"
    from ${leases}
    left join pg_replication_slots s on s.slot_name = ${sql.raw(`'${slotName}'`)}
    where ${leases.name} = ${sql.raw(`'${backupLeaseName}'`)} and ${leases.detail} is not null`,
);
