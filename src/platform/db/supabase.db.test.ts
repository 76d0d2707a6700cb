import { beforeAll, describe, expect, it } from "vitest";
import { loginRoles } from "#src/platform/db/client.ts";
import { migrateDown, migrateUp } from "#src/platform/db/migrations.ts";
import { testSecret } from "../../../tests/support/secret.ts";
import { useSupabaseProject } from "../../../tests/support/supabase/project.ts";

const their = "6f1c2b1e-3a55-4f0e-9a57-0d3c1f7f2a10";
const session = "0b7f4f0c-52b5-4c0f-8a43-6f3f4f0f9b21";
const authFunctions = `select p.oid::regprocedure::text as name, md5(p.prosrc) as text, p.proowner::regrole::text as owner
  from pg_proc p where p.pronamespace = 'auth'::regnamespace order by 1`;
const ours = "n.nspname in ('public', 'identity', 'app', 'jobs')";

describe.each([{ opensNewTables: false }, { opensNewTables: true }])(
  "the migrations on a database as Supabase gives it (%o)",
  (options) => {
    let before: object[];
    const project = useSupabaseProject(options, async (url, owner) => {
      before = (await owner.query(authFunctions)).rows;
      await migrateUp(url, { logins: { roles: loginRoles, secret: testSecret } });
      await owner.query("insert into schools (id, name, time_zone) values ('other', 'Other', 'UTC')");
      await owner.query(
        "insert into users (id, school_id, name, email, role) values ($1, 'other', 'Their', 'a@other.test', 'SCHOOL_ADMIN')",
        [their],
      );
    });
    const rows = async (text: string) => (await project.owner().query(text)).rows;
    const { underToken } = project;

    beforeAll(async () => {
      await project.superuser().query(`
        insert into auth.users (id) values ('${their}');
        insert into auth.sessions (id, user_id) values ('${session}', '${their}')`);
    });

    it("run as an owner who is no superuser", async () => {
      expect(await rows("select rolsuper from pg_roles where rolname = current_user")).toEqual([{ rolsuper: false }]);
      expect(
        await rows("select rolname from pg_roles where rolname like 'app\\_%' and (rolsuper or rolbypassrls)"),
      ).toEqual([]);
    });

    it("use the functions of the schema auth as they are", async () => {
      expect(before.length).toBe(3);
      expect(await rows(authFunctions)).toEqual(before);
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
      const owner = project.owner();
      await owner.query("begin");
      await owner.query("create table public.later (id text)");
      const open = await rows(`select r from unnest(array['anon', 'authenticated', 'service_role']) r
        where has_table_privilege(r, 'public.later', 'select')`);
      await owner.query("rollback");
      expect(open).toEqual([]);
    });

    const counts = "select (select count(*)::int from users) as users, (select count(*)::int from schools) as schools";
    const nothing = { users: 0, schools: 0 };
    const seen = async (claims: object) => (await underToken("authenticated", JSON.stringify(claims), counts)).rows[0];

    it("believe app_metadata alone, since people write their user_metadata themselves", async () => {
      const forged = { role: "SUPER_ADMIN", school_id: "default", app_metadata: { role: "SUPER_ADMIN" } };
      const claims = {
        sub: their,
        role: "authenticated",
        app_metadata: { role: "SCHOOL_ADMIN", school_id: "other" },
        session_id: session,
      };
      const plain = await seen(claims);
      expect(plain).toEqual({ users: 2, schools: 2 });
      expect(await seen({ ...claims, user_metadata: forged })).toEqual(plain);
      expect(await seen({ ...claims, user_role: "SUPER_ADMIN", user_metadata: forged })).toEqual(plain);
      expect(await seen({ ...claims, user_metadata: claims.app_metadata, app_metadata: {} })).toEqual(nothing);
    });

    it.each([
      ["signs out", "delete from auth.sessions"],
      ["was signed in for as long as allowed", "update auth.sessions set not_after = now() - interval '1 second'"],
      ["is banned", "update auth.users set banned_until = now() + interval '1 day'"],
      ["is suspended", `update users set status = 'SUSPENDED' where id = '${their}'`],
    ])("let a token of Supabase Auth read nothing once its user %s", async (_, change) => {
      const admin = project.superuser();
      try {
        await admin.query("begin");
        const claims = { sub: their, app_metadata: { role: "SCHOOL_ADMIN", school_id: "other" }, session_id: session };
        const asked = async () => {
          await admin.query(
            "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)",
            [JSON.stringify(claims)],
          );
          const { rows: found } = await admin.query(counts);
          await admin.query("reset role");
          return found[0];
        };
        expect(await asked()).not.toEqual(nothing);
        await admin.query(change);
        expect(await asked()).toEqual(nothing);
      } finally {
        await admin.query("rollback");
      }
    });

    it("can all be undone without a trace in the schema auth", async () => {
      await migrateDown(project.url(), Number.MAX_SAFE_INTEGER);
      expect(await rows(authFunctions)).toEqual(before);
      await migrateUp(project.url(), { logins: { roles: loginRoles, secret: testSecret } });
    });
  },
);
