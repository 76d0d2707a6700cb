import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loginRoles } from "#src/platform/db/client.ts";
import { migrateDown, migrateUp } from "#src/platform/db/migrations.ts";
import { startEmbeddedPostgres } from "#src/processes/start/embedded-postgres.mjs";
import { testSecret } from "../../../tests/support/secret.ts";
import { prepareAsSupabase } from "../../../tests/support/supabase/prepare.ts";

const ours = "n.nspname in ('public', 'identity', 'app', 'jobs')";

describe.each([{ opensNewTables: false }, { opensNewTables: true }])(
  "the migrations on a database as Supabase gives it (%o)",
  (options) => {
    const dir = mkdtempSync(join(tmpdir(), "competency-supabase-"));
    let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
    let owner: pg.Client;
    let url: string;
    const rows = async (text: string) => (await owner.query(text)).rows;
    const authFunctions = () =>
      rows(`select p.oid::regprocedure::text as name, md5(p.prosrc) as text, p.proowner::regrole::text as owner
        from pg_proc p where p.pronamespace = 'auth'::regnamespace order by 1`);
    let before: object[];

    beforeAll(async () => {
      chmodSync(dir, 0o711);
      server = await startEmbeddedPostgres({ dir, settings: { fsync: "off" } });
      await prepareAsSupabase(server.url, options);
      const address = new URL(server.url);
      address.pathname = "/project";
      url = address.toString();
      const maintenance = new pg.Client({ connectionString: server.url });
      await maintenance.connect();
      await maintenance.query("create database project");
      await maintenance.end();
      owner = new pg.Client({ connectionString: url });
      await owner.connect();
      before = await authFunctions();
      await migrateUp(url, { logins: { roles: loginRoles, secret: testSecret } });
    });
    afterAll(async () => {
      await owner?.end();
      await server?.stop();
      for (const folder of [server?.home, dir]) if (folder) rmSync(folder, { recursive: true, force: true });
    });

    it("run as an owner who is no superuser", async () => {
      expect(await rows("select rolsuper from pg_roles where rolname = current_user")).toEqual([{ rolsuper: false }]);
      expect(
        await rows("select rolname from pg_roles where rolname like 'app\\_%' and (rolsuper or rolbypassrls)"),
      ).toEqual([]);
    });

    it("use the functions of the schema auth as they are", async () => {
      expect(before.length).toBe(3);
      expect(await authFunctions()).toEqual(before);
    });

    it("leave nothing to the keys of the project, and reading alone to whoever is signed in", async () => {
      const granted = await rows(`
        select n.nspname, c.relname, a.grantee::regrole::text as role, a.privilege_type
        from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join lateral aclexplode(c.relacl) a
        where ${ours} and (a.grantee::regrole::text in ('anon', 'service_role', '-')
          or a.grantee::regrole::text = 'authenticated' and a.privilege_type <> 'SELECT')`);
      expect(granted).toEqual([]);
      const callable = await rows(`
        select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where ${ours} and (has_function_privilege('anon', p.oid, 'execute') or has_function_privilege('service_role', p.oid, 'execute'))`);
      expect(callable).toEqual([]);
    });

    it("close what is made after them too", async () => {
      await owner.query("begin");
      await owner.query("create table public.later (id text)");
      const open = await rows(`select r from unnest(array['anon', 'authenticated', 'service_role']) r
        where has_table_privilege(r, 'public.later', 'select')`);
      await owner.query("rollback");
      expect(open).toEqual([]);
    });

    it("can all be undone without a trace in the schema auth", async () => {
      await migrateDown(url, Number.MAX_SAFE_INTEGER);
      expect(await authFunctions()).toEqual(before);
      await migrateUp(url, { logins: { roles: loginRoles, secret: testSecret } });
    });
  },
);
