import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { loginRoles } from "#src/platform/db/client.ts";
import { migrateUp, migrationStatus } from "#src/platform/db/migrations.ts";
import { takeSnapshot } from "#src/platform/db/snapshot.ts";
import { supabaseMigrations, supabaseMigrationsFolder } from "#src/platform/db/supabase-migrations.ts";
import { testSecret } from "../../../tests/support/secret.ts";
import { useSupabaseProject } from "../../../tests/support/supabase/project.ts";

describe("the migrations for Supabase's CLI", () => {
  const project = useSupabaseProject({ opensNewTables: true }, async () => {});

  it("are those of db/migrations (npm run db:snapshot)", () => {
    const made = supabaseMigrations();
    expect(readdirSync(supabaseMigrationsFolder).sort()).toEqual([...made.keys()]);
    for (const [name, text] of made) {
      expect(name).toMatch(/^\d{14}_[a-z0-9_]+\.sql$/);
      expect([name, readFileSync(join(supabaseMigrationsFolder, name), "utf8") === text]).toEqual([name, true]);
    }
  });

  it("make the same schema as the program's own run, each file in a transaction, and leave it nothing to run", async () => {
    const owner = project.owner();
    for (const name of readdirSync(supabaseMigrationsFolder).sort()) {
      await owner.query("reset all");
      // Statements that are sent at once are one transaction.
      await owner.query(readFileSync(join(supabaseMigrationsFolder, name), "utf8")).catch((error) => {
        throw new Error(`${name}: ${error.message}`);
      });
    }
    expect((await migrationStatus(project.url())).pending).toEqual([]);
    expect(await migrateUp(project.url(), { logins: { roles: loginRoles, secret: testSecret } })).toEqual([]);

    await owner.query("create database other");
    const other = new URL(project.url());
    other.pathname = "/other";
    await migrateUp(other.toString());
    expect(await takeSnapshot(project.url())).toBe(await takeSnapshot(other.toString()));
    const client = new pg.Client({ connectionString: other.toString() });
    await client.connect();
    const record = `select column_name, data_type, is_nullable, character_maximum_length from information_schema.columns
      where table_schema = 'migrations' order by 1`;
    expect((await owner.query(record)).rows).toEqual((await client.query(record)).rows);
    await client.end();
  });
});
