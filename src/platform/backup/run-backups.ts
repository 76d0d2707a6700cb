import { setTimeout as sleep } from "node:timers/promises";
import type { Disk } from "flydrive";
import { now } from "#src/lib/clock.ts";
import type { BackupPlace } from "#src/platform/backup/backup-place.ts";
import { type Base, listBases, makeBase } from "#src/platform/backup/base.ts";
import { FileCopier } from "#src/platform/backup/copy-files.ts";
import { SecretsCopier } from "#src/platform/backup/copy-secrets.ts";
import { followWal } from "#src/platform/backup/follow-wal.ts";
import { slotName } from "#src/platform/backup/names.ts";
import { prune } from "#src/platform/backup/prune.ts";
import { parsePosition, Replication } from "#src/platform/backup/replication.ts";
import { logOf } from "#src/platform/backup/restore.ts";
import type { SecondPlace } from "#src/platform/backup/second-place.ts";
import { verifyWeekly } from "#src/platform/backup/verify-weekly.ts";
import { reachOf } from "#src/platform/backup/ways-to.ts";
import { log } from "#src/platform/log/log.ts";

const pieceEveryMs = 2_000;
const baseEveryMs = 24 * 60 * 60_000;
const lookEveryMs = 60_000;
const verifyLookEveryMs = 60 * 60_000;
const reportEveryMs = 5 * 60_000;
const again = { firstMs: 1_000, mostMs: 60_000 };

export type Backups = {
  place: BackupPlace;
  second: SecondPlace | undefined;
  disk: Disk;
  /** Of the owner of the database. */
  databaseUrl: string;
  keepDays: number;
  /** In which the outcome of each verification is kept. */
  dataDir: string;
  /** What is needed to read the database beside it (`BaseContent`). */
  secrets(): Promise<Record<string, string>>;
  /** Says how the backups stand where others can read it; every five minutes while they are made. */
  report(): Promise<void>;
  signal: AbortSignal;
};

/**
 * Copies the database each day, and its log and the new files of the store all the time. What fails is begun again: the
 * server keeps the log that was not stored, as far as `max_slot_wal_keep_size` lets it. A second place follows the first.
 */
export async function runBackups(backups: Backups): Promise<void> {
  await Promise.all([followAgain(backups), backups.second?.run(backups.signal)]);
}

async function followAgain(backups: Backups): Promise<void> {
  const { signal } = backups;
  for (let waitMs = again.firstMs; !signal.aborted; ) {
    const begun = Date.now();
    try {
      await follow(backups);
    } catch (error) {
      if (signal.aborted) return;
      if (Date.now() - begun > again.mostMs) waitMs = again.firstMs;
      log.error({ error, againInMs: waitMs }, "the backup stopped");
      await sleep(waitMs, undefined, { signal }).catch(() => {});
      waitMs = Math.min(waitMs * 2, again.mostMs);
    }
  }
}

async function follow(backups: Backups): Promise<void> {
  const { place, disk, signal } = backups;
  const replication = await openWhenThere(backups);
  if (!replication) return;
  const ending = new AbortController();
  let reports: NodeJS.Timeout | undefined;
  const both = AbortSignal.any([signal, ending.signal]);
  try {
    const files = await FileCopier.open(place, disk);
    const secrets = new SecretsCopier(place, backups.secrets);
    const [[, timelineText] = []] = await replication.ask("IDENTIFY_SYSTEM");
    const timeline = Number(timelineText);
    const from = await reserveLog(replication);
    const { bases, damaged } = await listBases(place);
    if (damaged.length > 0) log.error({ damaged }, "copies of the database cannot be read any more");
    const newest = bases.findLast((base) => base.timeline === timeline);
    const last = newest && (await isFollowedTo(place, newest, from)) ? newest : await baseNow(backups, files);
    // A copy may take longer than a report lasts.
    void backups.report();
    reports = setInterval(() => void backups.report(), reportEveryMs);
    const firstAt = new Date((bases[0] ?? last).endedAt);
    const making = keepMaking(backups, files, { last, firstAt, signal: both }).catch((error) => {
      ending.abort();
      throw error;
    });
    await Promise.all([
      making,
      followWal(place, replication, {
        timeline,
        from,
        writtenAt: reachOf(last, (await logOf(place, last)).pieces.at(-1)).getTime(),
        everyMs: pieceEveryMs,
        beforePiece: async () => {
          await files.copyRecent();
          await secrets.copyChanged();
        },
        signal: both,
      }).finally(() => ending.abort()),
    ]);
  } finally {
    clearInterval(reports);
    ending.abort();
    await replication.close().catch(() => {});
  }
}

/**
 * A server that starts again is asked each second: while nobody follows, what is confirmed is in no backup.
 * @returns undefined where it was told to end
 */
async function openWhenThere({ databaseUrl, signal }: Backups): Promise<Replication | undefined> {
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      return await Replication.open(databaseUrl, "competency backup");
    } catch (error) {
      if (attempt % 60 === 1) log.error({ error }, "the backup stopped until the database answers");
      await sleep(again.firstMs, undefined, { signal }).catch(() => {});
    }
  }
}

/** @returns from where on the server still has the log that was not stored */
async function reserveLog(replication: Replication): Promise<bigint> {
  const [[type, position] = []] = await replication.ask(`READ_REPLICATION_SLOT ${slotName}`);
  if (position) return parsePosition(position);
  // One that waited too long was given up by the server.
  if (type) await replication.ask(`DROP_REPLICATION_SLOT ${slotName}`);
  await replication.ask(`CREATE_REPLICATION_SLOT ${slotName} PHYSICAL RESERVE_WAL`);
  const [[, reserved] = []] = await replication.ask(`READ_REPLICATION_SLOT ${slotName}`);
  if (!reserved) throw new Error("the server did not reserve its log");
  return parsePosition(reserved);
}

async function isFollowedTo(place: BackupPlace, base: Base, position: bigint): Promise<boolean> {
  const { pieces } = await logOf(place, base);
  const end = pieces.at(-1)?.to ?? parsePosition(base.to);
  return end >= position;
}

/**
 * A new base each day, and away with what is older than it has to be. In between all is verified, and never while
 * something is removed.
 */
async function keepMaking(
  backups: Backups,
  files: FileCopier,
  { last, firstAt, signal }: { last: Base; firstAt: Date; signal: AbortSignal },
): Promise<void> {
  let newest = last;
  for (let verifiesFrom = now().getTime(); ; ) {
    await sleep(lookEveryMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const time = now().getTime();
    if (time - new Date(newest.endedAt).getTime() >= baseEveryMs) newest = await baseNow(backups, files);
    if (time < verifiesFrom) continue;
    verifiesFrom = time + verifyLookEveryMs;
    await verifyWhenDue(backups, firstAt, signal);
  }
}

/** A place that cannot be read just then is read an hour later. */
async function verifyWhenDue(backups: Backups, firstAt: Date, signal: AbortSignal): Promise<void> {
  const { place, second, dataDir, report } = backups;
  try {
    if (await verifyWeekly({ place, second }, dataDir, { firstAt, signal })) await report();
  } catch (error) {
    if (!signal.aborted) log.error({ error }, "the backups could not be verified");
  }
}

async function baseNow(backups: Backups, files: FileCopier): Promise<Base> {
  const { place, second, databaseUrl, keepDays } = backups;
  const begun = Date.now();
  const replication = await Replication.open(databaseUrl, "competency base backup");
  try {
    const fileKeys = await files.copyAll();
    const base = await makeBase(place, replication, { fileKeys, secrets: await backups.secrets() });
    log.info({ base: base.name, bytes: base.bytes, ms: Date.now() - begun }, "the database was copied");
    const horizon = new Date(now().getTime() - keepDays * baseEveryMs);
    const gone = await prune(place, horizon, fileKeys);
    for (const key of gone.files) files.forget(key);
    second?.pruneLater(horizon, fileKeys);
    if (gone.bases.length > 0) log.info({ bases: gone.bases, files: gone.files.length }, "old backups were removed");
    return base;
  } finally {
    await replication.close().catch(() => {});
  }
}

/** One base, for whoever asks. Throws where it is made and the second place cannot be used. */
export async function backUpNow(backups: Omit<Backups, "signal">): Promise<Base> {
  const files = await FileCopier.open(backups.place, backups.disk);
  const base = await baseNow({ ...backups, signal: new AbortController().signal }, files);
  try {
    await backups.second?.catchUp();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The copy ${base.name} is made, but the second place has it not: ${reason}`, { cause: error });
  } finally {
    await backups.report();
  }
  return base;
}
