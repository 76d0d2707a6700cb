import { now } from "#src/lib/clock.ts";
import type { BackupPlace } from "#src/platform/backup/backup-place.ts";
import { keepVerification, readVerification } from "#src/platform/backup/report-backups.ts";
import type { SecondPlace } from "#src/platform/backup/second-place.ts";
import { verify } from "#src/platform/backup/verify.ts";
import { log } from "#src/platform/log/log.ts";

const everyMs = 7 * 24 * 60 * 60_000;

/**
 * Reads all of the backups a week after that was done last, or after the first copy was made. A second place that cannot
 * be reached then is read a week later.
 * @param firstAt when the first copy was made
 * @returns whether it was due
 */
export async function verifyWeekly(
  { place, second }: { place: BackupPlace; second: SecondPlace | undefined },
  dataDir: string,
  { firstAt, signal }: { firstAt: Date; signal: AbortSignal },
): Promise<boolean> {
  const last = await readVerification(dataDir);
  const since = last ? new Date(last.at) : firstAt;
  if (now().getTime() - since.getTime() < everyMs) return false;
  const said = () => {};
  const { faults } = await verify(place, { said, signal });
  try {
    for (const fault of (await second?.verify({ said, signal }))?.faults ?? [])
      faults.push(`the second place: ${fault}`);
  } catch (error) {
    signal.throwIfAborted();
    log.error({ error }, "the second place of the backups could not be verified");
  }
  if (faults.length > 0) log.error({ faults }, "the backups have faults");
  await keepVerification(dataDir, { at: now().toISOString(), faults: faults.length });
  return true;
}
