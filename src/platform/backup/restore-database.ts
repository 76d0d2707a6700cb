import { chown, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BackupPlace } from "#src/platform/backup/backup-place.ts";
import { type DamagedLog, writeBase, writeLog } from "#src/platform/backup/restore.ts";
import type { Way } from "#src/platform/backup/ways-to.ts";

/** Where a database is restored before it takes the place of the one that is there. */
export const restoringName = "postgres.restoring";

/** Settings of the one start in which PostgreSQL replays the log that is in `pg_wal`, up to the moment, and goes on from there. */
export function recoverySettings({ until }: Pick<Way, "until">): Record<string, string> {
  return {
    // The log is where it belongs; "no" is the answer to each question for more.
    restore_command: "exit 1",
    // Otherwise it says that it is ready when the copy is whole, and goes on replaying.
    hot_standby: "off",
    recovery_target_timeline: "current",
    recovery_target_action: "promote",
    ...(until ? { recovery_target_time: until.toISOString().replace("Z", "+00") } : {}),
  };
}

/**
 * Throws where the copy cannot be read (`isDamage`).
 * @param account that runs PostgreSQL, where it is not our own
 * @returns what of the log could not be read: it was written up to there
 */
export async function writeDatabase(
  place: BackupPlace,
  { base, pieces }: Pick<Way, "base" | "pieces">,
  { folder, account }: { folder: string; account: { uid: number; gid: number } | undefined },
): Promise<DamagedLog | undefined> {
  await writeBase(place, base, folder);
  const damaged = await writeLog(place, pieces, folder);
  await writeFile(join(folder, "recovery.signal"), "", { mode: 0o600 });
  if (!account) return damaged;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await chown(join(entry.parentPath, entry.name), account.uid, account.gid);
  }
  await chown(folder, account.uid, account.gid);
  return damaged;
}

/**
 * Puts what was restored in the place of what is there, which is kept beside it. A start that finds only the former, since
 * this was ended in between, takes it.
 * @returns the folder of the former database, where there was one
 */
export async function takePlace(home: string, at: Date): Promise<string | undefined> {
  const current = join(home, "postgres");
  const restored = `${current}.restored`;
  await rm(restored, { recursive: true, force: true });
  await rename(join(home, restoringName), restored);
  const former = `${current}.before-${at.toISOString().replace(/[-:]|\.\d+/g, "")}`;
  const isThere = await stat(current).then(
    () => true,
    () => false,
  );
  if (isThere) await rename(current, former);
  await rename(restored, current);
  return isThere ? former : undefined;
}
