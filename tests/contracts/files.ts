import { createHash, randomBytes } from "node:crypto";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import type { FileStore, StoredFile } from "#src/platform/files/file-store.ts";

const phrase = "Amina's reflection on the night shift";
const schoolId = "north";
const note = async () => {};

async function* inChunks(content: Buffer, chunkBytes = 60_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += chunkBytes) yield content.subarray(at, at + chunkBytes);
}

/**
 * What every file store guarantees. `countKept` counts the files in it and `pathOf` is where the content of a key is on
 * this machine, both without using its interface.
 */
export function fileStoreContract(
  open: () => FileStore,
  countKept: () => Promise<number>,
  pathOf: (key: string) => Promise<string>,
): void {
  const put = (content: Buffer, school = schoolId) => open().put(inChunks(content), { schoolId: school, note });
  const read = async (file: StoredFile) => buffer(await open().getChecked(file));

  it("returns every byte, and their number and SHA-256", async () => {
    const content = randomBytes(3_000_000);
    const before = await countKept();
    const kept = await put(content);
    expect(kept).toEqual({
      key: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/[0-9a-f-]{36}\.s1\.[\w-]+$/),
      schoolId,
      sizeBytes: content.length,
      sha256: createHash("sha256").update(content).digest("hex"),
    });
    expect((await read(kept)).equals(content)).toBe(true);
    expect(await countKept()).toBe(before + 1);
  });

  it("stores an empty file, and two of the same content separately", async () => {
    const [a, b] = [await put(Buffer.alloc(0)), await put(Buffer.alloc(0))];
    expect(a.key).not.toBe(b.key);
    expect((await read(a)).length).toBe(0);
  });

  it("throws not_found for a file that was deleted or never existed, and deletes twice without an error", async () => {
    const file = await put(Buffer.from("evidence"));
    await open().delete(file.key);
    await open().delete(file.key);
    await expect(read(file)).rejects.toMatchObject({ code: "not_found" });
    await expect(read({ ...file, key: "2026/01/01/never" })).rejects.toMatchObject({ code: "not_found" });
  });

  it("says its key before it is there", async () => {
    const before = await countKept();
    const told: [string, number][] = [];
    const stored = await open().put(inChunks(randomBytes(700_000)), {
      schoolId,
      note: async (key) => {
        told.push([key, await countKept()]);
      },
    });
    expect(told).toEqual([[stored.key, before]]);
    expect(await countKept()).toBe(before + 1);
  });

  it("stores nothing of what breaks off, is stopped, or whose key could not be noted", async () => {
    const before = await countKept();
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(100_000);
      throw new Error("the client went away");
    }
    await expect(open().put(broken(), { schoolId, note })).rejects.toThrow("the client went away");
    const stopped = open().put(inChunks(Buffer.alloc(1_000)), { schoolId, note, signal: AbortSignal.abort() });
    await expect(stopped).rejects.toThrow(/abort/i);
    const unnoted = () => Promise.reject(new Error("no database"));
    await expect(open().put(inChunks(Buffer.alloc(1_000)), { schoolId, note: unnoted })).rejects.toThrow("no database");
    expect(await countKept()).toBe(before);
  });

  describe("of what somebody finds or changes in the store", () => {
    it("shows nothing, and no two files alike", async () => {
      const content = Buffer.from(phrase.repeat(5_000));
      const [a, b] = [await put(content), await put(content)];
      const [atA, atB] = [await readFile(await pathOf(a.key)), await readFile(await pathOf(b.key))];
      for (const word of phrase.split(" ").filter(({ length }) => length > 4)) expect(atA.includes(word)).toBe(false);
      expect(atA.subarray(4).equals(atB.subarray(4))).toBe(false);
      expect((await read(a)).equals(content)).toBe(true);
    });

    it("never gives the whole of a file whose bytes have changed, and none of one that was cut or lengthened", async () => {
      const content = randomBytes(500_000);
      const stored = await put(content);
      const path = await pathOf(stored.key);
      const good = await readFile(path);
      for (const at of [0, 20, 100, 250_000, good.length - 1]) {
        const changed = Buffer.from(good);
        changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
        await writeFile(path, changed);
        let receivedBytes = 0;
        const take = async () => {
          for await (const piece of await open().getChecked(stored)) {
            expect(content.subarray(receivedBytes, receivedBytes + piece.byteLength).equals(piece)).toBe(true);
            receivedBytes += piece.byteLength;
          }
        };
        await expect(take(), String(at)).rejects.toThrow(`${stored.key} cannot be read: it is not what was stored`);
        expect(receivedBytes).toBeLessThan(Math.min(content.length, at + 65_536));
      }
      for (const other of [good.subarray(0, -1), Buffer.concat([good, Buffer.alloc(1)])]) {
        await writeFile(path, other);
        await expect(open().getChecked(stored)).rejects.toThrow("is not what was stored");
      }
      await writeFile(path, good);
      await expect(open().getChecked({ ...stored, sizeBytes: 499_999 })).rejects.toThrow("is not what was stored");
      await expect(read({ ...stored, sha256: "0".repeat(64) })).rejects.toThrow("is not what was stored");
      expect((await read(stored)).equals(content)).toBe(true);
    });

    it("refuses another file at its place, of another school or its own", async () => {
      const content = Buffer.from(phrase);
      const [mine, other, ofSouth] = [await put(content), await put(content), await put(content, "south")];
      for (const from of [other, ofSouth]) {
        await copyFile(await pathOf(from.key), await pathOf(mine.key));
        await expect(read(mine)).rejects.toThrow("is not what was stored");
      }
      await expect(read({ ...other, schoolId: "south" })).rejects.toThrow("is not what was stored");
    });

    it("refuses a plain file where a sealed one is expected, and the other way round", async () => {
      const stored = await put(Buffer.from(phrase));
      const path = await pathOf(stored.key);
      const sealed = await readFile(path);
      // As long as the sealed file, and begins as one.
      await writeFile(path, Buffer.concat([sealed.subarray(0, 36), Buffer.from(phrase), Buffer.alloc(16)]));
      await expect(read(stored)).rejects.toThrow("is not what was stored");
    });

    it("reads what was stored before content was sealed, whatever it begins with", async () => {
      for (const content of [Buffer.from(phrase), randomBytes(300_000), Buffer.from("CTF1 is the name of a room")]) {
        const { key: sealedKey } = await put(Buffer.from("makes the folder"));
        const key = sealedKey.replace(/\.s1\..*/, "");
        const sha256 = createHash("sha256").update(content).digest("hex");
        const before = { key, schoolId, sizeBytes: content.length, sha256 };
        await copyFile(await pathOf(sealedKey), await pathOf(key));
        await writeFile(await pathOf(key), content);
        await copyMetadata(await pathOf(sealedKey), await pathOf(key), content);
        expect((await read(before)).equals(content)).toBe(true);
      }
    });
  });
}

/** The server of the tests keeps what it knows of an object beside it. */
async function copyMetadata(from: string, to: string, content: Buffer): Promise<void> {
  const suffix = "._S3rver_object";
  if (!from.endsWith(suffix)) return;
  const beside = (path: string, name: string) => `${path.slice(0, -suffix.length)}._S3rver_${name}`;
  await copyFile(beside(from, "metadata.json"), beside(to, "metadata.json"));
  await writeFile(beside(to, "object.md5"), createHash("md5").update(content).digest("hex"));
}
