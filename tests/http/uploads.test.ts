import { type ChildProcess, fork } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import * as tus from "tus-js-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signAccessToken } from "#src/platform/identity/access-token.ts";
import { arrangeTwoSchools } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import { isServerless, ServerlessProcess } from "../support/serverless.ts";
import { type Person, people } from "../support/two-schools.ts";

/** Over sockets, with the protocol's own client and a server that is killed. */
const mib = 1024 * 1024;
const database = useDatabase();
const partial = join(process.env.DATA_DIR ?? "", "partial-uploads");

let child: ChildProcess;
let bare: ServerlessProcess | undefined;
let port = 0;

async function start(): Promise<void> {
  if (isServerless) {
    bare = await ServerlessProcess.start();
    port = bare.port;
    return;
  }
  child = fork(join(import.meta.dirname, "../support/api-process.ts"), { stdio: "inherit" });
  const [message] = await once(child, "message");
  ({ port } = message as { port: number });
}

async function kill(): Promise<void> {
  if (bare) return bare.kill();
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

beforeAll(async () => {
  process.env.RATE_LIMIT_PER_MINUTE = "1000000";
  await arrangeTwoSchools(database.owner());
  await start();
});
afterAll(kill);

function bearer(person: Person) {
  const { id, role, schoolId } = people[person];
  const token = signAccessToken({ kind: "user", userId: id, role, schoolId, sessionId: `session_${id}` });
  return { authorization: `Bearer ${token}` };
}

/** A video of the wanted size: its first box, and noise. */
function video(sizeBytes: number): Buffer {
  const content = randomBytes(sizeBytes);
  Buffer.from("\0\0\0\u0018ftypisom\0\0\u0002\0isomiso2", "latin1").copy(content);
  return content;
}

const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("hex");
const pathOf = (address: string) => new URL(address, `http://127.0.0.1:${port}`).pathname;

/** The protocol's own client, from wherever the upload stands. Returns the bytes it began at and the address. */
function sendWith(person: Person, content: Buffer, more: Partial<tus.UploadOptions> = {}) {
  return new Promise<{ address: string; beganAt: number }>((resolve, reject) => {
    let beganAt: number | undefined;
    const upload = new tus.Upload(content, {
      endpoint: `http://127.0.0.1:${port}/api/uploads`,
      headers: bearer(person),
      metadata: { filename: "round.mp4", filetype: "video/mp4" },
      retryDelays: [],
      onBeforeRequest: (request) => {
        const offset = request.getHeader("Upload-Offset");
        if (request.getMethod() === "PATCH") beganAt ??= Number(offset);
      },
      onSuccess: () => resolve({ address: upload.url ?? "", beganAt: beganAt ?? -1 }),
      onError: reject,
      ...more,
    });
    upload.start();
  });
}

async function call(person: Person, method: string, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { ...bearer(person), "tus-resumable": "1.0.0", ...headers },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
}

async function announce(person: Person, sizeBytes: number): Promise<string> {
  const { status, headers } = await call(person, "POST", "/api/uploads", {
    "upload-length": String(sizeBytes),
    "upload-metadata": `filename ${btoa("round.mp4")},filetype ${btoa("video/mp4")}`,
  });
  expect(status).toBe(201);
  return headers.get("location") ?? "";
}

/** A piece whose sender stops in the middle and keeps the connection open. */
function sendHalf(person: Person, path: string, content: Buffer): http.ClientRequest {
  const request = http.request({ port, path, method: "PATCH", agent: false });
  for (const [name, value] of Object.entries({
    ...bearer(person),
    "tus-resumable": "1.0.0",
    "upload-offset": "0",
    "content-type": "application/offset+octet-stream",
    "content-length": String(content.length),
  })) {
    request.setHeader(name, value);
  }
  request.on("error", () => {});
  request.write(content.subarray(0, content.length / 2));
  return request;
}

function filesOnDisk(): string[] {
  try {
    return readdirSync(partial, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
  } catch {
    return [];
  }
}

const arrivedBytes = () =>
  Math.max(
    0,
    ...filesOnDisk()
      .filter((path) => !path.endsWith(".json"))
      .map((path) => statSync(path).size),
  );

describe("an upload in pieces", () => {
  it("is sent by the protocol's own client, becomes a file once, and leaves nothing", async () => {
    const content = video(3 * mib + 17);
    const { address, beganAt } = await sendWith("ben", content, { chunkSize: mib });
    expect(beganAt).toBe(0);
    const key = { "idempotency-key": "finish-1" };
    const made = await call("ben", "POST", `${pathOf(address)}/file`, key);
    expect(made).toMatchObject({ status: 201, body: { name: "round.mp4", sha256: sha256(content) } });
    expect(filesOnDisk()).toEqual([]);
    const again = await call("ben", "POST", `${pathOf(address)}/file`, key);
    expect(again).toMatchObject({ status: 201, body: made.body });
    expect((await call("ben", "POST", `${pathOf(address)}/file`)).status).toBe(404);
  });

  it("goes on after the server was killed in the middle of a piece", { timeout: 60_000 }, async () => {
    const content = video(8 * mib);
    const path = await announce("ben", content.length);
    const request = sendHalf("ben", path, content);
    await expect.poll(arrivedBytes, { timeout: 10_000 }).toBe(4 * mib);
    await kill();
    request.destroy();
    await start();
    const { beganAt } = await sendWith("ben", content, { uploadUrl: `http://127.0.0.1:${port}${path}` });
    expect(beganAt).toBe(4 * mib);
    const made = await call("ben", "POST", `${path}/file`);
    expect(made).toMatchObject({ status: 201, body: { sizeBytes: content.length, sha256: sha256(content) } });
    expect(filesOnDisk()).toEqual([]);
  });

  it("goes on at once where the old connection is still open here", async () => {
    const content = video(2 * mib);
    const path = await announce("ben", content.length);
    const request = sendHalf("ben", path, content);
    await expect.poll(arrivedBytes).toBe(mib);
    const askedAt = performance.now();
    const head = await call("ben", "HEAD", path);
    expect(head.headers.get("upload-offset")).toBe(String(mib));
    expect(head.headers.get("upload-length")).toBe(String(2 * mib));
    expect(performance.now() - askedAt).toBeLessThan(5_000);
    const { beganAt } = await sendWith("ben", content, { uploadUrl: `http://127.0.0.1:${port}${path}` });
    expect(beganAt).toBe(mib);
    request.destroy();
    expect((await call("ben", "POST", `${path}/file`)).body).toMatchObject({ sha256: sha256(content) });
  });

  it("is given up without a trace, also while a piece arrives", async () => {
    const content = video(2 * mib);
    const path = await announce("ben", content.length);
    const request = sendHalf("ben", path, content);
    await expect.poll(arrivedBytes).toBe(mib);
    expect((await call("ben", "DELETE", path)).status).toBe(204);
    expect(filesOnDisk()).toEqual([]);
    expect((await call("ben", "HEAD", path)).status).toBe(404);
    request.destroy();
  });

  it("is nobody else's", async () => {
    const path = await announce("ben", 100);
    for (const method of ["HEAD", "DELETE"]) expect((await call("amina", method, path)).status).toBe(404);
    expect((await call("amina", "POST", `${path}/file`)).status).toBe(404);
    expect((await call("ben", "DELETE", path)).status).toBe(204);
  });

  it("is refused in order: another beginning, too much, another version, too large, without an end", async () => {
    const path = await announce("ben", 100);
    const patch = (offset: string, body: BodyInit, more: Record<string, string> = {}) =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        method: "PATCH",
        body,
        headers: {
          ...bearer("ben"),
          "tus-resumable": "1.0.0",
          "content-type": "application/offset+octet-stream",
          "upload-offset": offset,
          ...more,
        },
      });
    expect((await patch("7", "late")).status).toBe(409);
    expect((await patch("0", "x".repeat(101))).status).toBe(413);
    expect((await patch("0", "x", { "content-type": "text/plain" })).status).toBe(415);
    expect((await patch("x", "x")).status).toBe(400);
    const other = await patch("0", "x", { "tus-resumable": "0.2.2" });
    expect([other.status, other.headers.get("tus-version")]).toEqual([412, "1.0.0"]);
    expect((await call("ben", "POST", `${path}/file`)).status).toBe(409);
    const announced = (sizeBytes: string) =>
      call("ben", "POST", "/api/uploads", {
        "upload-length": sizeBytes,
        "upload-metadata": `filename ${btoa("a.mp4")}`,
      });
    expect((await announced(String(25 * mib + 1))).status).toBe(413);
    expect((await announced("0")).status).toBe(422);
    expect((await announced("-1")).status).toBe(400);
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)) });
    // Its answer is a refusal, or a connection that is closed while it is still being sent.
    const answer = await patch("0", endless, { duplex: "half" } as Record<string, string>).catch(() => undefined);
    expect([413, undefined]).toContain(answer?.status);
    expect((await call("ben", "HEAD", path)).headers.get("upload-offset")).not.toBe("101");
    expect((await call("ben", "DELETE", path)).status).toBe(204);
    expect(filesOnDisk()).toEqual([]);
  });
});
