import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { describeWithClamd, eicar, startClamd } from "../../../tests/support/clamd.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

function filesIn(folder: string): string[] {
  try {
    const entries = readdirSync(join(process.env.DATA_DIR ?? "", folder), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch {
    return [];
  }
}

const tus = { "tus-resumable": "1.0.0" };

/** The address of an upload that has arrived. */
async function arrive(content: string): Promise<string> {
  const started = await api.call("hansen", "POST", "/api/uploads", {
    headers: {
      ...tus,
      "upload-length": String(content.length),
      "upload-metadata": `filename ${btoa("note.txt")},filetype ${btoa("text/plain")}`,
    },
  });
  const address = started.headers.get("location") ?? "";
  const headers = { ...tus, "content-type": "application/offset+octet-stream", "upload-offset": "0" };
  expect((await api.call("hansen", "PATCH", address, { raw: content, headers })).status).toBe(204);
  return address;
}

describeWithClamd("with a virus scanner", () => {
  let clamd: Awaited<ReturnType<typeof startClamd>>;
  beforeAll(async () => {
    clamd = await startClamd();
    process.env.CLAMD_URL = clamd.url;
    await arrangeTwoSchools(database.owner());
  }, 60_000);
  afterAll(async () => {
    await clamd.stop();
    delete process.env.CLAMD_URL;
  });

  it("keeps what is clean, refuses a virus by its name, and keeps nothing that could not be scanned [V5.4.3]", async () => {
    const clean = await arrive("observed twice");
    expect((await api.post("hansen", `${clean}/file`, {})).status).toBe(201);
    const kept = filesIn("files");
    expect(kept.length).toBe(1);

    const infected = await arrive(eicar);
    const refused = await api.post("hansen", `${infected}/file`, {});
    expect(refused).toMatchObject({ status: 415, body: { detail: expect.stringContaining("Eicar-Test-Signature") } });
    expect(filesIn("partial-uploads")).toEqual([]);

    const raw = new FormData();
    raw.set("file", new File(["x".repeat(2_000_000)], "long.txt", { type: "text/plain" }));
    const beyond = await api.call("hansen", "POST", "/api/files", { raw });
    expect(beyond).toMatchObject({ status: 503, body: { code: "unavailable" } });

    const waiting = await arrive("observed again");
    await clamd.stop();
    const unscanned = await api.post("hansen", `${waiting}/file`, {});
    expect(unscanned).toMatchObject({ status: 503, body: { code: "unavailable" } });
    expect(filesIn("files")).toEqual(kept);
    // The fault is ours: what has arrived need not be sent again.
    expect(filesIn("partial-uploads").length).toBe(2);
    const { rows } = await database
      .owner()
      .query("select name from files where uploaded_by = 'hansen' and name = 'note.txt'");
    expect(rows.length).toBe(1);
    expect((await api.call("hansen", "DELETE", waiting)).status).toBe(204);
  });
});
