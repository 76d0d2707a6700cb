import { sql } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import { closePools } from "#src/platform/db/client.ts";
import { failureOf } from "#src/platform/db/failures.ts";
import { sqlWrite } from "#src/platform/db/statement.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const fillDisk = sqlWrite(
  "test_fill_disk",
  () => sql`do $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`,
);

const castText = sqlWrite("test_cast_text", () => sql`select 'no number'::int`);

describe("a refusal of the database", () => {
  useDatabase();
  afterAll(closePools);

  it.each([
    ["22P02", "invalid"],
    ["22000", "invalid"],
    ["22ZZZ", "invalid"],
    ["54000", "too_large"],
    ["54001", "too_large"],
  ])("is answered by the class of %s, also where nobody thought of the code", (code, expected) => {
    expect(failureOf(Object.assign(new Error("a value"), { code }))).toMatchObject({ code: expected });
  });

  it("of a value is the caller's", async () => {
    await expect(withActor(systemActor("test"), (tx) => tx.query(castText))).rejects.toMatchObject({ code: "invalid" });
  });

  it("asks to try again later over a full disk", async () => {
    await expect(withActor(systemActor("test"), (tx) => tx.query(fillDisk))).rejects.toMatchObject({
      code: "unavailable",
      retryAfterSeconds: 60,
    });
  });
});
