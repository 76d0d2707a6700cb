import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Disk } from "flydrive";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { folderDisk, s3Disk, storedType } from "#src/platform/files/disks.ts";
import { FileStore } from "#src/platform/files/file-store.ts";
import { sealedSize } from "#src/platform/sealed/content.ts";
import { fileStoreContract } from "../../../tests/contracts/files.ts";
import { s3Credentials, startS3Server, storagePath } from "../../../tests/support/s3.ts";

const root = mkdtempSync(join(tmpdir(), "competency-files-"));
const incomingDir = join(root, "incoming");
afterAll(() => rmSync(root, { recursive: true, force: true }));

function filesIn(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

describe("files in a folder", () => {
  const folder = join(root, "files");
  const store = new FileStore({ disk: folderDisk(folder), folder, incomingDir });
  fileStoreContract(
    () => store,
    async () => filesIn(folder).length,
    async (key) => join(folder, key),
  );

  it("leaves nothing behind on the way in", () => {
    expect(filesIn(incomingDir)).toEqual([]);
  });

  it("leaves nothing behind of uploads that are refused with their first byte", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(2);
      throw new Error("refused");
    }
    const put = () => store.put(broken(), { schoolId: "north", note: async () => {} });
    for (let round = 0; round < 300; round += 1) {
      for (const { status } of await Promise.allSettled([put(), put(), put()])) expect(status).toBe("rejected");
    }
    expect(filesIn(incomingDir)).toEqual([]);
  });

  it("never leaves its folder, whatever the key [V5.3.2]", async () => {
    const file = { key: "../../etc/passwd", schoolId: "north", sizeBytes: statSync("/etc/passwd").size, sha256: "0" };
    await expect(store.getChecked(file).then(buffer)).rejects.toThrow();
  });
});

describe.each(["", storagePath] as const)("files over the S3 protocol at %j", (path) => {
  const folder = join(root, "s3", path);
  let server: Awaited<ReturnType<typeof startS3Server>>;
  let store: FileStore;

  beforeAll(async () => {
    server = await startS3Server(folder, "evidence", { path });
    store = new FileStore({ disk: diskWith(s3Credentials.secretAccessKey), incomingDir });
  });
  afterAll(() => server.close());

  function diskWith(secretAccessKey: string): Disk {
    const settings = {
      bucket: "evidence",
      endpoint: server.url,
      region: "us-east-1",
      ...s3Credentials,
      secretAccessKey,
    };
    return s3Disk(settings);
  }

  fileStoreContract(
    () => store,
    async () => filesIn(folder).filter((name) => name.endsWith("_object")).length,
    async (key) => join(folder, "evidence", `${key}._S3rver_object`),
  );

  it("fails with a wrong secret, since the server checks the signature", async () => {
    const options = { schoolId: "north", note: async () => {} };
    const wrong = new FileStore({ disk: diskWith("x"), incomingDir });
    await expect(wrong.put(Readable.from([Buffer.from("e")]), options)).rejects.toThrow();
  });

  it("have one type, whatever their names end with, and notes have it too", async () => {
    const disk = diskWith(s3Credentials.secretAccessKey);
    await disk.put("notes/of.html", "");
    await store.note("notes/of.png");
    const { key } = await store.put(Readable.from([Buffer.from("e")]), { schoolId: "north", note: async () => {} });
    for (const stored of ["notes/of.html", "notes/of.png", key]) {
      expect([stored, (await disk.getMetaData(stored)).contentType]).toEqual([stored, storedType]);
    }
  });

  it("are noted and listed, page by page", async () => {
    const keys = Array.from({ length: 5 }, (_, n) => `erased/person_${n}/170000000${n}`);
    for (const key of keys) await store.note(key);
    expect((await Array.fromAsync(store.notesIn("erased"))).sort()).toEqual(keys);
  });

  it("come by a signed link as they are stored, sealed, until it ends, and by no other", async () => {
    const content = Buffer.from("Amina's reflection on the night shift");
    const { key } = await store.put(Readable.from([content]), { schoolId: "north", note: async () => {} });
    const disk = diskWith(s3Credentials.secretAccessKey);
    const link = await disk.getSignedUrl(key, { expiresIn: "1 min" });
    expect(link).toContain(`${server.url}/evidence/${key}?`);
    const answer = await fetch(link);
    expect(answer.status).toBe(200);
    const stored = Buffer.from(await answer.arrayBuffer());
    expect(stored.length).toBe(sealedSize(content.length));
    expect(stored.includes("reflection")).toBe(false);
    const ended = new URL(link);
    ended.searchParams.set("X-Amz-Date", "20260101T000000Z");
    for (const refused of [ended, link.replace(key, "notes/of.png"), await diskWith("x").getSignedUrl(key)]) {
      expect((await fetch(refused)).status).toBe(403);
    }
  });
});
