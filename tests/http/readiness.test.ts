import http from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
let server: http.Server;
let isStopping = false;

beforeAll(async () => {
  const { healthEndpoints } = await import("#src/http/health.ts");
  const health = healthEndpoints(() => isStopping);
  server = http.createServer((request, response) => void health[request.url ?? ""]?.(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
});
afterAll(async () => {
  const { closePools } = await import("#src/platform/db/client.ts");
  server.close();
  await closePools();
});

async function ready(): Promise<[number, unknown]> {
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("The server does not listen.");
  const answer = await fetch(`http://127.0.0.1:${address.port}/readyz`);
  return [answer.status, await answer.json()];
}

it("is ready where the database has the migrations of this version", async () => {
  expect(await ready()).toEqual([200, { status: "ready", database: "ok", worker: "missing" }]);
});

it("is not ready before the migrations of this version have run, and is once they have", async () => {
  const owner = database.owner();
  const newest = 'where name = (select max(name collate "C") from migrations.applied)';
  const { rows } = await owner.query(`delete from migrations.applied ${newest} returning name, run_on`);
  expect(await ready()).toEqual([503, { status: "not ready", database: "not migrated" }]);
  await owner.query("insert into migrations.applied (name, run_on) values ($1, $2)", [rows[0].name, rows[0].run_on]);
  expect((await ready())[0]).toBe(200);
});

it("is ready on the database of a newer version, while processes are replaced one after another", async () => {
  await database
    .owner()
    .query("insert into migrations.applied (name, run_on) values ('9999_of_a_newer_version', now())");
  expect((await ready())[0]).toBe(200);
});

it("is not ready on a database from before the function that is asked", async () => {
  await database.owner().query("alter function app.newest_migration() rename to newest_migration_away");
  expect((await ready())[1]).toMatchObject({ database: "not migrated" });
  await database.owner().query("alter function app.newest_migration_away() rename to newest_migration");
});

it("is not ready once it is about to end, whoever still asks over an open connection", async () => {
  isStopping = true;
  expect(await ready()).toEqual([503, { status: "not ready", process: "stopping" }]);
  isStopping = false;
});
