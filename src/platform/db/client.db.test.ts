import { afterAll, describe, expect, it } from "vitest";
import { closePools, webPool } from "#src/platform/db/client.ts";
import { useDatabase } from "../../../tests/support/database.ts";

describe("a pool", () => {
  const database = useDatabase();
  afterAll(closePools);

  it("survives the loss of a connection in use, and its next query fails", async () => {
    const client = await webPool().connect();
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    const lost = new Promise<void>((done) => client.once("end", () => done()));
    await database.owner().query("select pg_terminate_backend($1)", [rows[0]?.pid]);
    // An 'error' event without a listener would end the process, and the test run with it.
    await lost;
    await expect(client.query("select 1")).rejects.toThrow();
    client.release(true);
    expect((await webPool().query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  });
});
