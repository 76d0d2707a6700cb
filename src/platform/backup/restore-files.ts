import { createWriteStream } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Disk } from "flydrive";
import pg from "pg";
import { type BackupPlace, UnreadableBackup } from "#src/platform/backup/backup-place.ts";
import { copiedKeys } from "#src/platform/backup/copy-files.ts";
import { filesFolder } from "#src/platform/backup/names.ts";

export type RestoredFiles = { restored: number; present: number; lost: string[] };

/**
 * Brings back what the database names and the store has not, and the notes of erasures, after which a start erases again
 * whom an older database still has. What the store has beyond that stays.
 */
export async function restoreFiles(
  place: BackupPlace,
  { disk, databaseUrl, incomingDir }: { disk: Disk; databaseUrl: string; incomingDir: string },
): Promise<RestoredFiles> {
  const copied = new Set(await copiedKeys(place));
  const notes = [...copied].filter((key) => key.startsWith("erasures/"));
  const found: RestoredFiles = { restored: 0, present: 0, lost: [] };
  for (const key of [...(await namedKeys(databaseUrl)), ...notes]) {
    if (await disk.exists(key)) {
      found.present += 1;
    } else if (copied.has(key) && (await isWritten(place, key, { disk, incomingDir }))) {
      found.restored += 1;
    } else {
      found.lost.push(key);
    }
  }
  return found;
}

/** Every column `storage_key` names content of the store, but for what is to be removed. */
async function namedKeys(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.columns
       where table_schema = 'public' and column_name = 'storage_key' and table_name <> 'file_removals'`,
    );
    const keys: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ key: string }>(
        `select storage_key as key from public.${client.escapeIdentifier(name)} where storage_key is not null`,
      );
      for (const { key } of rows) keys.push(key);
    }
    return keys;
  } finally {
    await client.end();
  }
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
