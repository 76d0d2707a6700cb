import { createWriteStream } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Disk } from "flydrive";
import pg from "pg";
import { anchorsFolder } from "#src/platform/audit/anchor-files.ts";
import { type BackupPlace, UnreadableBackup } from "#src/platform/backup/backup-place.ts";
import { copiedKeys } from "#src/platform/backup/copy-files.ts";
import { filesFolder } from "#src/platform/backup/names.ts";
import { keysIn } from "#src/platform/files/disks.ts";
import { storedFiles } from "#src/platform/sealed/reseal-files.ts";

/** What no row names: who was erased, and where the chains of the audit stood. */
const isNote = (key: string) => key.startsWith("erasures/") || key.startsWith(`${anchorsFolder}/`);

export type RestoredFiles = {
  restored: number;
  present: number;
  /** Keys that the database names and neither the store nor the backup has. */
  lost: string[];
  /** Keys that the store has and the database does not name, as after a restore to a moment before they were stored. */
  orphans: string[];
};

/**
 * Brings back what the database names and the store has not, the anchors of the audit, and the notes of erasures, after
 * which a start erases again whom an older database still has. What the store has beyond that stays.
 */
export async function restoreFiles(
  place: BackupPlace,
  { disk, databaseUrl, incomingDir }: { disk: Disk; databaseUrl: string; incomingDir: string },
): Promise<RestoredFiles> {
  const copied = new Set(await copiedKeys(place));
  const notes = [...copied].filter(isNote);
  const found: RestoredFiles = { restored: 0, present: 0, lost: [], orphans: [] };
  const { named, leaving } = await keysOf(databaseUrl);
  for (const key of [...named, ...notes]) {
    if (await disk.exists(key)) {
      found.present += 1;
    } else if (copied.has(key) && (await isWritten(place, key, { disk, incomingDir }))) {
      found.restored += 1;
    } else {
      found.lost.push(key);
    }
  }
  const known = new Set([...named, ...leaving]);
  for await (const key of keysIn(disk, "")) {
    if (!known.has(key) && !isNote(key)) found.orphans.push(key);
  }
  return found;
}

/** The keys that rows name, and those whose content is to be removed. */
async function keysOf(databaseUrl: string): Promise<{ named: string[]; leaving: string[] }> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const columns = storedFiles.map(
      ({ table, key }) => `(${client.escapeLiteral(table)}, ${client.escapeLiteral(key)})`,
    );
    // A database from before an upgrade may lack one.
    const { rows: there } = await client.query<{ table: string; key: string }>(
      `select table_name as table, column_name as key from information_schema.columns
       where table_schema = 'public' and (table_name, column_name) in (${columns.join(", ")})`,
    );
    const named: string[] = [];
    for (const { table, key } of there) named.push(...(await columnOf(client, table, key)));
    return { named, leaving: await columnOf(client, "file_removals", "storage_key") };
  } finally {
    await client.end();
  }
}

async function columnOf(client: pg.Client, table: string, column: string): Promise<string[]> {
  const name = client.escapeIdentifier(column);
  const { rows } = await client.query<{ key: string }>(
    `select ${name} as key from public.${client.escapeIdentifier(table)} where ${name} is not null`,
  );
  return rows.map(({ key }) => key);
}

async function isWritten(
  place: BackupPlace,
  key: string,
  { disk, incomingDir }: { disk: Disk; incomingDir: string },
): Promise<boolean> {
  const path = join(incomingDir, `restore-${process.pid}`);
  try {
    await mkdir(incomingDir, { recursive: true, mode: 0o700 });
    await pipeline(Readable.from(place.getParts(`${filesFolder}/${key}`)), createWriteStream(path, { mode: 0o600 }));
    await disk.moveFromFs(path, key, { contentLength: (await stat(path)).size });
    return true;
  } catch (error) {
    if (error instanceof UnreadableBackup) return false;
    throw error;
  } finally {
    await rm(path, { force: true });
  }
}
