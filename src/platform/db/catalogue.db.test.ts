import { readdirSync } from "node:fs";
import { getTableColumns, getTableName, is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { loginRoles, loginUrl } from "#src/platform/db/client.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();

const ourTables = `
  select c.oid, n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname in ('public', 'identity')`;

async function rows<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
  return (await database.owner().query<T>(text, values)).rows;
}

describe("every table", () => {
  it("is there to be checked", async () => {
    expect((await rows(ourTables)).length).toBeGreaterThan(45);
  });

  it("has row level security, enabled and forced", async () => {
    const open = await rows(`
      select t.name from (${ourTables}) t join pg_class c using (oid)
      where not (c.relrowsecurity and c.relforcerowsecurity)`);
    expect(open).toEqual([]);
  });

  it("belongs to the migrations' owner, never to a role of the program", async () => {
    const owned = await rows(`
      select c.relname, r.rolname from pg_class c join pg_roles r on r.oid = c.relowner
      where c.relnamespace in ('public'::regnamespace, 'identity'::regnamespace, 'app'::regnamespace)
        and (r.rolname like 'app\\_%' or r.rolname = 'authenticated')`);
    expect(owned).toEqual([]);
  });

  it("carries its school through each reference to a row of a school", async () => {
    // References that may also point at school 'default'; a trigger allows the own school and this one.
    const shared = [
      "assessments.assessor_id",
      "assessments.competency_id",
      "assessments.requested_by",
      "competencies.created_by",
      "competencies.rating_scale_id",
      "competency_assignments.competency_id",
      "competency_deployments.created_by",
      "competency_deployments.template_id",
      "competency_rubrics.created_by",
      "competency_submissions.competency_id",
      "competency_submissions.reviewed_by",
      "competency_templates.created_by",
      "deployment_acts.actor_id",
      "evaluation_criteria.rubric_id",
      "evaluations.evaluator_id",
      "feedback_rounds.competency_id",
      "files.uploaded_by",
      "framework_imports.created_by",
      "framework_migrations.created_by",
      "learning_analytics.competency_id",
      "notification_templates.created_by",
      "time_records.decided_by",
    ];
    const plain = await rows<{ reference: string }>(`
      select t.name || '.' || a.attname as reference
      from pg_constraint k
      join (${ourTables}) t on t.oid = k.conrelid
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
      where k.contype = 'f' and t.schema = 'public' and cardinality(k.conkey) = 1
        and exists (select from pg_attribute s where s.attrelid = k.conrelid and s.attname = 'school_id')
        and exists (select from pg_attribute s where s.attrelid = k.confrelid and s.attname = 'school_id')
      order by 1`);
    expect(plain.map(({ reference }) => reference)).toEqual(shared);
  });

  it("has a composite reference that starts with the school wherever it has two columns", async () => {
    const odd = await rows(`
      select k.conname from pg_constraint k join (${ourTables}) t on t.oid = k.conrelid
      where k.contype = 'f' and cardinality(k.conkey) > 1
        and (select a.attname from pg_attribute a where a.attrelid = k.conrelid and a.attnum = k.conkey[1]) <> 'school_id'`);
    expect(odd).toEqual([]);
  });

  it("has a school, or is one of the few without one", async () => {
    const without = await rows<{ name: string }>(`
      select t.name from (${ourTables}) t
      where t.schema = 'public'
        and not exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'school_id' and a.attnotnull)
      order by 1`);
    expect(without.map(({ name }) => name)).toEqual([
      "error_groups",
      "event_counts",
      "feature_flags",
      "integrity_checks",
      "job_commands",
      "job_counts",
      "job_failures",
      "leases",
      "processed_events",
      "refresh_tokens",
      "schools",
      "sign_in_attempts",
      "sign_in_challenges",
    ]);
  });

  it("compares every key and reference byte by byte, so that no join mixes collations", async () => {
    const mixed = await rows(`
      select t.name, a.attname from (${ourTables}) t
      join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
      join pg_collation l on l.oid = a.attcollation
      where a.atttypid = 'text'::regtype and l.collname <> 'C'
        and (a.attname = 'id' or a.attname like '%\\_id' or a.attname like '%\\_by'
          or exists (select from pg_constraint k where k.conrelid = t.oid and k.contype in ('p', 'f') and a.attnum = any (k.conkey)))
        -- A standard's identifier of a whole document: shown, never joined.
        and (t.name, a.attname) not in (('competency_templates', 'source_identifier'))`);
    expect(mixed).toEqual([]);
  });

  it("names each of its checks and references", async () => {
    const unnamed = await rows(`select conname from pg_constraint where conname ~ '^\\$' or conname = ''`);
    expect(unnamed).toEqual([]);
  });
});

const programRoles = ["authenticated", "app_command", "app_auth", "app_realtime", "app_system"];

describe("grants and policies", () => {
  it("belong together: no granted verb without a policy, no policy without its grant", async () => {
    const lonely = await rows(
      `
      with verbs (verb, code) as (values ('SELECT', 'r'), ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd')),
      pairs as (
        select t.oid, t.name, r.rolname, r.oid as role, v.verb, v.code
        from (${ourTables}) t cross join verbs v join pg_roles r on r.rolname = any ($1)),
      facts as (
        select p.name, p.rolname, p.verb,
          has_table_privilege(p.role, p.oid, p.verb)
            or (p.verb <> 'DELETE' and has_any_column_privilege(p.role, p.oid, p.verb)) as is_granted,
          exists (select from pg_policy o where o.polrelid = p.oid and p.role = any (o.polroles)
            and o.polcmd = p.code) as has_policy
        from pairs p)
      select * from facts where is_granted <> has_policy`,
      [programRoles],
    );
    expect(lonely).toEqual([]);
  });

  it("name their verb and their role: no policy is for all verbs or for everybody", async () => {
    const loose = await rows(
      `select polname, polrelid::regclass from pg_policy where polcmd = '*' or 0 = any (polroles)`,
    );
    expect(loose).toEqual([]);
  });

  it("let `authenticated` read and nothing else, since anybody's token reaches it on Supabase", async () => {
    const writes = await rows(`
      select table_name, privilege_type from information_schema.role_table_grants
      where grantee = 'authenticated' and table_schema in ('public', 'identity') and privilege_type <> 'SELECT'`);
    expect(writes).toEqual([]);
  });

  it("give nothing to PUBLIC, tables and functions alike", async () => {
    const tables = await rows(`
      select table_name from information_schema.role_table_grants
      where grantee in ('PUBLIC', 'anon') and table_schema in ('public', 'identity')`);
    const functions = await rows(`
      select p.proname from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
      where p.pronamespace = 'app'::regnamespace and a.grantee = 0`);
    expect([tables, functions]).toEqual([[], []]);
  });

  it("let only the system change the audit, and the system only seal it", async () => {
    const changes = await rows<{ grantee: string; column_name: string }>(
      `
      select grantee, column_name from information_schema.role_column_grants
      where table_name = 'audit_log' and privilege_type = 'UPDATE' and grantee = any ($1) order by 1, 2`,
      [programRoles],
    );
    expect(changes.map(({ grantee, column_name }) => `${grantee} ${column_name}`)).toEqual([
      "app_system hash",
      "app_system previous_hash",
      "app_system seal_number",
    ]);
    const deletes = await rows(
      `select r from unnest($1::text[]) r where has_table_privilege(r, 'audit_log', 'DELETE')`,
      [programRoles],
    );
    expect(deletes).toEqual([]);
  });
});

describe("the login roles", () => {
  it("inherit nothing, own nothing, bypass nothing", async () => {
    const faulty = await rows(`
      select rolname from pg_roles
      where rolname in ('app_web', 'app_sign_in', 'app_worker')
        and (rolinherit or rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or not rolcanlogin)`);
    expect(faulty).toEqual([]);
  });

  it("may become the roles of their work and no others", async () => {
    const memberships = await rows<{ pair: string }>(`
      select m.rolname || ' -> ' || r.rolname as pair
      from pg_auth_members a join pg_roles r on r.oid = a.roleid join pg_roles m on m.oid = a.member
      where m.rolname in ('app_web', 'app_sign_in', 'app_worker') order by 1`);
    expect(memberships.map(({ pair }) => pair)).toEqual([
      "app_sign_in -> app_auth",
      "app_web -> app_command",
      "app_web -> app_realtime",
      "app_web -> authenticated",
      "app_worker -> app_realtime",
      "app_worker -> app_system",
    ]);
  });

  it.each(loginRoles)("%s reads no table before it has chosen a role", async (login) => {
    const tables = await rows<{ table: string }>(`select format('%I.%I', schema, name) as table from (${ourTables}) t`);
    const client = new pg.Client({ connectionString: loginUrl(database.url, login) });
    await client.connect();
    try {
      for (const { table } of tables) {
        await expect(client.query(`select from ${table} limit 1`), table).rejects.toThrow(/permission denied/);
      }
    } finally {
      await client.end();
    }
  });
});

describe("functions", () => {
  it("that run with their owner's rights fix their search path and belong to app_system", async () => {
    const loose = await rows(`
      select p.proname from pg_proc p
      where p.pronamespace = 'app'::regnamespace and p.prosecdef
        and (not coalesce(p.proconfig::text like '%search_path=%', false)
          -- Only the owner of a materialised view may refresh it, and of a Supabase project read what Supabase's services keep.
          or p.proname not in ('refresh_history', 'auth_session_lives', 'broadcast_events') and p.proowner <> (select oid from pg_roles where rolname = 'app_system'))`);
    expect(loose).toEqual([]);
  });
});

describe("the Drizzle tables", () => {
  it("have exactly the columns of the database", async () => {
    const folder = new URL("./tables/", import.meta.url);
    const modules: object[] = await Promise.all(readdirSync(folder).map((file) => import(new URL(file, folder).href)));
    const described = modules
      .flatMap((module) => Object.values(module))
      .filter((value): value is PgTable => is(value, PgTable))
      .flatMap((table) => {
        const { schema } = getTableConfig(table);
        return Object.values(getTableColumns(table)).map((column) =>
          [
            `${schema ?? "public"}.${getTableName(table)}.${column.name}`,
            column.getSQLType(),
            column.notNull ? "not null" : "null",
            column.hasDefault || column.generated ? "default" : "no default",
          ].join(" "),
        );
      })
      .sort();
    const live = await rows<{ line: string }>(`
      select concat_ws(' ', t.schema || '.' || t.name || '.' || a.attname,
        -- Drizzle writes a space into the precision.
        replace(format_type(a.atttypid, a.atttypmod), ',', ', '),
        case when a.attnotnull then 'not null' else 'null' end,
        case when a.atthasdef then 'default' else 'no default' end) as line
      from (${ourTables}) t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped`);
    expect(described).toEqual(live.map(({ line }) => line).sort());
  });
});
