import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { collectFiles } from "#src/features/files/collect-files.ts";
import { referringTables } from "#src/features/files/queries.ts";
import { setClock } from "#src/lib/clock.ts";
import type { StoredFile } from "#src/platform/files/file-store.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { pdf, phonePhoto } from "../../../tests/support/evidence.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
beforeAll(() => arrangeTwoSchools(database.owner()));
afterEach(() => setClock());

const minute = 60_000;
const hour = 60 * minute;
const dataDir = process.env.DATA_DIR ?? "";

type Stored = { fileId: string; name: string; mediaType: string; sha256: string; sizeBytes: number };

async function put(person: Person, content: Buffer, name = "sheet.pdf", type = "application/pdf"): Promise<Stored> {
  const raw = new FormData();
  raw.set("file", new File([new Uint8Array(content)], name, { type }));
  const answer = await api.call(person, "POST", "/api/files", { raw });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as Stored;
}

async function pathOf(fileId: string): Promise<string> {
  const { rows } = await database
    .owner()
    .query<{ storage_key: string }>("select storage_key from files where id = $1", [fileId]);
  return join(dataDir, "files", rows[0]?.storage_key ?? "gone");
}

async function keptOf(fileId: string): Promise<Buffer> {
  const { rows } = await database.owner().query<StoredFile>(
    `select storage_key as key, school_id as "schoolId", size_bytes::int as "sizeBytes", sha256
     from files where id = $1`,
    [fileId],
  );
  if (!rows[0]) throw new Error("there is no such file");
  return buffer(await fileStore().getChecked(rows[0]));
}

async function linkTo(person: Person, fileId: string): Promise<string> {
  const answer = await api.get(person, `/api/files/${fileId}`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(302);
  return answer.headers.get("location") ?? "";
}

async function attach(fileId: string, assessment = "assessment_amina"): Promise<void> {
  await database
    .owner()
    .query("insert into assessment_files (assessment_id, file_id, school_id) values ($1, $2, 'north')", [
      assessment,
      fileId,
    ]);
}

describe("the link of a file", () => {
  it("is a download under its name, for five minutes, by whoever holds it [V3.2.1] [V5.4.1] [V5.4.2] [V14.2.2]", async () => {
    const { fileId } = await put("hansen", pdf, "Wåge (runde 2)'s.pdf");
    const link = await linkTo("hansen", fileId);
    const answer = await api.get(undefined, link);
    expect(answer.status).toBe(200);
    expect(answer.body).toBe(pdf.toString());
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/pdf",
      "content-length": String(pdf.length),
      "content-disposition": "attachment; filename*=UTF-8''W%C3%A5ge%20%28runde%202%29%27s.pdf",
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-store",
    });
    const madeAt = Date.now();
    setClock(() => new Date(madeAt + 4 * minute));
    expect((await api.get(undefined, link)).status).toBe(200);
    setClock(() => new Date(madeAt + 5 * minute + 1000));
    expect((await api.get(undefined, link)).status).toBe(403);
  });

  it("is refused when a sign of it is another, and when another secret signed it", async () => {
    const { fileId } = await put("hansen", pdf);
    const link = await linkTo("hansen", fileId);
    const at = link.lastIndexOf("/") + 12;
    const other = link[at] === "A" ? "B" : "A";
    expect((await api.get(undefined, link.slice(0, at) + other + link.slice(at + 1))).status).toBe(403);
    const [payload] = link.split(".");
    expect((await api.get(undefined, `${payload}.${"A".repeat(43)}`)).status).toBe(403);
    expect((await api.get(undefined, `${payload}`)).status).toBe(403);
  });

  it("is made for those who may read the record, and ends when they may not any more", async () => {
    const { fileId } = await put("hansen", pdf);
    expect((await api.get("amina", `/api/files/${fileId}`)).status).toBe(404);
    await attach(fileId);
    const link = await linkTo("amina", fileId);
    expect((await api.get("ben", `/api/files/${fileId}`)).status).toBe(404);
    expect((await api.get("foreignAdmin", `/api/files/${fileId}`)).status).toBe(404);
    expect((await api.get(undefined, link)).status).toBe(200);
    await database.owner().query("delete from assessment_files where file_id = $1", [fileId]);
    expect((await api.get(undefined, link)).status).toBe(404);
  });

  it("leads to what stands sealed in the store: no file there holds a phrase of it [V14.2.4]", async () => {
    const phrase = "Reflection of Amina on the night shift";
    const content = Buffer.concat([pdf, Buffer.from(phrase)]);
    const { fileId } = await put("hansen", content);
    const all = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(all.length).toBeGreaterThan(0);
    for (const { parentPath, name } of all) {
      expect(readFileSync(join(parentPath, name)).includes(phrase), name).toBe(false);
    }
    expect((await api.get(undefined, await linkTo("hansen", fileId))).body).toBe(content.toString());
  });

  it("leads to a file that is older than sealing, as it is", async () => {
    const { fileId } = await put("hansen", pdf);
    const plainKey = `2026/01/01/${fileId}`;
    mkdirSync(join(dataDir, "files/2026/01/01"), { recursive: true });
    writeFileSync(join(dataDir, "files", plainKey), pdf);
    await database.owner().query("update files set storage_key = $2 where id = $1", [fileId, plainKey]);
    expect((await api.get(undefined, await linkTo("hansen", fileId))).body).toBe(pdf.toString());
  });

  it("gives nothing of another file at its place, of another school or the same, naming it in the error", async () => {
    const { fileId } = await put("hansen", pdf);
    const others = [await put("hansen", pdf), await put("foreign", pdf)];
    const path = await pathOf(fileId);
    for (const other of others) {
      copyFileSync(await pathOf(other.fileId), path);
      // As the log has it, with the id of the file.
      await expect(api.get(undefined, await linkTo("hansen", fileId))).rejects.toThrow(
        new RegExp(`${path.split("/").at(-1)} cannot be read: it is not what was stored`),
      );
    }
  });

  it("gives nobody the whole of a file that was changed in the store", async () => {
    const { fileId } = await put("hansen", Buffer.concat([pdf, Buffer.alloc(300_000, "a")]));
    const link = await linkTo("hansen", fileId);
    const path = await pathOf(fileId);
    const content = readFileSync(path);
    content.writeUInt8(content.readUInt8(content.length - 1) ^ 1, content.length - 1);
    writeFileSync(path, content);
    await expect(api.get(undefined, link)).rejects.toThrow("is not what was stored");
  });
});

describe("a photo", () => {
  it("keeps no location, no device, and stands upright", async () => {
    const photo = await phonePhoto();
    const before = await sharp(photo).metadata();
    expect(before.exif?.includes("Phone")).toBe(true);
    expect(before).toMatchObject({ width: 60, height: 40, orientation: 6 });
    const { fileId, sha256, sizeBytes } = await put("hansen", photo, "IMG_0001.JPG", "image/jpeg");
    const kept = await keptOf(fileId);
    expect(createHash("sha256").update(kept).digest("hex")).toBe(sha256);
    expect(kept.length).toBe(sizeBytes);
    expect(kept.includes("Exif")).toBe(false);
    expect(kept.includes("Phone")).toBe(false);
    const after = await sharp(kept).metadata();
    expect(after).toMatchObject({ format: "jpeg", width: 40, height: 60 });
    expect([after.exif, after.xmp, after.iptc]).toEqual([undefined, undefined, undefined]);
  });

  it.each(["png", "webp"] as const)(
    "as %s is drawn again too, and made smaller than 4096 points a side",
    async (format) => {
      const wide = await sharp({ create: { width: 5000, height: 50, channels: 3, background: "red" } })
        .withExif({ IFD0: { Make: "Phone" } })
        .toFormat(format)
        .toBuffer();
      const { fileId, name } = await put("hansen", wide, "wide.jpg", "image/jpeg");
      expect(name).toBe(`wide.${format}`);
      const kept = await keptOf(fileId);
      expect(await sharp(kept).metadata()).toEqual(expect.not.objectContaining({ exif: expect.anything() }));
      expect(await sharp(kept).metadata()).toMatchObject({ format, width: 4096 });
    },
  );
});

describe("one's own uploads", () => {
  it("are listed by their ids, and nobody else's", async () => {
    const own = await put("hansen", pdf, "a.pdf");
    const other = await put("said", pdf, "b.pdf");
    const { body } = await api.get("hansen", "/api/files", {
      query: { ids: `${other.fileId},missing,${own.fileId}` },
    });
    expect(body).toEqual({
      items: [{ fileId: own.fileId, name: "a.pdf", sizeBytes: pdf.length, mediaType: "application/pdf" }],
    });
  });
});

describe("what nothing refers to", () => {
  const collect = () => collectFiles(systemActor("test"));
  const isThere = async (fileId: string) =>
    (await database.owner().query("select from files where id = $1", [fileId])).rowCount === 1;
  const later = (ms: number) => {
    const at = Date.now() + ms;
    setClock(() => new Date(at));
  };

  it("is every table with a foreign key to it, and the drafts", async () => {
    const { rows } = await database.owner().query<{ name: string }>(
      `select conrelid::regclass::text as name from pg_constraint
       where confrelid = 'files'::regclass and contype = 'f' order by 1`,
    );
    const known = referringTables.map((table) => Reflect.get(table, Symbol.for("drizzle:Name")));
    expect(rows.map(({ name }) => name)).toEqual(known.sort());
  });

  it("goes after a day with its content, and nothing else does", async () => {
    const loose = await put("hansen", pdf);
    const attached = await put("hansen", pdf);
    await attach(attached.fileId);
    const drafted = await put("hansen", pdf);
    const draft = await api.post("hansen", "/api/competency-assessments/drafts", {
      studentId: "amina",
      competencyId: "competency_north",
      evaluationData: {},
      evidenceFiles: [drafted.fileId],
    });
    expect(draft.status, JSON.stringify(draft.body)).toBe(201);
    const path = await pathOf(loose.fileId);
    later(23 * hour);
    await collect();
    expect(await isThere(loose.fileId)).toBe(true);
    later(25 * hour);
    await collect();
    expect(await isThere(loose.fileId)).toBe(false);
    expect(existsSync(path)).toBe(false);
    for (const { fileId } of [attached, drafted]) {
      expect(await isThere(fileId)).toBe(true);
      expect(existsSync(await pathOf(fileId))).toBe(true);
    }
    expect((await database.owner().query("select from file_removals")).rowCount).toBe(0);
    const { rows } = await database.owner().query("select entity_id from audit_log where action = 'file.collect'");
    expect(rows).toContainEqual({ entity_id: loose.fileId });
  });

  it("has a day from when it was let go, not from its upload", async () => {
    const { fileId } = await put("hansen", pdf);
    await attach(fileId);
    await collect();
    await database.owner().query("delete from assessment_files where file_id = $1", [fileId]);
    later(48 * hour);
    await collect();
    expect(await isThere(fileId)).toBe(true);
    later(71 * hour);
    await collect();
    expect(await isThere(fileId)).toBe(true);
    later(73 * hour);
    await collect();
    expect(await isThere(fileId)).toBe(false);
  });

  it("waits for who attaches it at the same time, and stays", async () => {
    const { fileId } = await put("hansen", pdf);
    const owner = database.owner();
    await owner.query("update files set loose_since = now() - interval '2 days' where id = $1", [fileId]);
    await owner.query("begin");
    await attach(fileId);
    const collecting = collect();
    // Skips what is locked; the row is still there when the writer commits.
    await collecting;
    await owner.query("commit");
    await collect();
    expect(await isThere(fileId)).toBe(true);
  });

  it("is also content whose row was never written, and a note never removes what has its row", async () => {
    const { fileId } = await put("hansen", pdf);
    await attach(fileId);
    const path = await pathOf(fileId);
    const key = path.slice(join(dataDir, "files").length + 1);
    const orphan = join(dataDir, "files", "orphan");
    writeFileSync(orphan, "content");
    await database.owner().query(
      `insert into file_removals (storage_key, school_id, noted_by, due_at)
       values ($1, 'north', 'hansen', now()), ('orphan', 'north', 'hansen', now() + interval '1 hour')`,
      [key],
    );
    await collect();
    expect([existsSync(path), existsSync(orphan)]).toEqual([true, true]);
    later(2 * hour);
    await collect();
    expect([existsSync(path), existsSync(orphan)]).toEqual([true, false]);
  });
});
