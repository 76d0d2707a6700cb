import { afterAll, describe, expect, it } from "vitest";
import { closePools } from "#src/platform/db/client.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";
import { useDatabase } from "../../../tests/support/database.ts";

describe("a refusal of the database", () => {
  useDatabase();
  afterAll(closePools);

  it("asks to try again later over a full disk", async () => {
    const full = "do $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$";
    await expect(withActor(systemActor("test"), (tx) => tx.query({ text: full }))).rejects.toMatchObject({
      code: "unavailable",
      retryAfterSeconds: 60,
    });
  });
});
