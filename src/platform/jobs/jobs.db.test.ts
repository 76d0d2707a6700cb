import { describe, expect, it } from "vitest";
import { closePools } from "#src/platform/db/client.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { postgresBackend } from "#src/platform/jobs/backends.ts";
import { firstTime } from "#src/platform/jobs/first-time.ts";
import { systemActor } from "#src/policy/actor.ts";
import { jobsContract } from "../../../tests/contracts/jobs.ts";
import { useDatabase } from "../../../tests/support/database.ts";

describe("jobs in PostgreSQL", () => {
  const database = useDatabase();
  jobsContract(() => postgresBackend(database.workerUrl));

  it("are out of the web process's reach", async () => {
    await expect(
      database
        .owner()
        .query("set role app_web; select count(*) from jobs.job")
        .finally(() => database.owner().query("reset role")),
    ).rejects.toMatchObject({ code: "42501" });
  });

  it("tells a handler whether it meets an event for the first time, and forgets what was rolled back", async () => {
    const meet = (fails = false) =>
      withActor(systemActor("test"), async (tx) => {
        const isFirst = await firstTime(tx, "test.handler", "event-1");
        if (fails) throw new Error("the handler failed");
        return isFirst;
      });
    await expect(meet(true)).rejects.toThrow("the handler failed");
    expect((await Promise.all([meet(), meet(), meet()])).filter(Boolean)).toEqual([true]);
    await closePools();
  });
});
