import { sql } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { closePools, webPool, workerPool } from "#src/platform/db/client.ts";
import { sqlStatement } from "#src/platform/db/statement.ts";
import { readAs, withActor, withRole } from "#src/platform/db/transaction.ts";
import { systemActor, type UserActor } from "#src/policy/actor.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const limits = sqlStatement(
  "test_limits",
  z.object({ lock: z.string(), statement: z.string(), idle: z.string() }),
  () => sql`select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement,
                   current_setting('idle_in_transaction_session_timeout') as idle`,
);
const slow = sqlStatement("test_slow", z.object({}), () => sql`select from pg_sleep(12)`);

const user: UserActor = { kind: "user", userId: "u", role: "STUDENT", schoolId: "default", sessionId: "s" };

describe("the limits of a transaction", () => {
  useDatabase();
  afterAll(closePools);

  it("are set by role, for the transaction only, so that they hold behind a transaction pooler", async () => {
    expect(await readAs(user, (tx) => tx.query(limits))).toEqual([{ lock: "3s", statement: "20s", idle: "1min" }]);
    expect(await withActor(user, (tx) => tx.query(limits))).toEqual([{ lock: "3s", statement: "30s", idle: "1min" }]);
    expect(await withRole("app_auth", (tx) => tx.query(limits))).toEqual([
      { lock: "3s", statement: "10s", idle: "30s" },
    ]);
    expect(await withRole("app_realtime", (tx) => tx.query(limits))).toEqual([
      { lock: "3s", statement: "20s", idle: "1min" },
    ]);
    // A job may take long: an import, a deployment to 20,000 students.
    const job = systemActor("test");
    expect(await withActor(job, (tx) => tx.query(limits))).toEqual([
      { lock: "1min", statement: "15min", idle: "10min" },
    ]);
    for (const pool of [webPool(), workerPool()]) {
      const { rows } = await pool.query("select current_setting('statement_timeout') as statement");
      expect(rows).toEqual([{ statement: "0" }]);
    }
  });

  it("end a statement of a person with words, and none of a job [V15.2.2]", { timeout: 60_000 }, async () => {
    const outcomes = await Promise.allSettled([
      withRole("app_auth", (tx) => tx.query(slow)),
      withActor(systemActor("test"), (tx) => tx.query(slow)),
    ]);
    expect(outcomes[0]).toMatchObject({ status: "rejected", reason: { code: "unavailable", retryAfterSeconds: 5 } });
    expect(outcomes[1]?.status).toBe("fulfilled");
  });
});
