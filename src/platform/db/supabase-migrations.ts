import { readFileSync } from "node:fs";
import { join } from "node:path";
import { knownMigrations, migrationsFolder, recordSchema, recordTable } from "#src/platform/db/migrations.ts";

export const supabaseMigrationsFolder = join(import.meta.dirname, "../../../supabase/migrations");

/**
 * The way up of each migration as a file that Supabase's CLI runs, by the file's name: fourteen digits order it. Each also
 * writes what `migrateUp` writes, so that the program finds nothing pending afterwards.
 */
export function supabaseMigrations(): Map<string, string> {
  return new Map(
    knownMigrations().map((name, at) => {
      const up = readFileSync(join(migrationsFolder, `${name}.sql`), "utf8").split(/^-- Down Migration$/m)[0] ?? "";
      const text = [
        `-- Made from db/migrations/${name}.sql (npm run db:snapshot).`,
        at === 0 ? newRecord : "",
        up.replace(/^-- Up Migration\s*/, "").trim(),
        `reset role;\ninsert into ${recordSchema}.${recordTable} (name, run_on) values ('${name}', now());`,
      ];
      return [`2026010100${name}.sql`, `${text.filter(Boolean).join("\n\n")}\n`];
    }),
  );
}

const newRecord = `create schema ${recordSchema};
create table ${recordSchema}.${recordTable} (id serial primary key, name varchar(255) not null, run_on timestamp not null);`;
