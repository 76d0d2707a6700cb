import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { maxLooseFiles } from "#src/features/files/values.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { hostileFiles, pdf, phonePhoto } from "../../../tests/support/evidence.ts";
import { wordDocument } from "../../../tests/support/zip.ts";

const database = useDatabase();
const api = useApi();
beforeAll(() => arrangeTwoSchools(database.owner()));

const dataDir = process.env.DATA_DIR ?? "";

/** Everything that is on the disk of files, whether arriving, arrived or kept. */
function onDisk(): string[] {
  return ["uploads", "incoming", "partial-uploads", "files"].flatMap((folder) => {
    try {
      return readdirSync(join(dataDir, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name));
    } catch {
      return [];
    }
  });
}

async function inDatabase(): Promise<unknown[]> {
  const { rows } = await database.owner().query(
    `select id from files where uploaded_by = 'hansen' union all select storage_key from file_removals
       union all select id from audit_log where action = 'file.upload' order by 1`,
  );
  return rows;
}

/** The multipart body by hand: a browser's own form would take the folder out of a name. */
function sendWhole({ name, type, content }: { name: string; type: string; content: Buffer }) {
  const head = `--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`;
  const raw = new Uint8Array(Buffer.concat([Buffer.from(head), content, Buffer.from("\r\n--b--\r\n")]));
  return api.call("hansen", "POST", "/api/files", {
    raw,
    headers: { "content-type": "multipart/form-data; boundary=b" },
  });
}

const tus = { "tus-resumable": "1.0.0" };
const base64 = (text: string) => Buffer.from(text).toString("base64");

async function sendInPieces({ name, type, content }: { name: string; type: string; content: Buffer }) {
  const started = await api.call("hansen", "POST", "/api/uploads", {
    headers: {
      ...tus,
      "upload-length": String(content.length),
      "upload-metadata": `filename ${base64(name)},filetype ${base64(type)}`,
    },
  });
  if (started.status !== 201) return started;
  const address = started.headers.get("location") ?? "";
  const half = Math.floor(content.length / 2);
  for (const [offset, piece] of [
    [0, content.subarray(0, half)],
    [half, content.subarray(half)],
  ] as const) {
    const sent = await api.call("hansen", "PATCH", address, {
      raw: new Uint8Array(piece),
      headers: { ...tus, "content-type": "application/offset+octet-stream", "upload-offset": String(offset) },
    });
    expect(sent.status).toBe(204);
    expect(sent.headers.get("upload-offset")).toBe(String(offset + piece.length));
  }
  return api.post("hansen", `${address}/file`, {});
}

describe.each([
  ["in one request", sendWhole],
  ["in pieces", sendInPieces],
] as const)("sent %s", (_way, send) => {
  it.each([
    ["a PDF", { name: "sheet.pdf", type: "application/pdf", content: pdf }],
    ["a Word document", { name: "plan.docx", type: "", content: wordDocument() }],
    ["text", { name: "note.txt", type: "text/plain", content: Buffer.from("5 < 6 <b> is no page") }],
  ])("%s is kept as it is", async (_title, file) => {
    const answer = await send(file);
    expect(answer).toMatchObject({ status: 201, body: { name: file.name, sizeBytes: file.content.length } });
  });

  describe("is refused with a reason, and leaves nothing behind:", async () => {
    it.each(await hostileFiles())("%s", async (_title, { reason, status, ...file }) => {
      const before = [onDisk(), await inDatabase()];
      const answer = await send(file);
      expect(answer.status, JSON.stringify(answer.body)).toBe(status);
      expect((answer.body as { detail: string }).detail).toMatch(reason);
      expect([onDisk(), await inDatabase()]).toEqual(before);
    });
  });

  it("a photo is kept, drawn again", async () => {
    const photo = await send({ name: "photo.jpg", type: "image/jpeg", content: await phonePhoto() });
    expect(photo).toMatchObject({ status: 201, body: { mediaType: "image/jpeg" } });
  });
});

describe("the room of a person", () => {
  async function leave(bytes: number): Promise<void> {
    await database.owner().query("delete from files where uploaded_by = 'said'");
    await database.owner().query(
      `insert into files (id, school_id, uploaded_by, name, size_bytes, media_type, sha256, storage_key, loose_since)
       values ('said_has', 'north', 'said', 'a.pdf', $1, 'application/pdf', repeat('0', 64), 'said_has', null)`,
      [2048 * 1024 * 1024 - bytes],
    );
  }
  const send = () => {
    const form = new FormData();
    form.set("file", new File([new Uint8Array(pdf)], "a.pdf", { type: "application/pdf" }));
    return api.call("said", "POST", "/api/files", { raw: form });
  };

  it("is not passed, in one request or in pieces, and what is refused leaves nothing [V2.3.2] [V5.2.1]", async () => {
    await leave(pdf.length - 1);
    const before = onDisk();
    const refused = {
      status: 409,
      body: { detail: expect.stringContaining("the 2,048 MiB that one person may have") },
    };
    expect(await send()).toMatchObject(refused);
    const announced = await api.call("said", "POST", "/api/uploads", {
      headers: { ...tus, "upload-length": String(pdf.length), "upload-metadata": `filename ${base64("a.pdf")}` },
    });
    expect(announced).toMatchObject(refused);
    expect(onDisk()).toEqual(before);
    await leave(pdf.length);
    expect((await send()).status).toBe(201);
  });

  it("is not passed by files that arrive at once", async () => {
    await leave(pdf.length * 2 + 1);
    const answers = await Promise.all(Array.from({ length: 5 }, send));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409]);
    await database.owner().query("delete from files where uploaded_by = 'said'");
  });
});

describe("10,000 files", () => {
  it("that nothing uses stop at a number, and what is in the way of it leaves nothing", async () => {
    await database.owner().query(
      `insert into files (id, school_id, uploaded_by, name, size_bytes, media_type, sha256, storage_key)
       select 'many_' || n, 'north', 'hansen', 'a.pdf', 1, 'application/pdf', repeat('0', 64), 'many_' || n
       from generate_series(1, $1::int) n`,
      [maxLooseFiles],
    );
    const before = onDisk();
    const file = { name: "a.pdf", type: "application/pdf", content: pdf };
    for (const send of [sendWhole, sendInPieces]) {
      const answer = await send(file);
      expect(answer.status).toBe(409);
      expect((answer.body as { detail: string }).detail).toContain(`${maxLooseFiles} files that nothing uses`);
    }
    expect(onDisk()).toEqual(before);
    await database.owner().query("delete from files where id like 'many_%'");
  });

  it("that are announced and never sent stop at twenty for one person [V2.3.2]", async () => {
    const announce = (n: number) =>
      api.call("said", "POST", "/api/uploads", {
        headers: { ...tus, "upload-length": "9", "upload-metadata": `filename ${base64(`${n}.pdf`)}` },
      });
    const before = onDisk().length;
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => announce(n)));
    const made = answers.filter(({ status }) => status === 201);
    expect(made.length).toBe(20);
    const refused = answers.find(({ status }) => status !== 201);
    expect(refused).toMatchObject({ status: 429, body: { detail: expect.stringContaining("20 files on the way") } });
    expect(onDisk().length).toBe(before + 40);
    for (const { headers } of made) {
      expect((await api.call("said", "DELETE", headers.get("location") ?? "")).status).toBe(204);
    }
    expect(onDisk().length).toBe(before);
  });
});
