import { execFile } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { useDatabase } from "../../tests/support/database.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const database = useDatabase({ isEmpty: true });

/** The part of a deployment that comes after the pages are built; tests/vercel.test.ts has what it refuses. */
async function deploy(settings: Record<string, string>): Promise<string> {
  const { stdout } = await run("sh", ["deploy/vercel-build.sh", "database"], {
    cwd: root,
    env: {
      ...process.env,
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      DATABASE_URL: database.url,
      DIRECT_URL: database.url,
      ...settings,
    },
  });
  return stdout;
}

async function schools(): Promise<{ id: string; name: string }[]> {
  const { rows } = await database.owner().query("select id, name from schools where id <> 'default' order by id");
  return rows;
}

it("migrates for production and loads nothing; a preview gets the demo school, once", async () => {
  expect(await deploy({ VERCEL_ENV: "production" })).toContain("Migrated: ");
  expect(await schools()).toEqual([]);
  const preview = { VERCEL_ENV: "preview", DEMO: "1" };
  expect(await deploy(preview)).toContain("The database is up to date.");
  expect((await schools()).length).toBeGreaterThan(0);
  await database.owner().query("update schools set name = name || ' as changed in the preview'");
  const changed = await schools();
  await deploy(preview);
  expect(await schools()).toEqual(changed);
}, 300_000);
