import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { loginRoles } from "#src/platform/db/client.ts";
import { migrateUp } from "#src/platform/db/migrations.ts";
import { startEmbeddedPostgres } from "#src/processes/start/embedded-postgres.mjs";
import { findPostmaster, isAlive } from "#src/processes/start/postmaster.mjs";
import { startPooler } from "./pooler.ts";
import { testSecret } from "./secret.ts";
import { prepareAsSupabase } from "./supabase/prepare.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The owner's URL of the server's maintenance database, the migrated database to clone, and the port of a pooler. */
    postgres: { url: string; template: string; poolerPort: number | undefined };
  }
}

const prefix = "competency-test-";

/** One server for the run, with one migrated database that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await openServer();
  const template = `template_${process.pid}_${project.name}`;
  await migrateUp(withDatabase(server.url, template), {
    createsDatabase: true,
    logins: { roles: loginRoles, secret: testSecret },
  });
  if (process.env.TEST_AS_SUPABASE) {
    // Tests act as each role on the owner's connection, which only a superuser may without being a member.
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query("grant app_command, app_auth, app_realtime to current_user with inherit false, set true");
    await client.end();
  }
  const pooler = process.env.TEST_WITH_POOLER ? await startPooler(server.url) : undefined;
  project.provide("postgres", { url: server.url, template, poolerPort: pooler?.port });
  return async () => {
    await pooler?.stop();
    await server.close(template);
  };
}

async function openServer(): Promise<{ url: string; close: (template: string) => Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    return {
      url: given,
      close: async (template) => {
        const client = new pg.Client({ connectionString: given });
        await client.connect();
        await client.query(`drop database if exists ${pg.escapeIdentifier(template)} with (force)`);
        await client.end();
      },
    };
  }
  removeLeftovers();
  const dir = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  chmodSync(dir, 0o711);
  const server = await startEmbeddedPostgres({
    dir,
    // The data need not outlive the run.
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" },
  });
  // As a Supabase project's: the tests' owner is no superuser then.
  if (process.env.TEST_AS_SUPABASE) await prepareAsSupabase(server.url, { opensNewTables: true });
  return {
    url: server.url,
    close: async () => {
      await server.stop();
      for (const folder of [server.home, dir]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Removes the servers that killed runs have left. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]);
    if (!pid || isAlive(pid)) continue;
    const left = join(tmpdir(), name);
    const server = findPostmaster(join(left, "postgres"));
    if (server) process.kill(server.pid, "SIGQUIT");
    rmSync(left, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

function withDatabase(url: string, name: string): string {
  const target = new URL(url);
  target.pathname = `/${name}`;
  return target.toString();
}
