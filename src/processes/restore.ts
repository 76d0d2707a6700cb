import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { backupSettings } from "#src/config.ts";
import type { BackupPlace } from "#src/platform/backup/backup-place.ts";
import { listBases, secretsOf } from "#src/platform/backup/base.ts";
import { baseBefore } from "#src/platform/backup/choose-base.ts";
import { writeMissingSecrets } from "#src/platform/backup/data-folder.ts";
import { describePiece } from "#src/platform/backup/names.ts";
import { openPlace } from "#src/platform/backup/open-place.ts";
import { logOf } from "#src/platform/backup/restore.ts";
import {
  recoverySettings,
  restoringName,
  type Target,
  takePlace,
  writeDatabase,
} from "#src/platform/backup/restore-database.ts";
import { startEmbeddedPostgres } from "#src/processes/start/embedded-postgres.mjs";
import { findHolder, takeInstanceLock } from "#src/processes/start/instance-lock.mjs";
import { creationOf, dataFolder, loadDotEnv, provideSettings } from "#src/processes/start/own-database.mjs";
import { preparePlace } from "#src/processes/start/postgres-binaries.mjs";
import { loadBackupKey } from "#src/processes/start/secrets.mjs";

/** Brings back the database that `npm start` brings, its files and its keys, as they were at a moment. */
const root = join(import.meta.dirname, "../..");
const startTimeoutMs = 4 * 60 * 60_000;
const usage = `Usage: npm run restore -- --to <moment> [--yes] [--over-gap]
  --to latest                  all that the backup has
  --to 2026-12-01T10:30:00Z    as it was at this moment
  --to 20261201T013000Z        as it was when this copy was made (npm run backup -- list)
  --yes                        do not ask
  --over-gap                   also where the log has a gap before the moment: what came behind it is lost
The program has to be stopped. What is there now is kept beside it, and nothing of the backup is changed.
`;

class Refusal extends Error {}

async function main(): Promise<void> {
  const { to, yes, overGap } = readArguments();
  loadDotEnv(root);
  const dir = dataFolder(root);
  const settings = backupSettings();
  if (settings.hasOwnServer) {
    throw new Refusal("The database of DATABASE_URL is restored by its own server's tools (docs/operations.md).");
  }
  if (await findHolder(dir)) throw new Refusal("The program is running on this data folder. Stop it first.");
  const opened = openPlace(settings, () => loadBackupKey(dir, { makes: false }));
  if (!opened) throw new Refusal("BACKUP_TO is not set: it names the place of the backups.");
  const lock = await takeInstanceLock(dir, { address: "npm run restore" });
  try {
    const target = await chooseTarget(opened.place, to, overGap);
    await confirm(target, dir, yes);
    await restore(opened.place, target, dir);
  } finally {
    await lock.release();
  }
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: { to: { type: "string" }, yes: { type: "boolean" }, "over-gap": { type: "boolean" } },
    });
    if (values.to) return { to: values.to, yes: values.yes ?? false, overGap: values["over-gap"] ?? false };
  } catch {
    // The usage says what there is.
  }
  throw new Refusal(usage);
}

async function chooseTarget(place: BackupPlace, to: string, overGap: boolean): Promise<Target> {
  const bases = await listBases(place);
  const named = bases.find(({ name }) => name === to);
  if (named) return { base: named, pieces: [], until: undefined };
  const until = to === "latest" ? undefined : momentOf(to);
  const base = until ? baseBefore(bases, until) : bases.at(-1);
  if (!base) {
    const first = bases[0];
    throw new Refusal(
      first ? `The backup begins at ${first.endedAt}, after this moment.` : "There is no backup in BACKUP_TO.",
    );
  }
  const { pieces, lost } = await logOf(place, base);
  const end = new Date(pieces.at(-1)?.writtenAt ?? base.endedAt);
  if (lost[0] && (!until || until > end) && !overGap) {
    throw new Refusal(
      `The log has a gap after ${end.toISOString()}, before ${describePiece(lost[0])}. Restore to that moment, or lose what came behind it by --over-gap.`,
    );
  }
  const needed = until
    ? pieces.slice(0, pieces.findIndex(({ writtenAt }) => writtenAt > until.getTime()) + 1 || undefined)
    : pieces;
  return { base, pieces: needed, until };
}

function momentOf(text: string): Date {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime()) || !/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    throw new Refusal(
      `${text} is neither a moment with its zone, such as 2026-12-01T10:30:00Z, nor the name of a copy.`,
    );
  }
  return moment;
}

async function confirm({ base, until }: Target, dir: string, yes: boolean): Promise<void> {
  print(`Restoring ${until ? until.toISOString() : "all that there is"}, from the copy ${base.name}, into ${dir}.`);
  if (yes) return;
  if (!process.stdin.isTTY) throw new Refusal("Nobody is there to be asked: say --yes.");
  const ask = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await ask.question("What is there now will be set aside. Go on? (yes/no) ");
  ask.close();
  if (answer.trim().toLowerCase() !== "yes") throw new Refusal("Nothing was changed.");
}

async function restore(place: BackupPlace, target: Target, dir: string): Promise<void> {
  const begun = Date.now();
  const written = await writeMissingSecrets(dir, await secretsOf(place, target.base));
  if (written.length > 0) print(`Brought back: ${written.join(", ")}.`);
  forgetLostHome(dir);
  const { home, account } = preparePlace(dir);
  print("Writing the database …");
  await writeDatabase(place, target, { folder: join(home, restoringName), account });
  print("Replaying its log …");
  const { server, end } = await recovered(target, dir);
  try {
    provideSettings(root);
    print(`The last change in it is of ${end ?? "before the copy was made"}.`);
    print("Bringing back files …");
    const { restoreFiles } = await import("#src/platform/backup/restore-files.ts");
    const { fileDisk } = await import("#src/platform/files/open-file-store.ts");
    const { present, restored, lost } = await restoreFiles(place, {
      disk: fileDisk(),
      databaseUrl: server.urlOf("competency"),
      incomingDir: join(dir, "incoming"),
    });
    print(`Files: ${present} were there, ${restored} were brought back, ${lost.length} are lost.`);
    for (const key of lost) print(`  lost: ${key}`);
  } finally {
    await server.stop();
  }
  const former = await takePlace(home, new Date());
  const marker = join(dir, "demo");
  if (existsSync(marker)) writeFileSync(marker, creationOf(join(home, "postgres")), { mode: 0o600 });
  if (former) print(`What was there before is in ${former}; remove it when you need it no more.`);
  print(`Restored in ${((Date.now() - begun) / 1000).toFixed(1)} s. npm start goes on from there.`);
}

type Server = Awaited<ReturnType<typeof startEmbeddedPostgres>>;

/** A moment behind the last change is no fault: PostgreSQL refuses it, and then the whole log is the answer. */
async function recovered(target: Target, dir: string): Promise<{ server: Server; end: string | undefined }> {
  const start = (until: Date | undefined) =>
    startEmbeddedPostgres({ dir, data: restoringName, startTimeoutMs, settings: recoverySettings({ until }) });
  const server = await start(target.until).catch((error: unknown) => {
    if (
      target.until &&
      error instanceof Error &&
      error.message.includes("before configured recovery target was reached")
    ) {
      return start(undefined);
    }
    throw error;
  });
  const { default: pg } = await import("pg");
  const client = new pg.Client(server.url);
  try {
    await client.connect();
    const { rows } = await client.query<{ at: Date | null }>("select pg_last_xact_replay_timestamp() as at");
    return { server, end: rows[0]?.at?.toISOString() };
  } catch (error) {
    await server.stop();
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Where the database lived elsewhere and that folder is gone, it is made anew. */
function forgetLostHome(dir: string): void {
  const note = join(dir, "location");
  if (!existsSync(note)) return;
  const home = readFileSync(note, "utf8").trim();
  if (!existsSync(home)) {
    rmSync(note);
    mkdirSync(dir, { recursive: true, mode: 0o711 });
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof Refusal ? 2 : 1;
}
