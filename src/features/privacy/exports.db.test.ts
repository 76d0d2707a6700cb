import { unzipSync } from "fflate";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fates } from "#src/features/people/merge/references.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import { personalTables } from "#src/platform/personal-data/personal-data.ts";
import { sealedFields, sealField } from "#src/platform/sealed/field.ts";
import { insertEveryRelation } from "../../../tests/support/access/rows.ts";
import { useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import type { Person } from "../../../tests/support/two-schools.ts";
import { jobs } from "./jobs.ts";
import type { ExportAnswer, ExportsAnswer } from "./schema.ts";

const database = useDatabase();
const api = useApi();
const runner = makeJobRunner(jobs);

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

beforeAll(async () => {
  await database.owner().query("begin");
  await insertEveryRelation(database.owner());
  await database.owner().query("commit");
});
beforeEach(() => rows("delete from person_exports"));

async function ask(who: Person, userId?: string): Promise<ExportAnswer> {
  const { status, body } = await api.post(
    who,
    userId === undefined ? "/api/person-exports" : `/api/users/${userId}/person-exports`,
    {},
  );
  expect(status, JSON.stringify(body)).toBe(202);
  return body as ExportAnswer;
}

async function make(who: Person, userId?: string): Promise<ExportAnswer> {
  const { exportId } = await ask(who, userId);
  await runner.deliver(database.owner(), "privacy.export_requested", exportId);
  return (await api.get(who, `/api/person-exports/${exportId}`)).body as ExportAnswer;
}

async function open(who: Person, exportId: string) {
  const { status, bytes } = await api.get(who, `/api/person-exports/${exportId}/file`);
  expect(status).toBe(200);
  const files = unzipSync(bytes);
  const text = (name: string) => new TextDecoder().decode(files[name]);
  return { files, text, table: (name: string) => JSON.parse(text(`json/${name}.json`)) as Record<string, unknown>[] };
}

it("has what is sealed in the database in the person's own words", async () => {
  const place = { schoolId: "north", rowId: "amina" };
  await rows("delete from phone_numbers where user_id = 'amina'");
  await rows(
    "insert into phone_numbers (user_id, school_id, number, verified_at) values ('amina', 'north', $1, now())",
    [sealField(sealedFields.phoneNumber, place, "+447700900123")],
  );
  const { exportId } = await make("amina");
  expect((await open("amina", exportId)).table("phone_numbers")).toMatchObject([{ number: "+447700900123" }]);
});

it("says so where something sealed cannot be opened any more, and has the rest", async () => {
  await rows("update phone_numbers set number = 's1.lost.' || repeat('A', 60) where user_id = 'amina'");
  const { exportId, state } = await make("amina");
  expect(state).toBe("DONE");
  const archive = await open("amina", exportId);
  expect(archive.table("phone_numbers")).toMatchObject([{ number: expect.stringContaining("cannot be opened") }]);
  expect(archive.table("users")).toMatchObject([{ name: "Amina" }]);
});

const exported = (table: string, key: string) =>
  personalTables[table]?.people.find((relation) => relation.key === key && relation.notExported === undefined);

describe.each(["amina", "hansen", "admin"] as const)("the archive of %s", (who) => {
  it("has each row of each table that refers to them, unless the list says why not", async () => {
    const keys = Object.keys(fates).map((name) => name.split(".") as [string, string]);
    const tables = [...Map.groupBy(keys, ([table]) => table)]
      .map(([table, references]) => ({
        table,
        columns: references.map(([, column]) => column).filter((column) => exported(table, column)),
      }))
      // Its own making writes a row that is finished after it, and tells of it.
      .filter(({ table, columns }) => columns.length > 0 && table !== "person_exports");
    expect(tables.length).toBeGreaterThan(50);
    const counts = new Map<string, number>();
    for (const { table, columns } of tables) {
      const named = columns.map((column) => `${column} = $1`).join(" or ");
      const [{ count }] = await rows(`select count(*)::int as count from ${table} where ${named}`, [who]);
      counts.set(table, count);
    }
    expect([...counts.values()].filter((count) => count > 0).length).toBeGreaterThan(15);
    const { exportId, state, sizeBytes } = await make(who);
    expect([state, (sizeBytes ?? 0) > 1_000]).toEqual(["DONE", true]);
    const archive = await open(who, exportId);
    for (const { table, columns } of tables) {
      const named = archive.table(table).filter((row) => columns.some((column) => row[column] === who));
      expect(named.length, table).toBe(counts.get(table));
    }
  });
});

describe("an archive", () => {
  it("has the same as CSV, the files with their content, and a page that says what is what", async () => {
    const content = Buffer.from("%PDF-1.4 evidence");
    const { fileId } = (await upload("amina", content)) as { fileId: string };
    const [{ size }] = await rows("select size_bytes::int as size from files where id = $1", [fileId]);
    const { exportId } = await make("amina");
    const { files, text, table } = await open("amina", exportId);
    const found = Object.entries(files).find(([name]) => name.startsWith(`files/${fileId}/`));
    expect(found?.[0]).toBe(`files/${fileId}/log.pdf`);
    expect(found?.[1].byteLength).toBe(size);
    expect(text("csv/evaluations.csv").trim().split("\r\n")).toHaveLength(table("evaluations").length + 1);
    expect(text("README.txt")).toContain("What is known about Amina");
    // The content of rows that were only inserted is not there, and stops nothing.
    expect(text("README.txt")).toContain("could not be read: log.pdf");
  });

  it("has no secret, no note of staff, and of others what was done, not what it says [V15.3.1]", async () => {
    await rows("update competency_submissions set reviewed_by = 'hansen' where id = 'submission_amina'");
    const amina = await open("amina", (await make("amina")).exportId);
    const all = Object.values(amina.files)
      .map((file) => new TextDecoder().decode(file))
      .join("\n");
    expect(all).not.toContain("Tired today.");
    expect(all).not.toMatch(/"(token_hash|code_hash|p256dh|auth|password|storage_key|secret)"/);
    expect(Object.keys(amina.files)).not.toContain("json/evaluation_private_notes.json");
    const hansen = await open("hansen", (await make("hansen")).exportId);
    const done = hansen.table("competency_submissions").find(({ id }) => id === "submission_amina");
    expect(done).toMatchObject({ reviewed_by: "hansen" });
    expect(done).not.toHaveProperty("evidence");
    expect(hansen.table("users")).toMatchObject([{ id: "hansen", name: "Hansen" }]);
  });

  it("of two requests at once is made once, and told when it is there", async () => {
    const [first, second] = await Promise.all([ask("amina"), ask("amina")]);
    expect(second.exportId).toBe(first.exportId);
    await runner.deliver(database.owner(), "privacy.export_requested", first.exportId);
    const told = await rows(
      "select subject, content from notification_queue where payload ->> 'personExportId' = $1 and channel = 'IN_APP'",
      [first.exportId],
    );
    expect(told).toEqual([
      {
        subject: "Your data are ready",
        content: "The archive with what is known about Amina is ready. It is kept for 7 days.",
      },
    ]);
  });

  it("is taken by its person and by the admin who asked for it, and by nobody else; that leaves an access row", async () => {
    const { exportId } = await make("admin", "amina");
    const file = `/api/person-exports/${exportId}/file`;
    await rows("delete from access_log");
    const statuses: Record<string, number> = {};
    for (const who of ["amina", "admin", "ben", "hansen", "foreignAdmin"] as const) {
      statuses[who] = (await api.get(who, file)).status;
    }
    expect(statuses).toEqual({ amina: 200, admin: 200, ben: 404, hansen: 404, foreignAdmin: 404 });
    expect(await rows("select actor_id, subject_id from access_log where what = 'export of personal data'")).toEqual([
      { actor_id: "admin", subject_id: "amina" },
    ]);
    const own = await make("ben");
    expect((await api.get("admin", `/api/person-exports/${own.exportId}/file`)).status).toBe(404);
    const { items } = (await api.get("admin", "/api/person-exports/of-school")).body as ExportsAnswer;
    expect(items.map(({ personName, isTakable }) => [personName, isTakable])).toEqual([
      ["Ben", false],
      ["Amina", true],
    ]);
  });

  it("is stopped by whoever asked, and nothing is kept", async () => {
    const { exportId } = await ask("amina");
    expect((await api.post("amina", `/api/person-exports/${exportId}/cancel`, {})).body).toMatchObject({
      state: "CANCELLED",
    });
    await runner.deliver(database.owner(), "privacy.export_requested", exportId);
    expect(await rows("select state, storage_key from person_exports")).toEqual([
      { state: "CANCELLED", storage_key: null },
    ]);
  });

  it("ends after a week, and its content with it", async () => {
    const { exportId } = await make("amina");
    const [{ storage_key: key, size_bytes, sha256, school_id: schoolId }] = await rows(
      "select storage_key, size_bytes, sha256, school_id from person_exports",
    );
    expect(await rows("select from file_removals where storage_key = $1", [key])).toEqual([]);
    await rows("update person_exports set expires_at = now() - interval '1 second'");
    expect((await api.get("amina", `/api/person-exports/${exportId}/file`)).status).toBe(404);
    await runner.run("privacy.expire", {});
    expect(await rows("select storage_key from person_exports")).toEqual([{ storage_key: null }]);
    expect(await rows("select from file_removals where storage_key = $1", [key])).toHaveLength(1);
    const { jobs: fileJobs } = await import("#src/features/files/jobs.ts");
    await makeJobRunner(fileJobs).run("files.collect", {});
    await expect(fileStore().getChecked({ key, schoolId, sizeBytes: Number(size_bytes), sha256 })).rejects.toThrow();
  });
});

async function upload(who: Person, content: Buffer): Promise<unknown> {
  const raw = new FormData();
  raw.set("file", new File([new Uint8Array(content)], "log.pdf", { type: "application/pdf" }));
  const { status, body } = await api.call(who, "POST", "/api/files", { raw });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}
