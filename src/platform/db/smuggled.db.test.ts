import pg from "pg";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LoginRole, loginUrl } from "#src/platform/db/client.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { insertTwoSchools, type Person, people } from "../../../tests/support/two-schools.ts";

/**
 * What an attacker reaches who gets a query of theirs into a statement of the program, as each role of the database and
 * for each person: nothing more than before.
 */
const database = useDatabase();

const hash = "the-password-hash-of-carl";

type As = { login: LoginRole; role: string; person?: Person };

const callers: As[] = [
  { login: "app_web", role: "authenticated", person: "amina" },
  { login: "app_web", role: "authenticated", person: "hansen" },
  { login: "app_web", role: "authenticated", person: "admin" },
  { login: "app_web", role: "app_command", person: "amina" },
  { login: "app_web", role: "app_command", person: "hansen" },
  { login: "app_web", role: "app_realtime" },
  { login: "app_sign_in", role: "app_auth" },
];

let client: pg.Client;

/** What is of persons, of secrets, of each kind of policy. */
const tables = [
  ...["identity.account", "sessions", "refresh_tokens", "totp_factors", "passkeys", "users", "schools", "invitations"],
  ...["evaluations", "evaluation_private_notes", "assessments", "competency_submissions", "files", "placements"],
  ...["student_progress", "notification_queue", "consents", "audit_log", "access_log", "events", "time_records"],
];

beforeAll(async () => {
  const owner = database.owner();
  await owner.query("begin");
  await insertTwoSchools(owner);
  await owner.query(`insert into identity."user" (id, name, email) values ('carl', 'Carl', 'carl@two-schools.test')
    on conflict do nothing`);
  await owner.query(
    `insert into identity.account (id, account_id, provider_id, user_id, password, created_at, updated_at)
     values ('account_carl', 'carl', 'credential', 'carl', $1, now(), now())`,
    [hash],
  );
  await owner.query("commit");
});

afterEach(async () => {
  await client.end();
});

/** Begins a transaction as the program does. */
async function begin({ login, role, person }: As): Promise<void> {
  client = new pg.Client({ connectionString: loginUrl(database.url, login) });
  await client.connect();
  await client.query("begin");
  const { id = "", role: userRole = "", schoolId = "" } = person ? people[person] : {};
  await client.query(
    `select set_config('role', $1, true), set_config('app.user_id', $2, true), set_config('app.user_role', $3, true),
       set_config('app.school_id', $4, true)`,
    [role, id, userRole, schoolId],
  );
}

/** Its rows, or its refusal. */
async function attempt(text: string): Promise<string> {
  await client.query("savepoint attempt");
  try {
    const answer: pg.QueryResult | pg.QueryResult[] = await client.query(text);
    return JSON.stringify([answer].flat().map(({ rows }) => rows));
  } catch (error) {
    await client.query("rollback to savepoint attempt");
    return error instanceof Error ? `refused: ${error.message}` : "refused";
  }
}

/** The number of rows of each table that can be read now. */
async function reach(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of tables) found[table] = await attempt(`select count(*)::int as n from ${table}`);
  return found;
}

const claims = `set_config('app.user_id', 'carl', true) || set_config('app.user_role', 'SUPER_ADMIN', true)
  || set_config('app.school_id', 'south', true) || set_config('app.supervised_student', 'hansen carl', true)`;
const token = `set_config('app.user_id', '', true) || set_config('app.user_role', '', true) || set_config('app.school_id', '', true)
  || set_config('request.jwt.claims', '{"sub":"carl","app_metadata":{"role":"SUPER_ADMIN","school_id":"south"}}', true)`;
const forged = `set_config('role', 'app_auth', true) || ${claims}`;
const inner = "select string_agg(a::text, ',') from identity.account a";
const quoted = inner.replaceAll("'", "''");

const queries: Record<string, string> = {
  "sets claims": `select ${claims}`,
  "sets the claims of a token": `select ${token}`,
  "sets claims by query_to_xml": `select query_to_xml('select ${claims.replaceAll("'", "''")}', true, false, '')`,
  "takes the role of commands": "select set_config('role', 'app_command', true)",
  "takes the role of the feed": "select set_config('role', 'app_realtime', true)",
  "takes its time": "select set_config('statement_timeout', '0', true)",
  "sets role and claims": `select ${forged}`,
  "sets them in a WITH before it reads": `with s as materialized (select ${forged} as x) select s.x, (${inner}) from s`,
  "sets them by query_to_xml and reads by another": `select query_to_xml('select ${forged.replaceAll("'", "''")}', true, false, '')::text || query_to_xml('${quoted}', true, false, '')::text`,
  "reads by query_to_xml": `select query_to_xml('${quoted}', true, false, '')`,
  "reads a table by table_to_xml": "select table_to_xml('identity.account', true, false, '')",
  "reads a schema by schema_to_xml": "select schema_to_xml('identity', true, false, '')",
  "runs SET in query_to_xml": "select query_to_xml('set role app_auth', true, false, '')",
  "runs RESET in query_to_xml": "select query_to_xml('reset role', true, false, '')",
  "runs DO in query_to_xml": "select query_to_xml('do $x$ begin set role app_auth; end $x$', true, false, '')",
  "reads by ts_stat": `select * from ts_stat('select to_tsvector(password) from identity.account')`,
  "reads by ts_rewrite": `select ts_rewrite('a'::tsquery, 'select ''a''::tsquery, plainto_tsquery(password) from identity.account')`,
  "changes pg_settings": "update pg_settings set setting = 'app_auth' where name = 'role'",
  "reads password hashes of logins": "select rolname, rolpassword from pg_authid",
  "reads a file": "select pg_read_file('/etc/passwd')",
  "reads bytes of a file": "select pg_read_binary_file('PG_VERSION')",
  "lists a folder": "select pg_ls_dir('.')",
  "lists the log": "select * from pg_ls_logdir()",
  "describes a file": "select pg_stat_file('PG_VERSION')",
  "imports a large object": "select lo_import('/etc/passwd')",
  "makes a large object": "select lo_from_bytea(0, 'x')",
  "makes an empty one": "select lo_create(0)",
  "exports one": "select lo_export(1, '/tmp/out')",
  "connects by dblink": "select dblink('host=127.0.0.1', 'select 1')",
  "reads the configuration": "select pg_read_file(setting) from pg_settings where name = 'hba_file'",
  "ends others' connections":
    "select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity where usename = 'postgres'",
  "reads what others run":
    "select query from pg_stat_activity where usename <> current_user and query like '%account_carl%'",
  "reloads the server": "select pg_reload_conf()",
  "asks as another who they supervise": "select app.supervises('carl')",
  "verifies as an owner": "select * from pg_catalog.pg_largeobject",
};

const commands: Record<string, string> = {
  "becomes the login of sign-in": "set role app_sign_in",
  "becomes the system": "set role app_system",
  "becomes the worker": "set role app_worker",
  "becomes the owner": "set role postgres",
  "signs in as another": "set session authorization postgres",
  "copies a file in": "copy schools (name) from '/etc/passwd'",
  "copies out": "copy (select 1) to '/tmp/out'",
  "copies to a program": "copy (select 1) to program 'id'",
  "adds dblink": "create extension dblink",
  "makes a function": "create function app.mine() returns text language sql as 'select 1::text'",
  "makes a table": "create table public.mine (x int)",
  "loads a library": "load 'plpython3'",
  "changes its own role": "alter role app_web superuser",
  "takes the policies away": "alter table users disable row level security",
  "passes them by": "set row_security = off; select count(*) from users",
  "prepares and executes": `prepare p as ${inner}; execute p`,
  "opens a cursor": `declare c cursor for ${inner}; fetch all from c`,
  "explains by running": `explain analyze ${inner}`,
};

describe.each(callers)("a query smuggled into a statement of $role for $person", (caller) => {
  let before: Record<string, string> | undefined;
  beforeEach(async () => {
    await begin(caller);
    before ??= await reach();
  });

  it.each(Object.entries(queries))("that %s reaches nothing more [V1.2.4] [V8.3.1] [V13.2.2]", async (_what, text) => {
    const answer = await attempt(text);
    // The role of sign-in reads hashes: that is what it is for, and no statement of a request runs in it.
    if (caller.role !== "app_auth") expect(answer).not.toContain(hash);
    expect(answer).not.toMatch(/root:|supervises":true/);
    expect(await reach()).toEqual(before);
  });
});

describe.each(callers)("a whole statement of an attacker as $role for $person", (caller) => {
  it("takes no role of another login, no file and no right [V13.2.1]", async () => {
    await begin(caller);
    const before = await reach();
    for (const [what, text] of Object.entries(commands)) {
      const isOwn = caller.role === "app_auth" && (text.includes(inner) || text.includes(caller.login));
      if (!isOwn) expect(await attempt(text), what).toMatch(/^refused: /);
    }
    // Without the right to give it this gives nothing, and may say so by a warning alone.
    await attempt("grant select on identity.account to authenticated, app_command, app_realtime");
    if (caller.login === "app_web") expect(await attempt("set role app_auth")).toMatch(/^refused: permission denied/);
    else expect(await attempt("set role app_command")).toMatch(/^refused: permission denied/);
    if (caller.role !== "app_auth") expect(await reach()).toEqual(before);
  });
});

describe("the login of requests", () => {
  it("cannot choose the role of sign-in in its first statement either", async () => {
    client = new pg.Client({ connectionString: loginUrl(database.url, "app_web") });
    await client.connect();
    await expect(client.query("select set_config('role', 'app_auth', false)")).rejects.toThrow(/permission denied/);
  });

  it("sends one statement at a time: a second behind it is refused", async () => {
    client = new pg.Client({ connectionString: loginUrl(database.url, "app_web") });
    await client.connect();
    const two = { text: "select 1; reset role", values: [], name: "two" };
    await expect(client.query(two)).rejects.toThrow(/multiple commands/);
  });
});
