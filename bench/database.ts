import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeBus } from "#src/platform/bus/open-bus.ts";
import { closeCaches } from "#src/platform/cache/caches.ts";
import { closePools, loginRoles } from "#src/platform/db/client.ts";
import { migrateUp } from "#src/platform/db/migrations.ts";
import { loginKey } from "#src/platform/keys/keys.ts";
import { startEmbeddedPostgres } from "#src/processes/start/embedded-postgres.mjs";

const secret = "bench-secret-bench-secret-bench-secret";

export type BenchDatabase = { url: string; pid: number };

/**
 * Does the work on a migrated database of its own, to which this process and those that it forks are set; both are gone
 * afterwards.
 * @param settings beside these
 * @param postgresSettings of the database server
 */
export async function withDatabase<T>(
  settings: Record<string, string>,
  work: (database: BenchDatabase) => Promise<T>,
  postgresSettings: Record<string, string> = {},
): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), "competency-bench-"));
  // Root runs the database under another account, which has to enter this folder.
  chmodSync(dir, 0o711);
  const postgres = await startEmbeddedPostgres({ dir, settings: postgresSettings });
  // Before anything reads the settings, since they are read only once.
  Object.assign(process.env, {
    NODE_ENV: "production",
    APP_SECRET: secret,
    DATABASE_URL: postgres.url,
    DATA_DIR: dir,
    LOG_LEVEL: "error",
    ...settings,
  });
  try {
    await migrateUp(postgres.url, { logins: { roles: loginRoles, secret: loginKey() } });
    return await work({ url: postgres.url, pid: postgres.pid });
  } finally {
    closeCaches();
    await closeBus();
    await closePools();
    await postgres.stop();
    for (const folder of [postgres.home, dir]) rmSync(folder, { recursive: true, force: true });
  }
}
