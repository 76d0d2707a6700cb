import { readFileSync } from "node:fs";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { type LoginRole, loginPassword, loginRoles } from "#src/platform/db/client.ts";
import { dataModelPath, describeDataModel } from "#src/platform/db/data-model.ts";
import { migrateDown, migrateUp, migrationStatus } from "#src/platform/db/migrations.ts";
import { snapshotPath, takeSnapshot } from "#src/platform/db/snapshot.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { testSecret } from "../../../tests/support/secret.ts";

const database = useDatabase({ isEmpty: true });
const logins = { roles: loginRoles, secret: testSecret } as const;

describe("the migrations", () => {
  it("run once, also when several programs start at the same moment", async () => {
    const runs = await Promise.all([1, 2, 3].map(() => migrateUp(database.url, { logins })));
    expect(runs.map((names) => names.length > 0).sort()).toEqual([false, false, true]);
    const { applied, pending } = await migrationStatus(database.url);
    expect(pending).toEqual([]);
    expect(applied.length).toBeGreaterThan(5);
  });

  it("create the schema that db/schema.sql shows (npm run db:snapshot)", async () => {
    // Older servers print a view with the name of its table before each column.
    const { rows } = await database
      .owner()
      .query("select current_setting('server_version_num')::int >= 160000 as prints");
    const comparable = (text: string) => (rows[0].prints ? text : text.replace(/^-- Views$[\s\S]*?(?=^-- )/m, ""));
    expect(comparable(await takeSnapshot(database.url))).toBe(comparable(readFileSync(snapshotPath, "utf8")));
  });

  it("create the tables that docs/data-model.md draws (npm run db:snapshot)", async () => {
    expect(await describeDataModel(database.url)).toBe(readFileSync(dataModelPath, "utf8"));
  });

  it("can all be undone, and run again to the same schema", async () => {
    const before = await takeSnapshot(database.url);
    const undone = await migrateDown(database.url, Number.MAX_SAFE_INTEGER);
    expect(undone.length).toBeGreaterThan(5);
    const { rows } = await database.owner().query(`
      select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'app', 'identity', 'auth') and c.relkind in ('r', 'p', 'v', 'm', 'S')
      union all
      select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ('public', 'app', 'identity', 'auth')`);
    expect(rows).toEqual([]);
    await migrateUp(database.url, { logins });
    expect(await takeSnapshot(database.url)).toBe(before);
  });

  it("can each be undone", { timeout: 180_000 }, async () => {
    const { applied } = await migrationStatus(database.url);
    for (const name of applied.toReversed()) expect(await migrateDown(database.url, 1)).toEqual([name]);
    await migrateUp(database.url, { logins });
  });

  it("have nobody wait for a table longer than seconds while somebody else reads it on and on", async () => {
    const { applied } = await migrationStatus(database.url);
    const count = applied.length - applied.indexOf("0150_integrity_checks");
    const [holder, reader] = [1, 2].map(() => new pg.Client({ connectionString: database.url }));
    if (!holder || !reader) throw new Error("no connections");
    await Promise.all([holder.connect(), reader.connect()]);
    const read = (client: pg.Client) => client.query("select from integrity_checks limit 1");
    await holder.query("begin");
    await read(holder);
    let isOver = false;
    const undoing = migrateDown(database.url, count).finally(() => {
      isOver = true;
    });
    const from = Date.now();
    const waits: number[] = [];
    while (Date.now() - from < 6_000 && !isOver) {
      const asked = Date.now();
      await read(reader);
      waits.push(Date.now() - asked);
      await new Promise((done) => setTimeout(done, 20));
    }
    expect(isOver).toBe(false);
    expect(Math.max(...waits)).toBeGreaterThan(500);
    expect(Math.max(...waits)).toBeLessThan(4_000);
    await holder.query("commit");
    expect(await undoing).toHaveLength(count);
    await Promise.all([holder.end(), reader.end()]);
    await migrateUp(database.url, { logins });
  });

  it("give the login roles the passwords derived from the secret, and nothing but SET ROLE [V13.2.3]", async () => {
    for (const url of [database.webUrl, database.workerUrl]) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await expect(client.query("select * from users")).rejects.toThrow("permission denied");
      await client.end();
    }
    const stranger = new URL(database.webUrl);
    stranger.password = "guessed";
    await expect(new pg.Client({ connectionString: stranger.toString() }).connect()).rejects.toThrow("password");
  });

  it("replace the passwords of the login roles when their key is another, and the former are refused [V13.2.1]", async () => {
    // Logins are the server's, and other tests connect by the program's own at the same time.
    const login = "app_login_of_this_test" as LoginRole;
    const loginsWith = (secret: string) => ({ logins: { roles: [login], secret } });
    const connects = async (secret: string) => {
      const url = new URL(database.webUrl);
      url.username = login;
      url.password = loginPassword(login, secret);
      const client = new pg.Client({ connectionString: url.toString() });
      await client.connect();
      await client.end();
    };
    const next = "another-secret-another-secret-another-secret";
    await database.owner().query(`drop role if exists ${login}; create role ${login} login`);
    try {
      await migrateUp(database.url, loginsWith(testSecret));
      await connects(testSecret);
      await migrateUp(database.url, loginsWith(next));
      await connects(next);
      await expect(connects(testSecret)).rejects.toThrow("password");
    } finally {
      await database.owner().query(`drop role ${login}`);
    }
  });

  it("make nobody who could sign in [V6.3.2]", async () => {
    const { rows } = await database.owner().query(`
      select (select count(*)::int from users where role <> 'SYSTEM') as people,
        (select count(*)::int from identity.account) as passwords,
        (select count(*)::int from identity."user") as accounts`);
    expect(rows).toEqual([{ people: 0, passwords: 0, accounts: 0 }]);
  });

  it("refuse a database that a newer version has migrated", async () => {
    await database.owner().query("insert into migrations.applied (name, run_on) values ('9999_future_create', now())");
    await expect(migrateUp(database.url)).rejects.toThrow("written by a newer version");
    await database.owner().query("delete from migrations.applied where name = '9999_future_create'");
  });
});
