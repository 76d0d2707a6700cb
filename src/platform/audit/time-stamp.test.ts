import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requireStampOf, stampTime, timeStampRequest } from "#src/platform/audit/time-stamp.ts";

const digest = createHash("sha256").update("an anchor").digest();
const nonce = Buffer.from("4123456789abcdef", "hex");
/** What `openssl ts -reply` (3.0) answered to the request for this digest with this nonce. */
const answer = readFileSync("tests/fixtures/time-stamp/answer.tsr");

describe("a time stamp", () => {
  it("is asked for as RFC 3161 has it", () => {
    expect(timeStampRequest(digest, nonce).toString("hex")).toBe(
      `30430201013031300d060960864801650304020105000420${digest.toString("hex")}02084123456789abcdef0101ff`,
    );
  });

  it("of the digest and the request is taken", () => {
    expect(() => requireStampOf(answer, digest, nonce)).not.toThrow();
  });

  it("of another digest or another request is refused", () => {
    const other = createHash("sha256").update("another").digest();
    expect(() => requireStampOf(answer, other, nonce)).toThrow("something else");
    expect(() => requireStampOf(answer, digest, Buffer.from("4123456789abcdee", "hex"))).toThrow("something else");
  });

  it("that was refused, or cut anywhere, is refused", () => {
    expect(() => requireStampOf(Buffer.from("30053003020102", "hex"), digest, nonce)).toThrow("refused");
    for (let length = 0; length < answer.length; length += 1) {
      expect(() => requireStampOf(answer.subarray(0, length), digest, nonce)).toThrow();
    }
  });
});

describe("an authority", () => {
  let status = 200;
  let asked: { type: string | undefined; body: Buffer } | undefined;
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked = { type: request.headers["content-type"], body: Buffer.concat(chunks) };
      response.writeHead(status).end(answer);
    });
  });
  let address = "";
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => void server.close());

  it("is sent the digest and a number that is never the same, and its answer to another is refused", async () => {
    await expect(stampTime(address, digest)).rejects.toThrow("something else");
    expect(asked?.type).toBe("application/timestamp-query");
    expect(asked?.body.includes(digest)).toBe(true);
    const first = asked?.body;
    await expect(stampTime(address, digest)).rejects.toThrow();
    expect(asked?.body).not.toEqual(first);
  });

  it("that fails is an error", async () => {
    status = 500;
    await expect(stampTime(address, digest)).rejects.toThrow("500");
  });
});
