import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, it } from "vitest";
import { AppError } from "#src/errors.ts";
import type { FileStore } from "#src/platform/files/file-store.ts";

const maxBytes = 10 * 1024 * 1024;

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
  async function withFile<T>(content: Buffer, use: (path: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), "competency-put-"));
    try {
      await writeFile(join(folder, "file"), content);
      return await use(join(folder, "file"));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  it("returns every byte, and their number and SHA-256", async () => {
    const content = randomBytes(3_000_000);
    const before = await countKept();
    const kept = await open().put(inChunks(content), { maxBytes });
    expect(kept).toEqual({
      key: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/[0-9a-f-]{36}$/),
      sizeBytes: content.length,
      sha256: createHash("sha256").update(content).digest("hex"),
    });
    expect((await buffer(await open().getStream(kept.key))).equals(content)).toBe(true);
    expect(await countKept()).toBe(before + 1);
  });

  it("stores an empty file, and two of the same content separately", async () => {
    const store = open();
    const [a, b] = [
      await store.put(inChunks(Buffer.alloc(0)), { maxBytes }),
      await store.put(inChunks(Buffer.alloc(0)), { maxBytes }),
    ];
    expect(a.key).not.toBe(b.key);
    expect((await buffer(await store.getStream(a.key))).length).toBe(0);
  });

  it("throws not_found for a file that was deleted or never existed, and deletes twice without an error", async () => {
    const store = open();
    const { key } = await store.put(inChunks(Buffer.from("evidence")), { maxBytes });
    await store.delete(key);
    await store.delete(key);
    await expect(store.getStream(key)).rejects.toMatchObject({ code: "not_found" });
    await expect(store.getStream("2026/01/01/never")).rejects.toMatchObject({ code: "not_found" });
  });

  it("stores nothing of what is too large, breaks off, or is refused by the inspection", async () => {
    const store = open();
    const before = await countKept();
    await expect(store.put(inChunks(Buffer.alloc(2_000)), { maxBytes: 1_999 })).rejects.toMatchObject({
      code: "too_large",
    });
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(100_000);
      throw new Error("the client went away");
    }
    await expect(store.put(broken(), { maxBytes })).rejects.toThrow("the client went away");
    await expect(
      store.put(inChunks(Buffer.from("MZ executable")), {
        maxBytes,
        inspect: async (path) => {
          if ((await readFile(path)).subarray(0, 2).toString() === "MZ") {
            throw new AppError("unsupported_media", "Programs are not evidence.");
          }
        },
      }),
    ).rejects.toMatchObject({ code: "unsupported_media" });
    expect(await countKept()).toBe(before);
  });

  it("takes a whole file, and says its key before it is there", async () => {
    const content = randomBytes(700_000);
    const before = await countKept();
    await withFile(content, async (path) => {
      const told: [string, number][] = [];
      const stored = await open().putFile(path, async (key) => {
        told.push([key, await countKept()]);
      });
      expect(told).toEqual([[stored.key, before]]);
      expect(stored.sha256).toBe(createHash("sha256").update(content).digest("hex"));
      expect((await buffer(await open().getChecked(stored))).equals(content)).toBe(true);
      expect((await readFile(path)).equals(content), "the file is where it was").toBe(true);
    });
    expect(await countKept()).toBe(before + 1);
  });

  it("stores nothing of a file whose key could not be noted", async () => {
    const before = await countKept();
    await withFile(randomBytes(1_000), async (path) => {
      await expect(open().putFile(path, () => Promise.reject(new Error("no database")))).rejects.toThrow("no database");
    });
    expect(await countKept()).toBe(before);
  });

  it("never gives the whole of a file whose bytes have changed, and none of one that was cut", async () => {
    const content = randomBytes(500_000);
    const stored = await open().put(inChunks(content), { maxBytes });
    const path = await pathOf(stored.key);
    const changed = await readFile(path);
    changed[499_999] = (changed[499_999] ?? 0) ^ 1;
    await writeFile(path, changed);
    let receivedBytes = 0;
    const read = async () => {
      for await (const piece of await open().getChecked(stored)) receivedBytes += piece.byteLength;
    };
    await expect(read()).rejects.toThrow("is not what was stored");
    expect(receivedBytes).toBeLessThan(content.length);
    await expect(open().getChecked({ ...stored, sizeBytes: 499_999 })).rejects.toThrow("is not what was stored");
    await expect(open().getChecked({ ...stored, key: "2026/01/01/never" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
}
