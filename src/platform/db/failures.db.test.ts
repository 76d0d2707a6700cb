import { sql } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import { closePools } from "#src/platform/db/client.ts";
import { sqlWrite } from "#src/platform/db/statement.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const fillDisk = sqlWrite(
  "test_fill_disk",
  () => sql`do $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`,
);

describe("a refusal of the database", () => {
  useDatabase();
  afterAll(closePools);

  it("asks to try again later over a full disk", async () => {
    await expect(withActor(systemActor("test"), (tx) => tx.query(fillDisk))).rejects.toMatchObject({
      code: "unavailable",
      retryAfterSeconds: 60,
    });
  });
});
