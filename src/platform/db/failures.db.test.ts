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

  it.each([
    ["22P02", "invalid"],
    ["22000", "invalid"],
    ["22ZZZ", "invalid"],
    ["54000", "too_large"],
    ["54001", "too_large"],
  ])("answers %s by its class, also where nobody thought of the code", async (code, expected) => {
    const raise = sqlWrite(`test_raise_${code.toLowerCase()}`, () =>
      sql.raw(`do $$ begin raise exception 'a value' using errcode = '${code}'; end $$`),
    );
    await expect(withActor(systemActor("test"), (tx) => tx.query(raise))).rejects.toMatchObject({ code: expected });
  });

  it("asks to try again later over a full disk", async () => {
    await expect(withActor(systemActor("test"), (tx) => tx.query(fillDisk))).rejects.toMatchObject({
      code: "unavailable",
      retryAfterSeconds: 60,
    });
  });
});
