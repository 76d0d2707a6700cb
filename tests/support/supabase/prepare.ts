import { readFileSync } from "node:fs";
import pg from "pg";

const project = readFileSync(new URL("project.sql", import.meta.url), "utf8");

/** Projects from before 30 October 2026 offer each new table to everybody who has a key. */
const opensNewTables = `
  alter default privileges for role postgres in schema public grant all on tables to anon, authenticated, service_role;
  alter default privileges for role postgres in schema public grant all on routines to anon, authenticated, service_role;
  alter default privileges for role postgres in schema public grant all on sequences to anon, authenticated, service_role;`;

/**
 * Makes a new server's databases look like a Supabase project's. `url` is its superuser `postgres`, who afterwards is none:
 * the superuser is then called `supabase_admin` and has the same password.
 */
export async function prepareAsSupabase(url: string, options: { opensNewTables: boolean }): Promise<void> {
  const address = new URL(url);
  const password = decodeURIComponent(address.password);
  const as = async (user: string, database: string, statements: string[]) => {
    const to = new URL(url);
    to.username = user;
    to.pathname = `/${database}`;
    const client = new pg.Client({ connectionString: to.toString() });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const secret = pg.escapeLiteral(password);
  // Nobody renames themselves, and the first superuser cannot be made less than one.
  await as("postgres", "postgres", [`create role renamer superuser login password ${secret}`]);
  await as("renamer", "postgres", ["alter role postgres rename to supabase_admin"]);
  await as("supabase_admin", "postgres", [
    "drop role renamer",
    `create role postgres login createdb createrole replication bypassrls password ${secret}`,
    "alter database postgres owner to postgres",
  ]);
  await as("supabase_admin", "template1", [project, ...(options.opensNewTables ? [opensNewTables] : [])]);
}
