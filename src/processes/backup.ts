import { join } from "node:path";
import { backupSettings, config } from "#src/config.ts";
import type { BackupPlace } from "#src/platform/backup/backup-place.ts";
import type { Base } from "#src/platform/backup/base.ts";
import { openPlace } from "#src/platform/backup/open-place.ts";
import { missingIn, SecondPlace, secondBehindMs } from "#src/platform/backup/second-place.ts";
import type { Verified } from "#src/platform/backup/verify.ts";
import { dataFolder, loadDotEnv, provideDatabase, provideSettings } from "#src/processes/start/own-database.mjs";
import { loadBackupKey } from "#src/processes/start/secrets.mjs";

/** Backups of the database that `npm start` brings. Those of other servers are made by pgBackRest (docs/operations.md). */
const root = join(import.meta.dirname, "../..");
const usage = `Usage: npm run backup [-- <command>]
  (none)      copy the database, and the files of the store that are not in the backup yet
  list        what there is, and to which moments it leads
  verify      read all of it, as a restore would
  key         show the key of the backups, to be kept elsewhere
  follow      copy each day, and the log and new files all the time: npm start does so while BACKUP_TO is set
BACKUP_TO names the place: a folder, best of another disk, or s3://bucket/prefix. BACKUP_SECOND_TO names another, which gets
the same. npm run restore brings it back, from the place that BACKUP_TO names then.
`;

async function main([command = "now", ...rest]: string[]): Promise<number> {
  if (rest.length > 0 || !["now", "list", "verify", "key", "follow"].includes(command)) return refuse(usage);
  loadDotEnv(root);
  const dir = dataFolder(root);
  const settings = backupSettings();
  if (command === "key") return print(settings.BACKUP_KEY ?? loadBackupKey(dir, { makes: true }));
  const opened = openPlace(settings, () => loadBackupKey(dir, { makes: true }));
  if (!opened) return refuse(`BACKUP_TO is not set.\n\n${usage}`);
  const { place, keepDays } = opened;
  const second = opened.second && new SecondPlace(place, opened.second);
  if (command === "list") {
    provideSettings(root);
    return list(place, second);
  }
  if (command === "verify") return verifyAll(place, second, dir);
  if (command === "follow") return follow({ place, second }, keepDays);
  if (settings.hasOwnServer) return refuse("The database of DATABASE_URL is backed up by its own server's tools.\n");
  const release = await provideDatabase(root);
  try {
    const { backUpNow } = await import("#src/platform/backup/run-backups.ts");
    const base = await backUpNow({ ...(await partsOf(dir, { place, second }, false)), keepDays });
    return print(describe(base));
  } finally {
    await release();
  }
}

type Places = { place: BackupPlace; second: SecondPlace | undefined };

async function follow(places: Places, keepDays: number): Promise<number> {
  const { runBackups } = await import("#src/platform/backup/run-backups.ts");
  const { stopOnFault, stopOnSignal } = await import("#src/processes/end-of-process.ts");
  const ending = new AbortController();
  stopOnFault();
  const running = runBackups({
    ...(await partsOf(dataFolder(root), places, true)),
    keepDays,
    signal: ending.signal,
  });
  stopOnSignal(async () => {
    ending.abort();
    await running;
  });
  await running;
  return 0;
}

/** The settings are read as late as this, when the data folder has its secrets. */
async function partsOf(dir: string, { place, second }: Places, follows: boolean) {
  const { fileDisk } = await import("#src/platform/files/open-file-store.ts");
  const { readSecrets } = await import("#src/platform/backup/data-folder.ts");
  const { reportBackups } = await import("#src/platform/backup/report-backups.ts");
  const databaseUrl = config.directUrl;
  return {
    place,
    second,
    disk: fileDisk(),
    databaseUrl,
    dataDir: dir,
    secrets: () => readSecrets(dir),
    report: () => reportBackups({ place, second, databaseUrl, dataDir: dir, follows }),
  };
}

async function list(place: BackupPlace, second: SecondPlace | undefined): Promise<number> {
  const code = await listOne(place);
  if (!second) return code;
  print("In the second place:");
  return Math.max(code, await listOne(second.place));
}

async function listOne(place: BackupPlace): Promise<number> {
  const { listBases } = await import("#src/platform/backup/base.ts");
  const { logOf } = await import("#src/platform/backup/restore.ts");
  const { bases, damaged } = await listBases(place);
  for (const { fault } of damaged) process.stderr.write(`FAULT: ${fault}\n`);
  if (bases.length === 0) return refuse("There is no backup yet.\n");
  for (const base of bases) {
    const { pieces, lost } = await logOf(place, base);
    const until = new Date(pieces.at(-1)?.writtenAt ?? base.endedAt).toISOString();
    print(`${describe(base)}; with its log until ${until}${lost.length > 0 ? ", after which the log has a gap" : ""}`);
  }
  return 0;
}

async function verifyAll(place: BackupPlace, second: SecondPlace | undefined, dir: string): Promise<number> {
  const { verify } = await import("#src/platform/backup/verify.ts");
  const said = (line: string) => void print(line);
  const faults = sayVerified(await verify(place, { said }));
  if (second) {
    print("In the second place:");
    faults.push(...sayVerified(await second.verify({ said })));
  }
  const { keepVerification } = await import("#src/platform/backup/report-backups.ts");
  await keepVerification(dir, { at: new Date().toISOString(), faults: faults.length }).catch(() => {
    process.stderr.write(
      "The outcome could not be kept in the data folder, so that the page Health does not show it.\n",
    );
  });
  const isBehind = second !== undefined && (await sayBehind(second.place, place));
  if (faults.length > 0) return 1;
  print("All of it can be restored.");
  return isBehind ? 1 : 0;
}

/** @returns its faults */
function sayVerified({ bases, contents, faults }: Verified): string[] {
  for (const { base, files, pieces, until } of bases) {
    print(`${base.name}: ${files} files of the database, ${pieces} pieces of its log until ${until.toISOString()}`);
  }
  print(`${contents} files of the store`);
  for (const fault of faults) process.stderr.write(`FAULT: ${fault}\n`);
  return faults;
}

/** A second place is some seconds behind. @returns whether it is more */
async function sayBehind(second: BackupPlace, first: BackupPlace): Promise<boolean> {
  const missing = Object.values(await missingIn(second, first)).flat();
  if (missing.length === 0) {
    print("The second place has all that the first has.");
    return false;
  }
  const since = Math.min(...missing.map((waiting) => waiting.since));
  print(`The second place lacks ${missing.length} objects, the oldest of ${new Date(since).toISOString()}.`);
  if (Date.now() - since < secondBehindMs) return false;
  process.stderr.write("FAULT: the second place is behind\n");
  return true;
}

function describe(base: Base): string {
  const mib = Math.round(base.bytes / 1024 / 1024);
  return `${base.name}  ${mib} MiB, ${base.fileCount} files of the store, any moment from ${base.endedAt} on`;
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function refuse(text: string): number {
  process.stderr.write(text);
  return 2;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
