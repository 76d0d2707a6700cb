import { chown, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BackupPlace } from "#src/platform/backup/backup-place.ts";
import type { Base } from "#src/platform/backup/base.ts";
import type { WalPiece } from "#src/platform/backup/names.ts";
import { writeBase, writeLog } from "#src/platform/backup/restore.ts";

/** Where a database is restored before it takes the place of the one that is there. */
export const restoringName = "postgres.restoring";

/** `until` undefined: all that the log has. */
export type Target = { base: Base; pieces: readonly WalPiece[]; until: Date | undefined };

/** Settings of the one start in which PostgreSQL replays the log that is in `pg_wal`, up to the moment, and goes on from there. */
export function recoverySettings({ until }: Pick<Target, "until">): Record<string, string> {
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

/** @param account that runs PostgreSQL, where it is not our own */
export async function writeDatabase(
  place: BackupPlace,
  { base, pieces }: Pick<Target, "base" | "pieces">,
  { folder, account }: { folder: string; account: { uid: number; gid: number } | undefined },
): Promise<void> {
  await writeBase(place, base, folder);
  await writeLog(place, pieces, folder);
  await writeFile(join(folder, "recovery.signal"), "", { mode: 0o600 });
  if (!account) return;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await chown(join(entry.parentPath, entry.name), account.uid, account.gid);
  }
  await chown(folder, account.uid, account.gid);
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
