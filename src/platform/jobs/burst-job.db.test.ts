import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { events as frameworkEvents } from "#src/features/frameworks/events.ts";
import { closePools } from "#src/platform/db/client.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import { burstAt, defineBurstJob, notNow } from "#src/platform/jobs/burst-job.ts";
import { systemActor } from "#src/policy/actor.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { jobContext } from "../../../tests/support/jobs.ts";

const actor = systemActor("test");
const mergeMs = 10_000;

describe("a job of a burst", () => {
  const database = useDatabase();
  let given: string[][] = [];
  let isFailing = false;
  let isTime = true;
  const job = defineBurstJob({
    name: "test.burst",
    on: [frameworkEvents.published],
    mergeMs,
    handler: async (events) => {
      if (isFailing) throw new Error("not now");
      if (!isTime) return notNow;
      given.push(events.map(({ data }) => data.frameworkId));
    },
  });

  beforeEach(async () => {
    given = [];
    isFailing = false;
    isTime = true;
    await database.owner().query("delete from events; delete from leases");
  });
  afterAll(closePools);

  async function publish(...ids: string[]): Promise<void> {
    await withActor(actor, (tx) =>
      emit(
        tx,
        ids.map((frameworkId) => frameworkEvents.published.of({ schoolId: "default", data: { frameworkId } })),
      ),
    );
    await database.owner().query(`update events e set seq = n.seq
      from (select id, (select coalesce(max(seq), 0) from events) + row_number() over (order by id) as seq from events where seq is null) n
      where n.id = e.id`);
  }
  const run = () => job.run({}, jobContext(actor));

  it("is given what happened since the last, once", async () => {
    await publish("f1", "f2");
    await run();
    await publish("f3");
    await run();
    await run();
    expect(given).toEqual([["f1", "f2"], ["f3"]]);
  });

  it("is given the same again after it said that it was not the time", async () => {
    await publish("f1");
    isTime = false;
    await run();
    await publish("f2");
    isTime = true;
    await run();
    expect(given).toEqual([["f1", "f2"]]);
  });

  it("is given the same again after a failure", async () => {
    await publish("f1");
    isFailing = true;
    await expect(run()).rejects.toThrow("not now");
    isFailing = false;
    await publish("f2");
    await run();
    expect(given).toEqual([["f1", "f2"]]);
  });

  it("leaves events without a number to the next", async () => {
    await withActor(actor, (tx) =>
      emit(tx, [frameworkEvents.published.of({ schoolId: "default", data: { frameworkId: "f1" } })]),
    );
    await run();
    expect(given).toEqual([]);
  });

  it("accepts the data of a job that was added for one event", async () => {
    await publish("f1");
    await job.run({ id: "e1", type: "framework.published", data: { frameworkId: "f1" } }, jobContext(actor));
    expect(given).toEqual([["f1"]]);
  });

  it("has one id until it runs, and runs after the last event that it stands for", () => {
    const first = burstAt(job, 20_001);
    const last = burstAt(job, 29_999);
    expect(first.id).toBe(last.id);
    expect(20_001 + first.delayMs).toBeGreaterThan(29_999);
    expect(burstAt(job, 30_000).id).not.toBe(first.id);
  });
});
