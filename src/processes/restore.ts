import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { backupSettings } from "#src/config.ts";
import { type BackupPlace, isDamage } from "#src/platform/backup/backup-place.ts";
import { type Base, listBases } from "#src/platform/backup/base.ts";
import { secretsAt } from "#src/platform/backup/copy-secrets.ts";
import { writeMissingSecrets } from "#src/platform/backup/data-folder.ts";
import { openPlace } from "#src/platform/backup/open-place.ts";
import type { DamagedLog } from "#src/platform/backup/restore.ts";
import { recoverySettings, restoringName, takePlace, writeDatabase } from "#src/platform/backup/restore-database.ts";
import { gapAfter, reachOf, type Way, waysTo } from "#src/platform/backup/ways-to.ts";
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
    await restore(opened.place, await chooseWays(opened.place, to), { dir, yes, overGap });
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

/** The best first. There is at least one. */
async function chooseWays(place: BackupPlace, to: string): Promise<AsyncIterable<Way>> {
  const found = await listBases(place);
  const { bases, damaged } = found;
  for (const { fault } of damaged) print(`A copy cannot be used: ${fault}.`);
  const named = bases.find(({ name }) => name === to);
  if (named) return onlyItself(named);
  if (damaged.some(({ name }) => name === to)) throw new Refusal("Name another copy, or a moment.");
  const until = to === "latest" ? undefined : momentOf(to);
  const [first] = bases;
  if (!first) throw new Refusal("There is no backup in BACKUP_TO.");
  if (until && new Date(first.endedAt) > until) {
    throw new Refusal(`The backup begins at ${first.endedAt}, after this moment.`);
  }
  return waysTo(place, found, until);
}

async function* onlyItself(base: Base): AsyncGenerator<Way> {
  yield { base, pieces: [], until: undefined, reach: new Date(base.endedAt), gap: undefined };
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

/** A gap is never passed over unless somebody said so, and then it is named. */
function acceptGap(gap: string | undefined, overGap: boolean): void {
  if (gap === undefined) return;
  if (!overGap) throw new Refusal(`${gap}. Restore to that moment, or lose what came behind it by --over-gap.`);
  print(`${gap}. What was changed after it is lost.`);
}

async function confirm({ base, until }: Way, dir: string, yes: boolean): Promise<void> {
  print(`Restoring ${until ? until.toISOString() : "all that there is"}, from the copy ${base.name}, into ${dir}.`);
  if (yes) return;
  if (!process.stdin.isTTY) throw new Refusal("Nobody is there to be asked: say --yes.");
  const ask = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await ask.question("What is there now will be set aside. Go on? (yes/no) ");
  ask.close();
  if (answer.trim().toLowerCase() !== "yes") throw new Refusal("Nothing was changed.");
}

type Options = { dir: string; yes: boolean; overGap: boolean };

async function restore(place: BackupPlace, ways: AsyncIterable<Way>, options: Options): Promise<void> {
  const { dir } = options;
  const { way, home, begun } = await writeBest(place, ways, options);
  print("Replaying its log …");
  const { server, end } = await recovered(way, dir);
  try {
    provideSettings(root);
    print(`The last change in it is of ${end ?? "before the copy was made"}.`);
    print("Bringing back files …");
    const { restoreFiles } = await import("#src/platform/backup/restore-files.ts");
    const { fileDisk } = await import("#src/platform/files/open-file-store.ts");
    const { present, restored, lost, orphans } = await restoreFiles(place, {
      disk: fileDisk(),
      databaseUrl: server.urlOf("competency"),
      incomingDir: join(dir, "incoming"),
    });
    print(`Files: ${present} were there, ${restored} were brought back, ${lost.length} are lost.`);
    for (const key of lost) print(`  lost: ${key}`);
    if (orphans.length > 0) print(`${orphans.length} more stay, which nothing in the restored database names.`);
    for (const key of orphans) print(`  not named: ${key}`);
  } finally {
    await server.stop();
  }
  const former = await takePlace(home, new Date());
  const marker = join(dir, "demo");
  if (existsSync(marker)) writeFileSync(marker, creationOf(join(home, "postgres")), { mode: 0o600 });
  if (former) print(`What was there before is in ${former}; remove it when you need it no more.`);
  print(`Restored in ${((Date.now() - begun) / 1000).toFixed(1)} s. npm start goes on from there.`);
}

/** Writes the database from the newest copy that can be read, of which the log leads to what is wanted. */
async function writeBest(place: BackupPlace, ways: AsyncIterable<Way>, { dir, yes, overGap }: Options) {
  let fault: Error | undefined;
  for await (const way of ways) {
    acceptGap(way.gap, overGap);
    await confirm(way, dir, yes);
    const begun = Date.now();
    try {
      const secrets = await secretsAt(place, way.base, way.until ?? (way.gap ? way.reach : undefined), (fault) =>
        print(`Keys are lost that were made since the copy ${way.base.name}: ${fault}.`),
      );
      const written = await writeMissingSecrets(dir, secrets);
      if (written.length > 0) print(`Brought back: ${written.join(", ")}.`);
      forgetLostHome(dir);
      const { home, account } = preparePlace(dir);
      print("Writing the database …");
      const damaged = await writeDatabase(place, way, { folder: join(home, restoringName), account });
      if (damaged) acceptGap(gapOf(damaged, way), overGap);
      return { way, home, begun };
    } catch (error) {
      if (!isDamage(error)) throw error;
      print(`The copy ${way.base.name} cannot be used: ${error.message}.`);
      fault = error;
    }
  }
  throw new Error(`No copy can be used: ${fault?.message}. Nothing was changed.`);
}

/** What the moment does not need may be damaged. */
function gapOf({ fault, after }: DamagedLog, { base, until }: Way): string | undefined {
  const reach = reachOf(base, after);
  return until && until <= reach ? undefined : gapAfter(reach, `where ${fault}`);
}

type Server = Awaited<ReturnType<typeof startEmbeddedPostgres>>;

/** A moment behind the last change is no fault: PostgreSQL refuses it, and then the whole log is the answer. */
async function recovered({ until }: Way, dir: string): Promise<{ server: Server; end: string | undefined }> {
  const start = (end: Date | undefined) =>
    startEmbeddedPostgres({ dir, data: restoringName, startTimeoutMs, settings: recoverySettings({ until: end }) });
  const server = await start(until).catch((error: unknown) => {
    if (until && error instanceof Error && error.message.includes("before configured recovery target was reached")) {
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
