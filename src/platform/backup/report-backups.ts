import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { now } from "#src/lib/clock.ts";
import type { BackupPlace } from "#src/platform/backup/backup-place.ts";
import { listBases } from "#src/platform/backup/base.ts";
import type { SecondPlace, SecondState } from "#src/platform/backup/second-place.ts";
import { log } from "#src/platform/log/log.ts";

/** The row of `leases` in which the backup process says how it stands, for processes that cannot read the place. */
export const backupLeaseName = "backup";

/** Times are ISO. It names no place and no key. */
export type BackupReport = {
  reportedAt: string;
  /** Whether a process copies the log all the time; else copies are made when somebody asks. */
  follows: boolean;
  /** How many whole copies there are. */
  bases: number;
  newest: { endedAt: string; bytes: number; fileCount: number } | null;
  verified: Verification | null;
  /** Null where there is no second place; a row of an older release has none. */
  second?: SecondState | null;
};

/** What `npm run backup:verify` found last on this machine. */
export type Verification = { at: string; faults: number };

/** A process that follows reports every five minutes; after this long it does not run any more. */
const lastsMs = 12 * 60_000;

/** A report that cannot be written is logged, and does not stop the backup. */
export async function reportBackups(parts: {
  place: BackupPlace;
  second: SecondPlace | undefined;
  /** Of the owner of the database. */
  databaseUrl: string;
  dataDir: string;
  follows: boolean;
}): Promise<void> {
  const { place, second, databaseUrl, dataDir, follows } = parts;
  try {
    const { bases } = await listBases(place);
    const newest = bases.at(-1);
    await write(databaseUrl, {
      reportedAt: now().toISOString(),
      follows,
      bases: bases.length,
      newest: newest ? { endedAt: newest.endedAt, bytes: newest.bytes, fileCount: newest.fileCount } : null,
      verified: await readVerification(dataDir),
      second: second?.state() ?? null,
    });
  } catch (error) {
    log.warn({ error }, "how the backups stand could not be reported");
  }
}

async function write(databaseUrl: string, report: BackupReport): Promise<void> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    application_name: "competency backup report",
  });
  // A connection that is lost fails its query.
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("begin");
    await client.query("set local role app_system");
    await client.query(
      `insert into leases (name, holder, expires_at, detail)
       values ($1, 'backup', clock_timestamp() + $2 * interval '1 millisecond', $3)
       on conflict (name) do update set expires_at = excluded.expires_at, detail = excluded.detail`,
      [backupLeaseName, lastsMs, report],
    );
    await client.query("commit");
  } finally {
    await client.end().catch(() => {});
  }
}

/** Kept in the data folder: verifying needs no database, and writes nothing into the place. */
export async function keepVerification(dataDir: string, verification: Verification): Promise<void> {
  await writeFile(pathOf(dataDir), JSON.stringify(verification), { mode: 0o600 });
}

export async function readVerification(dataDir: string): Promise<Verification | null> {
  try {
    const { at, faults } = JSON.parse(await readFile(pathOf(dataDir), "utf8")) as Verification;
    return { at, faults };
  } catch {
    return null;
  }
}

function pathOf(dataDir: string): string {
  return join(dataDir, "backup-verified");
}
