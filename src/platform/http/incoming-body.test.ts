import { PassThrough, Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type IncomingBody, readBytes, receive } from "#src/platform/http/incoming-body.ts";

const limits = { limitBytes: 10, idleMs: 200, totalMs: 600 };
const bodyOf = (stream: Readable, declaredBytes?: number): IncomingBody => ({ stream, contentType: "", declaredBytes });

describe("receive", () => {
  it("returns a body of exactly the limit, and an empty one", async () => {
    expect(
      (await readBytes(bodyOf(Readable.from([Buffer.from("12345"), Buffer.from("67890")])), limits)).toString(),
    ).toBe("1234567890");
    expect((await readBytes(bodyOf(Readable.from([])), limits)).byteLength).toBe(0);
  });

  it("refuses one byte more, and a longer one by its declared length before anything is read", async () => {
    await expect(readBytes(bodyOf(Readable.from([Buffer.alloc(6), Buffer.alloc(5)])), limits)).rejects.toMatchObject({
      code: "too_large",
    });
    const unread = new PassThrough();
    await expect(readBytes(bodyOf(unread, 11), limits)).rejects.toMatchObject({ code: "too_large" });
    expect(unread.readableFlowing).toBe(null);
  });

  it("refuses a sender that pauses too long, and one that is slow as a whole", async () => {
    const silent = new PassThrough();
    silent.write("1");
    await expect(readBytes(bodyOf(silent), limits)).rejects.toMatchObject({ code: "too_slow" });
    const slow = new PassThrough();
    const timer = setInterval(() => slow.write("1"), 100);
    await expect(readBytes(bodyOf(slow), limits)).rejects.toMatchObject({ code: "too_slow" });
    clearInterval(timer);
  });

  it("reports a body that breaks off as malformed, and survives a later failure of the stream", async () => {
    const broken = new PassThrough();
    const reading = readBytes(bodyOf(broken), limits);
    broken.destroy(new Error("the client went away"));
    await expect(reading).rejects.toMatchObject({ code: "malformed" });
    const refused = new PassThrough();
    await expect(readBytes(bodyOf(refused, 11), limits)).rejects.toMatchObject({ code: "too_large" });
    refused.destroy(new Error("reset"));
    await sleep(10);
  });

  it("waits for each piece to be taken before it accepts the next", async () => {
    let open = 0;
    let most = 0;
    await receive(bodyOf(Readable.from([Buffer.alloc(3), Buffer.alloc(3), Buffer.alloc(3)])), limits, async () => {
      open += 1;
      most = Math.max(most, open);
      await sleep(20);
      open -= 1;
    });
    expect(most).toBe(1);
    expect(open).toBe(0);
  });
});
