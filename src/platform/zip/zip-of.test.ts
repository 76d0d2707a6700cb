import { unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { type ZipEntry, zipOf } from "./zip-of.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: Uint8Array | undefined) => new TextDecoder().decode(content);

async function archiveOf(entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>) {
  const pieces: Uint8Array[] = [];
  for await (const piece of zipOf(entries)) pieces.push(piece);
  return unzipSync(new Uint8Array(Buffer.concat(pieces)));
}

describe("an archive", () => {
  it("holds its entries, packed and as they are, with names in any script", async () => {
    const files = await archiveOf([
      { name: "json/users.json", pieces: [bytes("[1,"), bytes("2]")] },
      { name: "files/صورة.png", pieces: [bytes("picture")], isPacked: true },
      { name: "empty.txt", pieces: [] },
    ]);
    expect(Object.keys(files)).toEqual(["json/users.json", "files/صورة.png", "empty.txt"]);
    expect([text(files["json/users.json"]), text(files["files/صورة.png"]), text(files["empty.txt"])]).toEqual([
      "[1,2]",
      "picture",
      "",
    ]);
  });

  it("takes what it holds piece by piece", async () => {
    let made = 0;
    async function* pieces() {
      for (; made < 100; made += 1) yield bytes("x".repeat(100_000));
    }
    let most = 0;
    let taken = 0;
    for await (const piece of zipOf([{ name: "long.txt", pieces: pieces(), isPacked: true }])) {
      taken += piece.length;
      most = Math.max(most, made * 100_000 - taken);
    }
    expect(most).toBeLessThan(500_000);
    expect(taken).toBeGreaterThan(10_000_000);
  });

  it("breaks off with what its entries throw", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield bytes("a");
      throw new Error("not there");
    }
    await expect(archiveOf([{ name: "a", pieces: broken() }])).rejects.toThrow("not there");
  });
});
