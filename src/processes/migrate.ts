import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { config } from "#src/config.ts";
import { recallErasures } from "#src/features/privacy/erasing/recall-erasures.ts";
import { closeBus } from "#src/platform/bus/open-bus.ts";
import { closePools, type LoginRole, loginRoles } from "#src/platform/db/client.ts";
import { dataModelPath, describeDataModel } from "#src/platform/db/data-model.ts";
import { letWebSignIn, migrateDown, migrateUp, migrationStatus } from "#src/platform/db/migrations.ts";
import { snapshotPath, takeSnapshot } from "#src/platform/db/snapshot.ts";
import { supabaseMigrations, supabaseMigrationsFolder } from "#src/platform/db/supabase-migrations.ts";
import { loginKey } from "#src/platform/keys/keys.ts";
import { describePersonalData, personalDataPath } from "#src/platform/personal-data/describe.ts";
import { systemActor } from "#src/policy/actor.ts";
import { openKeysOrEnd } from "#src/processes/open-keys-or-end.ts";
import { startEmbeddedPostgres } from "#src/processes/start/embedded-postgres.mjs";
import { provideDatabase } from "#src/processes/start/own-database.mjs";

const root = join(import.meta.dirname, "../..");

const usage = `Usage: node src/processes/migrate.ts <command>
  up [--create-database]   run what has not run yet, and set the passwords of the login roles
  down [count | all]       undo the newest one, or this many
  status                   list what has run and what has not
  snapshot                 write the schema that the migrations make to db/schema.sql and docs/data-model.md,
                           docs/personal-data.md, and the migrations for Supabase's CLI to supabase/migrations
Without DATABASE_URL it works on the database of npm start.
`;

async function main([command, ...options]: string[]): Promise<number> {
  switch (command) {
    case "up": {
      await openKeysOrEnd();
      const done = await migrateUp(config.directUrl, {
        createsDatabase: options.includes("--create-database"),
        logins: { roles: rolesToSet(), secret: loginKey() },
      });
      await eraseAgain();
      return print(done.length === 0 ? "The database is up to date." : `Migrated: ${done.join(", ")}.`);
    }
    case "down": {
      const count = options[0] === "all" ? Number.MAX_SAFE_INTEGER : Number(options[0] ?? 1);
      if (!Number.isInteger(count) || count < 1) return refuse(usage);
      const undone = await migrateDown(config.directUrl, count);
      if (undone.includes("0132_sign_in_apart")) await letWebSignIn(config.directUrl);
      return print(undone.length === 0 ? "There is nothing to undo." : `Undone: ${undone.join(", ")}.`);
    }
    case "status": {
      const { applied, pending } = await migrationStatus(config.directUrl);
      const lines = [...applied.map((name) => `ran      ${name}`), ...pending.map((name) => `pending  ${name}`)];
      return print(lines.join("\n"));
    }
    case "snapshot": {
      const texts = await describeNewDatabase();
      for (const [path, text] of texts) writeFileSync(path, text);
      rmSync(supabaseMigrationsFolder, { recursive: true, force: true });
      mkdirSync(supabaseMigrationsFolder, { recursive: true });
      for (const [name, text] of supabaseMigrations()) writeFileSync(join(supabaseMigrationsFolder, name), text);
      return print(`Written: ${[...texts.keys()].map((path) => relative(process.cwd(), path)).join(", ")}.`);
    }
    default:
      return refuse(usage);
  }
}

/** Uses a new database, so that manual changes in another one never get into the files. */
async function describeNewDatabase(): Promise<Map<string, string>> {
  const dir = mkdtempSync(join(tmpdir(), "competency-snapshot-"));
  chmodSync(dir, 0o711);
  const database = await startEmbeddedPostgres({ dir, settings: { fsync: "off" } });
  try {
    await migrateUp(database.url);
    return new Map([
      [snapshotPath, await takeSnapshot(database.url)],
      [dataModelPath, await describeDataModel(database.url)],
      [personalDataPath, describePersonalData()],
    ]);
  } finally {
    await database.stop();
    for (const folder of [database.home, dir]) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What was just brought up to date may be a backup from before somebody was erased: nobody is served before that is done
 * again. Where the ledger cannot be read the program starts all the same, and its job goes on trying.
 */
async function eraseAgain(): Promise<void> {
  try {
    const count = await recallErasures({ actor: systemActor("migrate"), signal: new AbortController().signal });
    if (count > 0) print(`Erased again, since the database still had them: ${count}.`);
  } catch (error) {
    process.stderr.write(`Who was erased could not be compared with the database: ${messageOf(error)}\n`);
  } finally {
    await closeBus();
    await closePools();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A login that was created by hand keeps its password. */
function rolesToSet(): LoginRole[] {
  const given = {
    app_web: config.webDatabaseUrl,
    app_sign_in: config.signInDatabaseUrl,
    app_worker: config.workerDatabaseUrl,
  };
  return loginRoles.filter((role) => !given[role]);
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function refuse(text: string): number {
  process.stderr.write(text);
  return 2;
}

const command = process.argv[2] ?? "";
const release = ["up", "down", "status"].includes(command) ? await provideDatabase(root) : async () => {};
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
} finally {
  await release();
}
