import { describe, expect, it } from "vitest";
import { postgresBackend } from "#src/platform/jobs/backends.ts";
import { jobsContract } from "../../../tests/contracts/jobs.ts";
import { useDatabase } from "../../../tests/support/database.ts";

describe("jobs in PostgreSQL", () => {
  const database = useDatabase();
  jobsContract(() => postgresBackend(database.workerUrl));

  it("cannot be read by the web process", async () => {
    await expect(
      database
        .owner()
        .query("set role app_web; select count(*) from jobs.job")
        .finally(() => database.owner().query("reset role")),
    ).rejects.toMatchObject({ code: "42501" });
  });
});
