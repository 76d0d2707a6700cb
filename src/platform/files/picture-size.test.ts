import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, describe, expect, it } from "vitest";
import { pictureSize, refuseTooManyPoints } from "#src/platform/files/picture-size.ts";
import { pictureHeads } from "../../../tests/support/picture-heads.ts";

const folder = mkdtempSync(join(tmpdir(), "competency-pictures-"));
afterAll(() => rmSync(folder, { recursive: true }));

function kept(content: Uint8Array): string {
  const path = join(folder, "picture");
  writeFileSync(path, content);
  return path;
}

describe("the size of a picture", () => {
  it.each(["png", "jpeg", "webp", "gif"] as const)("is what sharp finds in a %s", async (format) => {
    const picture = sharp({ create: { width: 321, height: 123, channels: 3, background: "#123456" } });
    expect(await pictureSize(kept(await picture.toFormat(format).toBuffer()))).toEqual({ width: 321, height: 123 });
  });

  it("is what sharp finds in a WebP without loss, and one with a canvas", async () => {
    const picture = sharp({ create: { width: 321, height: 123, channels: 4, background: "#12345680" } });
    expect(await pictureSize(kept(await picture.webp({ lossless: true }).toBuffer()))).toEqual({
      width: 321,
      height: 123,
    });
    expect(await pictureSize(kept(await picture.webp().toBuffer()))).toEqual({ width: 321, height: 123 });
  });

  it("is nothing of what has none, and never throws", async () => {
    for (const head of Object.values(pictureHeads(60_000, 60_000))) {
      for (let length = 0; length < Math.min(head.length, 40); length += 1) {
        await expect(pictureSize(kept(head.subarray(0, length)))).resolves.not.toThrow();
      }
    }
    expect(await pictureSize(kept(Buffer.from("a text, which is no picture at all")))).toBeUndefined();
    expect(await pictureSize(kept(Buffer.alloc(100_000, 0xff)))).toBeUndefined();
  });

  it.each(["png", "jpeg", "gif", "webp"] as const)(
    "of 60,000 x 60,000 points refuses a %s by its header alone, behind which there is nothing to decode [V5.2.1]",
    async (format) => {
      const path = kept(pictureHeads(60_000, 60_000)[format]);
      await expect(refuseTooManyPoints(path, 64_000_000, "picture")).rejects.toMatchObject({
        code: "too_large",
        message: expect.stringContaining("60000 × 60000 points"),
      });
      await expect(refuseTooManyPoints(path, 3_600_000_000, "picture")).resolves.toBeUndefined();
    },
  );

  it.each(["webpLossy", "webpLossless"] as const)("of the largest %s is refused too", async (format) => {
    const path = kept(pictureHeads(16_383, 16_383)[format]);
    await expect(refuseTooManyPoints(path, 64_000_000, "picture")).rejects.toMatchObject({ code: "too_large" });
  });
});
