import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { PostgresBus } from "#src/platform/bus/postgres-bus.ts";
import { busContract } from "../../../tests/contracts/bus.ts";
import { useDatabase } from "../../../tests/support/database.ts";

describe("the bus over PostgreSQL", () => {
  const database = useDatabase();
  // Node prints a warning of deprecation once, so all tests of this file count.
  const warnings: string[] = [];
  const note = (warning: Error) => void warnings.push(warning.message);
  process.on("warning", note);
  afterAll(() => void process.off("warning", note));

  busContract({
    open: () => new PostgresBus(database.webUrl),
    breakConnections: async () => {
      await database
        .owner()
        .query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'competency-bus'");
    },
  });

  it("costs a burst of commands a few notifications, not one each", async () => {
    const bus = new PostgresBus(database.webUrl);
    await bus.ready();
    const listener = new pg.Client({ connectionString: database.url });
    await listener.connect();
    await listener.query("listen competency_relay");
    let notifications = 0;
    listener.on("notification", () => {
      notifications += 1;
    });
    const until = Date.now() + 200;
    let published = 0;
    while (Date.now() < until) {
      bus.publish("relay");
      published += 1;
      await new Promise((done) => setImmediate(done));
    }
    await bus.close();
    await listener.query("select 1");
    await listener.end();
    expect(published).toBeGreaterThan(100);
    expect(notifications).toBeGreaterThan(2);
    expect(notifications).toBeLessThanOrEqual(20);
  });

  it("keeps what is published before it is connected", async () => {
    const [sender, receiver] = [new PostgresBus(database.webUrl), new PostgresBus(database.webUrl)];
    await receiver.ready();
    const received: string[] = [];
    receiver.subscribe("realtime", (payload) => void received.push(payload));
    sender.publish("realtime", "1");
    await expect.poll(() => received).toEqual(["1"]);
    await Promise.all([sender.close(), receiver.close()]);
  });

  it("may send while an earlier signal is under way, without a warning of the driver", async () => {
    const bus = new PostgresBus(database.webUrl);
    for (const channel of ["relay", "realtime", "sessions", "placements"] as const) {
      for (let n = 0; n < 300; n += 1) bus.publish(channel, `${n}-${"x".repeat(40)}`);
    }
    const received: string[] = [];
    bus.subscribe("placements", (payload) => void received.push(payload));
    await expect.poll(() => received.length).toBe(300);
    await bus.close();
    expect(warnings).toEqual([]);
  });
});
