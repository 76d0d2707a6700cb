import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { rolesOf } from "../../../tests/support/access/probe.ts";
import { insertEveryRelation } from "../../../tests/support/access/rows.ts";
import { tableAccess } from "../../../tests/support/access/tables.ts";
import { useSupabaseProject } from "../../../tests/support/supabase/project.ts";
import { claimsFor, claimsOf, type Person, people } from "../../../tests/support/two-schools.ts";

/**
 * What somebody reaches from outside who has the project's address and its public key, and perhaps a token: all that PostgREST,
 * pg_graphql, Storage and Realtime could offer, read from the catalogue, with the data of two schools.
 */
const project = useSupabaseProject({ opensNewTables: true });

/** Supabase's own schemas, whose tables its services guard; the rest is ours, whatever it is called. */
const theirs = "('auth', 'storage', 'realtime', 'extensions', 'graphql', 'graphql_public', 'vault', 'net', 'cron')";
const isOurs = `n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' and n.nspname not in ${theirs}`;

/** What a token may call: each answers about the caller alone, or computes from its arguments. */
const callable = [
  ...["admin_school_id", "deployment_spans", "found_people_ids", "found_student_ids", "has_placement_with"],
  ...["history_refreshed_at", "is_in_progress", "is_super_admin", "notification_always", "notification_default"],
  ...["opened_requests", "own_assessing", "own_forecast", "own_placement_ids", "own_rating_sums", "own_record_looks"],
  ...["own_supervisor_ids", "placed_student_ids", "read_cohort_history", "read_distribution_history"],
  ...[
    "read_evaluator_history",
    "read_group_standing",
    "read_rating_history",
    "refuse_foreign",
    "retention_due",
    "school_id",
  ],
  ...["search_grams", "search_text", "shared_school_id", "staff_school_id", "supervised_student_ids", "supervises"],
  ...["supervises_placement", "supervisors_of", "takes_part", "token_claim", "uploaded", "user_id", "user_role"],
  ...["waiting_requests", "writes_evaluation"],
];

/** Relations beside the tables of the rules: nobody outside reaches any of them. */
const closed = [
  ...["cohort_history", "distribution_history", "evaluator_history", "rating_history"].map((name) => `app.${name}`),
  ...["app.group_pace", "app.group_standing", "app.history_freshness", "migrations.applied"],
  ...['"user"', "account", "sent_person", "session", "two_factor", "verification"].map((name) => `identity.${name}`),
];

type Readable = { name: string; columns: string; hasSchool: boolean };
let relations: { name: string; one: string }[];
let readable: Readable[];

const rows = async <T>(text: string) => (await project.owner().query(text)).rows as T[];
const persons = Object.keys(people) as Person[];
const claims = (person: Person) => JSON.parse(claimsOf(person)) as Record<string, unknown>;

/** Tokens that are wrong somewhere, of somebody who could read. */
const tampered: [string, object][] = [
  ["of a role that is not theirs", JSON.parse(claimsFor({ ...people.amina, role: "SUPER_ADMIN" }))],
  ["of another school", JSON.parse(claimsFor({ ...people.admin, schoolId: "south" }))],
  ["of another person", { ...claims("amina"), sub: "admin" }],
  ["of a role in lower case", JSON.parse(claimsFor({ ...people.super, role: "super_admin" }))],
  [
    "with all of it in user_metadata",
    { ...claims("admin"), user_metadata: claims("admin").app_metadata, app_metadata: {} },
  ],
  ["without app_metadata", { ...claims("super"), app_metadata: undefined }],
  [
    "that names a role of the database",
    { ...claims("amina"), role: "service_role", app_metadata: { role: "service_role" } },
  ],
  ["of somebody who is suspended", claims("dora")],
  ["of a session that has ended", claims("said")],
];

beforeAll(async () => {
  const owner = project.owner();
  await owner.query("begin");
  await insertEveryRelation(owner);
  await owner.query(`
    insert into sessions (id, school_id, user_id, expires_at) select 'session_' || id, school_id, id, now() from users
      on conflict do nothing;
    update sessions set expires_at = now() + interval '1 day' where user_id <> 'said';
    update users set status = 'SUSPENDED' where id = 'dora';`);
  await owner.query("commit");
  await project.superuser().query(`
    insert into auth.users (id) values ('6f1c2b1e-3a55-4f0e-9a57-0d3c1f7f2a10');
    insert into storage.buckets (id, name)
      values ('files', 'files'), ('evidence', 'evidence'), ('evidence-preview', 'evidence-preview');
    insert into storage.objects (bucket_id, name)
      select id, '2026/09/01/log' from storage.buckets;
    insert into realtime.messages (topic, extension, payload) values ('private', 'broadcast', '{}');`);
  relations = await rows(`
    select c.oid::regclass::text as name, (select quote_ident(a.attname) from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum limit 1) as one
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where ${isOurs} and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1`);
  readable = await rows(`
    select c.oid::regclass::text as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns,
      bool_or(a.attname = 'school_id') as "hasSchool"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where ${isOurs} and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and has_column_privilege('authenticated', c.oid, a.attnum, 'select') group by c.oid order by 1`);
});

/** The answer to each statement, or the SQLSTATE of its refusal, in one transaction of this token that is rolled back. */
async function answers(role: string, token: string, statements: readonly string[]): Promise<(object[] | string)[]> {
  const owner = project.owner();
  const found: (object[] | string)[] = [];
  await owner.query("begin");
  try {
    await owner.query("select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)", [role, token]);
    for (const statement of statements) {
      await owner.query("savepoint one");
      found.push(
        await owner.query(statement).then(
          ({ rows: read }) => read,
          ({ code }: { code: string }) => code,
        ),
      );
      await owner.query("rollback to savepoint one");
    }
  } finally {
    await owner.query("rollback");
  }
  return found;
}

const writesOf = ({ name, one }: { name: string; one: string }) => [
  `insert into ${name} default values`,
  `update ${name} set ${one} = ${one}`,
  `delete from ${name}`,
];

describe("what is granted", () => {
  it("is decided for every table and view, wherever it is", () => {
    const decided = [...Object.keys(tableAccess), ...closed];
    expect(relations.map(({ name }) => name).toSorted()).toEqual(decided.toSorted());
  });

  it("to a token is the reading of the tables that the rules give to readers, and nothing of other schemas", async () => {
    const expected = Object.keys(tableAccess).filter((table) => rolesOf(table, "read").includes("authenticated"));
    expect(readable.map(({ name }) => name)).toEqual(expected.sort());
  });

  it("to a token is no right on a table or column but reading, and none to any key", async () => {
    const beyond = await rows(`
      select c.oid::regclass::text as name, r, p from pg_class c join pg_namespace n on n.oid = c.relnamespace,
        unnest(array['anon', 'authenticated', 'service_role']) r,
        unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p
      where ${isOurs} and c.relkind in ('r', 'p', 'v', 'm', 'f') and (r <> 'authenticated' or p <> 'select')
        and (has_table_privilege(r, c.oid, p)
          or p in ('select', 'insert', 'update', 'references') and has_any_column_privilege(r, c.oid, p))`);
    expect(beyond).toEqual([]);
    const sequences = await rows(`
      select c.relname, r from pg_class c join pg_namespace n on n.oid = c.relnamespace,
        unnest(array['anon', 'authenticated', 'service_role']) r
      where ${isOurs} and c.relkind = 'S' and has_sequence_privilege(r, c.oid, 'usage, select, update')`);
    expect(sequences).toEqual([]);
  });

  it("to a token are these functions, and to a key none", async () => {
    const found = await rows<{ name: string; role: string }>(`
      select distinct p.proname as name, r as role from pg_proc p join pg_namespace n on n.oid = p.pronamespace,
        unnest(array['anon', 'authenticated', 'service_role']) r
      where ${isOurs} and p.prorettype <> 'trigger'::regtype and has_function_privilege(r, p.oid, 'execute')
      order by 1`);
    expect(found.filter(({ role }) => role !== "authenticated")).toEqual([]);
    expect(found.map(({ name }) => name)).toEqual(callable.toSorted());
  });

  it("lets nobody from outside make anything, own anything or become anybody", async () => {
    const outside = "unnest(array['anon', 'authenticated', 'authenticator']) r";
    expect(
      await rows(
        `select n.nspname, r from pg_namespace n, ${outside} where n.nspname not like 'pg\\_%' and has_schema_privilege(r, n.oid, 'create')`,
      ),
    ).toEqual([]);
    expect(
      await rows(`select c.relname from pg_class c where c.relowner::regrole::text in ('anon', 'authenticated', 'service_role')
        union all select p.proname from pg_proc p where p.proowner::regrole::text in ('anon', 'authenticated', 'service_role')`),
    ).toEqual([]);
    expect(
      await rows(`select a.member::regrole::text as member, a.roleid::regrole::text as role from pg_auth_members a
        where a.member::regrole::text in ('anon', 'authenticated', 'service_role', 'authenticator') order by 2`),
    ).toEqual(["anon", "authenticated", "service_role"].map((role) => ({ member: "authenticator", role })));
    expect(await rows("select rolname from pg_roles where rolname like 'app\\_%' and rolbypassrls")).toEqual([]);
  });

  it("offers nothing of ours in the schemas that are offered beside public, and public no function or view", async () => {
    expect(
      await rows(`select c.relname from pg_class c where c.relnamespace = 'graphql_public'::regnamespace
        union all select p.proname from pg_proc p where p.pronamespace in ('graphql_public'::regnamespace, 'public'::regnamespace)
        union all select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm', 'f')`),
    ).toEqual([]);
  });
});

describe("the public key", () => {
  it.each(["", JSON.stringify({ role: "anon" }), claimsOf("super")])(
    "reads and writes no table, with the claims %j",
    async (token) => {
      const statements = relations.flatMap((relation) => [
        `select from ${relation.name} limit 1`,
        ...writesOf(relation),
      ]);
      expect(relations.length).toBeGreaterThan(110);
      const refused = await answers("anon", token, statements);
      expect(statements.filter((_, at) => !/^(42501|42809)$/.test(String(refused[at])))).toEqual([]);
    },
  );
});

describe("a token", () => {
  it.each(persons)("of %s writes nothing", async (person) => {
    const statements = relations.flatMap(writesOf);
    const refused = await answers("authenticated", claimsOf(person), statements);
    // A materialised view is refused as what it is.
    expect(statements.filter((_, at) => !/^(42501|42809)$/.test(String(refused[at])))).toEqual([]);
  });

  it.each(persons.filter((person) => person !== "said" && person !== "dora"))(
    "of %s reads what the policies let them, and of their school alone",
    async (person) => {
      const statements = readable.map(
        ({ name, columns }) => `select ${columns} from ${name} order by row(${columns})::text`,
      );
      const byToken = await answers("authenticated", claimsOf(person), statements);
      const owner = project.owner();
      const { id, role, schoolId } = people[person];
      await owner.query("begin");
      await owner.query(
        `select set_config('app.user_id', $1, true), set_config('app.user_role', $2, true), set_config('app.school_id', $3, true),
         set_config('role', 'authenticated', true)`,
        [id, role, schoolId],
      );
      const byProgram: object[][] = [];
      for (const statement of statements) byProgram.push((await owner.query(statement)).rows);
      await owner.query("rollback");
      for (const [at, { name, hasSchool }] of readable.entries()) {
        const read = byToken[at] as { school_id?: string }[];
        expect([name, read]).toEqual([name, byProgram[at]]);
        if (!hasSchool || role === "SUPER_ADMIN") continue;
        const foreign = read.filter((row) => row.school_id !== schoolId && row.school_id !== "default");
        expect([name, foreign]).toEqual([name, []]);
      }
      expect(byToken.flat().length).toBeGreaterThan(10);
    },
  );

  it.each(tampered)("%s reads nothing", async (_, token) => {
    const statements = readable.map(({ name }) => `select from ${name}`);
    const read = await answers("authenticated", JSON.stringify(token), statements);
    expect(readable.filter((_table, at) => read[at]?.length !== 0).map(({ name }) => name)).toEqual([]);
  });

  it.each(["anon", "authenticated"])(
    "or none, as %s, reaches nothing of accounts, files and messages",
    async (role) => {
      for (const token of role === "anon" ? ["", "{}"] : persons.map(claimsOf)) {
        const statements = [
          "select from auth.users",
          "select from auth.sessions",
          "select from storage.objects",
          "select from storage.buckets",
          "update storage.objects set name = name returning 1",
          "delete from storage.objects returning 1",
          "insert into storage.objects (bucket_id, name) values ('evidence', 'mine')",
          "insert into storage.buckets (id, name) values ('mine', 'mine')",
          "select from realtime.messages",
          "insert into realtime.messages (topic, extension) values ('student:amina', 'broadcast')",
          "select from migrations.applied",
        ];
        expect(await answers(role, token, statements)).toEqual([
          ...["42501", "42501", [], [], [], [], "42501", "42501", [], "42501", "42501"],
        ]);
      }
    },
  );
});

describe("the buckets of the evidence", () => {
  const openAll = `
    create policy everybody on storage.objects for all to public using (true);
    create policy everybody on storage.buckets for all to public using (true);`;
  const statements = [
    "select bucket_id from storage.objects order by 1",
    "update storage.objects set name = name || 'x' returning bucket_id",
    "delete from storage.objects returning bucket_id",
    "insert into storage.objects (bucket_id, name) values ('files', 'mine') returning bucket_id",
    "insert into storage.objects (bucket_id, name) values ('evidence', 'mine')",
    "update storage.objects set bucket_id = 'evidence'",
    "update storage.objects set bucket_id = null",
    "select id from storage.buckets",
    "update storage.buckets set public = true returning id",
    "insert into storage.buckets (id, name) values ('evidence-2', 'evidence-2')",
  ];
  const files = [{ bucket_id: "files" }];
  const ofOthers = [
    files,
    files,
    files,
    files,
    "42501",
    "42501",
    "42501",
    [{ id: "files" }],
    [{ id: "files" }],
    "42501",
  ];

  it.each(["anon", "authenticated"])("stay closed to %s where policies open all of Storage", async (role) => {
    const superuser = project.superuser();
    await superuser.query(openAll);
    try {
      expect(await answers(role, role === "anon" ? "{}" : claimsOf("super"), statements)).toEqual(ofOthers);
    } finally {
      await superuser.query("drop policy everybody on storage.objects; drop policy everybody on storage.buckets");
    }
  });

  it("are all there to the key of the service, which Storage uses for its S3 keys", async () => {
    const [read] = await answers("service_role", "{}", statements);
    expect(read).toEqual(["evidence", "evidence-preview", "files"].map((id) => ({ bucket_id: id })));
  });

  it("get no policy, and the migration goes on, where the owner of the database may write none", async () => {
    const owner = project.owner();
    const superuser = project.superuser();
    const file = readFileSync(new URL("../../../db/migrations/0170_evidence_closed.sql", import.meta.url), "utf8");
    const [up = "", down = ""] = file.split("-- Down Migration");
    const warnings: (string | undefined)[] = [];
    const take = ({ message }: { message?: string | undefined }) => warnings.push(message);
    const policies = () => rows("select tablename from pg_policies where policyname = 'evidence_closed' order by 1");
    owner.on("notice", take);
    try {
      await superuser.query("revoke supabase_storage_admin from postgres");
      await owner.query(down);
      expect(await policies()).toEqual([{ tablename: "buckets" }, { tablename: "objects" }]);
      await superuser.query("grant supabase_storage_admin to postgres");
      await owner.query(down);
      expect(await policies()).toEqual([]);
      await superuser.query("revoke supabase_storage_admin from postgres");
      await owner.query(up);
      expect(await policies()).toEqual([]);
      expect(warnings.map((text) => text?.match(/could not be \w+/)?.[0])).toEqual([
        "could not be dropped",
        "could not be made",
      ]);
    } finally {
      owner.off("notice", take);
      await superuser.query("grant supabase_storage_admin to postgres");
      await owner.query(`${down}${up}`);
    }
    expect(await policies()).toHaveLength(2);
  });
});

it("a new table, function or column that is open to tokens is found", async () => {
  const owner = project.owner();
  await owner.query("begin");
  await owner.query("create table public.later (id text); create schema side; create table side.later (id text)");
  await owner.query("create function public.later() returns int language sql as 'select 1'");
  const open = await rows(`
    select r from unnest(array['anon', 'authenticated', 'service_role']) r
    where has_table_privilege(r, 'public.later', 'select') or has_table_privilege(r, 'side.later', 'select')`);
  await owner.query("rollback");
  expect(open).toEqual([]);
});
