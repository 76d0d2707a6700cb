import { createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encryptionKeys } from "#src/platform/keys/keys.ts";
import { contentKeyId, openContent, sealContent, sealedName, sealedSize } from "#src/platform/sealed/content.ts";

const chunk = 64 * 1024;
const place = { schoolId: "north", key: sealedName("2026/12/01/one") };

async function* inPieces(content: Buffer, ...sizes: number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let turn = 0; at < content.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? content.length;
    yield content.subarray(at, at + size);
    at += size;
  }
}

const seal = (content: Buffer, at = place) => buffer(sealContent(inPieces(content, 50_000), at));
const open = (sealed: Buffer, at = place) => buffer(openContent(inPieces(sealed, 50_000), at));
const refused = /cannot be read: it is not what was stored/;

describe("sealed content", () => {
  it.each([0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk, 1_000_000])("of %i bytes opens as it was", async (size) => {
    const content = randomBytes(size);
    const sealed = await seal(content);
    expect(sealed.length).toBe(sealedSize(size));
    expect((await open(sealed)).equals(content)).toBe(true);
  });

  it("is the same whatever pieces it comes in", async () => {
    const piece = fc.integer({ min: 1, max: 150_000 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 300_000 }),
        fc.array(piece, { minLength: 1, maxLength: 5 }),
        fc.array(piece, { minLength: 1, maxLength: 5 }),
        async (size, sizesIn, sizesOut) => {
          const content = randomBytes(size);
          const sealed = await buffer(sealContent(inPieces(content, ...sizesIn), place));
          const opened = await buffer(openContent(inPieces(sealed, ...sizesOut), place));
          expect(opened.equals(content)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("opens in no other school and under no other name", async () => {
    const sealed = await seal(Buffer.from("reflection"));
    await expect(open(sealed, { ...place, schoolId: "south" })).rejects.toThrow(refused);
    await expect(open(sealed, { ...place, key: sealedName("2026/12/01/two") })).rejects.toThrow(refused);
    expect(() => openContent(inPieces(sealed), { ...place, key: "2026/12/01/one.s1.gone" })).toThrow(
      "the key gone is not there",
    );
  });

  it("is refused with chunks in another order, left out, repeated, or cut behind any chunk [V11.3.3]", async () => {
    const sealed = await seal(randomBytes(3 * chunk + 10));
    const head = sealed.subarray(0, 36);
    const all = [0, 1, 2, 3].map((number) =>
      sealed.subarray(36 + number * (chunk + 16), 36 + (number + 1) * (chunk + 16)),
    );
    const others = [[1, 0, 2, 3], [0, 2, 1, 3], [0, 2, 3], [1, 2, 3], [0, 0, 1, 2, 3], [0, 1, 2], [0, 1], [0], [], [3]];
    for (const order of others) {
      const changed = Buffer.concat([head, ...order.map((number) => all[number] ?? Buffer.alloc(0))]);
      await expect(open(changed), order.join()).rejects.toThrow(refused);
    }
    expect((await open(Buffer.concat([head, ...all]))).length).toBe(3 * chunk + 10);
    const other = await seal(randomBytes(3 * chunk + 10));
    await expect(open(Buffer.concat([other.subarray(0, 36), ...all]))).rejects.toThrow(refused);
  });

  it("is refused with any bit changed, and with any number of bytes cut", async () => {
    const sealed = await seal(Buffer.from("abc"));
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 0x80, at);
      await expect(open(changed)).rejects.toThrow(refused);
      await expect(open(sealed.subarray(0, at))).rejects.toThrow(refused);
    }
  });

  it("holds no more than a chunk, whatever the length", async () => {
    let madeBytes = 0;
    let openedBytes = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        madeBytes += 100_000;
        yield Buffer.alloc(100_000);
      }
    }
    for await (const piece of openContent(sealContent(endless(), place), place)) {
      openedBytes += piece.byteLength;
      expect(madeBytes - openedBytes).toBeLessThan(4 * chunk + 100_000);
      if (openedBytes > 20_000_000) break;
    }
  });

  it("is STREAM over AES-256-GCM, as another reader finds [V11.3.2]", async () => {
    const content = randomBytes(chunk + 5);
    const sealed = await seal(content);
    expect(sealed.subarray(0, 4).toString()).toBe("CTF1");
    const [key] = encryptionKeys();
    expect(contentKeyId(place.key)).toBe(key?.id);
    const ofSchool = Buffer.from(hkdfSync("sha256", key?.secret ?? "", "", "competency file north", 32));
    const ofFile = Buffer.from(hkdfSync("sha256", ofSchool, sealed.subarray(4, 36), "competency file", 32));
    const parts = [
      { from: 36, to: 36 + chunk + 16, nonce: "000000000000000000000000" },
      { from: 36 + chunk + 16, to: sealed.length, nonce: "000000000000000000000101" },
    ].map(({ from, to, nonce }) => {
      const decipher = createDecipheriv("aes-256-gcm", ofFile, Buffer.from(nonce, "hex"));
      decipher.setAAD(Buffer.from(`north\0${place.key}`));
      decipher.setAuthTag(sealed.subarray(to - 16, to));
      return Buffer.concat([decipher.update(sealed.subarray(from, to - 16)), decipher.final()]);
    });
    expect(Buffer.concat(parts).equals(content)).toBe(true);
  });
});
