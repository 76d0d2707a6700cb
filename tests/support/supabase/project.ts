import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll } from "vitest";
import { loginRoles } from "#src/platform/db/client.ts";
import { migrateUp } from "#src/platform/db/migrations.ts";
import { startEmbeddedPostgres } from "#src/processes/start/embedded-postgres.mjs";
import { testSecret } from "../secret.ts";
import { prepareAsSupabase } from "./prepare.ts";

export type SupabaseProject = {
  /** Of `postgres`, who owns the database and is no superuser. */
  url: () => string;
  owner: () => pg.Client;
  /** Of the superuser, for what Supabase's own services write. */
  superuser: () => pg.Client;
  /** As PostgREST asks: a role and the bound claims of a token, for one transaction, which is rolled back. */
  underToken: (role: string, claims: string, text: string) => Promise<pg.QueryResult>;
};

/** Gives the test file a server of its own with a database as Supabase hands it over, migrated unless `work` is given. */
export function useSupabaseProject(
  options: { opensNewTables: boolean },
  work: (url: string, owner: pg.Client) => Promise<void> = async (url) => {
    await migrateUp(url, { logins: { roles: loginRoles, secret: testSecret } });
  },
): SupabaseProject {
  const dir = mkdtempSync(join(tmpdir(), "competency-supabase-"));
  let server: Awaited<ReturnType<typeof startEmbeddedPostgres>> | undefined;
  let url = "";
  const clients: pg.Client[] = [];
  const client = (at: number) => {
    const found = clients[at];
    if (!found) throw new Error("The project is there from beforeAll on.");
    return found;
  };

  beforeAll(async () => {
    chmodSync(dir, 0o711);
    server = await startEmbeddedPostgres({ dir, settings: { fsync: "off", wal_level: "logical" } });
    await prepareAsSupabase(server.url, options);
    const maintenance = new pg.Client({ connectionString: server.url });
    await maintenance.connect();
    await maintenance.query("create database project");
    await maintenance.end();
    const address = new URL(server.url);
    address.pathname = "/project";
    url = address.toString();
    address.username = "supabase_admin";
    for (const connectionString of [url, address.toString()]) {
      const made = new pg.Client({ connectionString });
      clients.push(made);
      await made.connect();
    }
    await work(url, client(0));
  });
  afterAll(async () => {
    for (const open of clients) await open.end();
    await server?.stop();
    for (const folder of [server?.home, dir]) if (folder) rmSync(folder, { recursive: true, force: true });
  });

  return {
    url: () => url,
    owner: () => client(0),
    superuser: () => client(1),
    async underToken(role, claims, text) {
      const owner = client(0);
      await owner.query("begin");
      try {
        await owner.query("select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)", [
          role,
          claims,
        ]);
        return await owner.query(text);
      } finally {
        await owner.query("rollback");
      }
    },
  };
}
