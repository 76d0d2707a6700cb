import { sql } from "drizzle-orm";
import { z } from "zod";
import { slotName } from "#src/platform/backup/names.ts";
import { type BackupReport, backupLeaseName } from "#src/platform/backup/report-backups.ts";
import { sqlStatement } from "#src/platform/db/statement.ts";
import { leases } from "#src/platform/db/tables/events.ts";
import { withRole } from "#src/platform/db/transaction.ts";

export type LoadedBackups = {
  /** Null where the program's own backups were never made. */
  report: BackupReport | null;
  /** Whether the process that copies the log reported within the last minutes. */
  isFollowing: boolean;
  /** Null where the server reserves no log for the backup. */
  bytesBehind: number | null;
  /** The server gave up log that was not stored. */
  isLogLost: boolean;
};

/** What the backup process last reported, beside what the server knows of it. */
export async function loadBackups(): Promise<LoadedBackups> {
  const [row] = await withRole("app_realtime", (tx) => tx.query(selectBackups));
  return row ?? { report: null, isFollowing: false, bytesBehind: null, isLogLost: false };
}

const selectBackups = sqlStatement(
  "health_backups",
  z.object({
    // As `reportBackups` wrote it.
    report: z.custom<BackupReport>(),
    isFollowing: z.boolean(),
    bytesBehind: z.coerce.number().nullable(),
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
