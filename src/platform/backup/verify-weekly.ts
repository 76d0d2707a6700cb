import { now } from "#src/lib/clock.ts";
import type { BackupPlace } from "#src/platform/backup/backup-place.ts";
import { keepVerification, readVerification } from "#src/platform/backup/report-backups.ts";
import { verify } from "#src/platform/backup/verify.ts";
import { log } from "#src/platform/log/log.ts";

const everyMs = 7 * 24 * 60 * 60_000;

/**
 * Reads all of the backups a week after that was done last, or after the first copy was made.
 * @param firstAt when the first copy was made
 * @returns whether it was due
 */
export async function verifyWeekly(
  place: BackupPlace,
  dataDir: string,
  { firstAt, signal }: { firstAt: Date; signal: AbortSignal },
): Promise<boolean> {
  const last = await readVerification(dataDir);
  const since = last ? new Date(last.at) : firstAt;
  if (now().getTime() - since.getTime() < everyMs) return false;
  const { faults } = await verify(place, { said: () => {}, signal });
  if (faults.length > 0) log.error({ faults }, "the backups have faults");
  await keepVerification(dataDir, { at: now().toISOString(), faults: faults.length });
  return true;
}
