import { describe, expect, it } from "vitest";
import { migrateDown, migrateUp, migrationStatus } from "#src/platform/db/migrations.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";

const database = useDatabase();
const rows = async (text: string, values: unknown[] = []) => (await database.owner().query(text, values)).rows;

describe("imports of the version that stored texts", () => {
  it("are read after the upgrade, and those that were ready are made ready again", async () => {
    while ((await migrationStatus(database.url)).applied.includes("0022_imports_keep")) {
      await migrateDown(database.url, 1);
    }
    for (const status of ["PENDING", "PARSING", "READY", "FAILED"]) {
      await rows(
        `insert into framework_imports (id, school_id, created_by, file_name, format, status, content, preview)
         values ($1, 'default', 'system', 'list.csv', 'CSV', $1, $2, $3)`,
        [status, "name\nHände waschen", status === "READY" ? { items: [] } : null],
      );
    }
    await rows(`insert into framework_imports (id, school_id, created_by, file_name, format, status)
                values ('COMMITTED', 'default', 'system', 'list.csv', 'CSV', 'COMMITTED')`);
    await migrateUp(database.url);
    expect(await rows("select data->>'importId' as id from events where type = 'framework.import_requested'")).toEqual([
      { id: "READY" },
    ]);
    const { jobs } = await import("#src/features/frameworks/jobs.ts");
    const runner = makeJobRunner(jobs);
    expect(await runner.deliver(database.owner(), "framework.import_requested", "READY")).toBe(1);
    for (const importId of ["PENDING", "PARSING"]) {
      await runner.run("frameworks.import", {
        id: importId,
        type: "framework.import_requested",
        schoolId: "default",
        studentId: null,
        data: { importId },
        createdAt: "2026-01-01T00:00:00Z",
      });
    }
    const found = await rows(
      `select id, status, preview->'items'->0->>'name' as shown, draft->'items'->0->>'name' as kept
       from framework_imports order by id`,
    );
    expect(found).toEqual([
      { id: "COMMITTED", status: "COMMITTED", shown: null, kept: null },
      { id: "FAILED", status: "FAILED", shown: null, kept: null },
      ...["PARSING", "PENDING", "READY"].map((id) => ({
        id,
        status: "READY",
        shown: "Hände waschen",
        kept: "Hände waschen",
      })),
    ]);
  }, 180_000);
});
