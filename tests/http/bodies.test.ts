import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signAccessToken } from "#src/platform/identity/access-token.ts";
import { arrangeTwoSchools } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import { makeExamples } from "../support/examples.ts";
import { isServerless, ServerlessProcess } from "../support/serverless.ts";
import { type Person, people } from "../support/two-schools.ts";

const mib = 1024 * 1024;
const database = useDatabase();
const examples = makeExamples(() => database.owner());
const uploads = join(process.env.DATA_DIR ?? "", "uploads");

let child: ChildProcess;
let bare: ServerlessProcess | undefined;
let port = 0;

beforeAll(async () => {
  process.env.RATE_LIMIT_PER_MINUTE = "1000000";
  await arrangeTwoSchools(database.owner());
  if (isServerless) {
    bare = await ServerlessProcess.start();
    port = bare.port;
    return;
  }
  child = fork(join(import.meta.dirname, "../support/api-process.ts"), { stdio: "inherit" });
  ({ port } = await answerOf(child));
});
afterAll(async () => {
  if (bare) await bare.kill();
  else child.kill("SIGKILL");
});

async function answerOf(process: ChildProcess) {
  const [message] = await once(process, "message");
  return message as { port: number; rssBytes: number; peakBytes: number };
}

async function memory() {
  if (bare) return bare.memory();
  child.send("memory");
  return answerOf(child);
}

const { endpoints } = await import("#src/http/endpoints.ts");

function userOf(roles: Record<string, unknown>): Person {
  const order: Person[] = ["hansen", "admin", "super", "amina"];
  return order.find((person) => roles[people[person].role] !== undefined) ?? "admin";
}

type Answer = { status: number; headers: http.IncomingHttpHeaders; body: string; sentBytes: number };

/** Sends the pieces as fast as they are taken, until there is an answer. Without `length` the body is chunked. */
async function send(
  person: Person | undefined,
  path: string,
  type: string,
  pieces: Iterable<string | Buffer>,
  headers: http.OutgoingHttpHeaders = {},
): Promise<Answer> {
  const { id, role, schoolId } = people[person ?? "amina"];
  const provedAt = Math.floor(Date.now() / 1000);
  const token = signAccessToken({ kind: "user", userId: id, role, schoolId, sessionId: `session_${id}`, provedAt });
  const { ":method": method = "POST", ...rest } = headers;
  // As a browser's: a connection that is to be closed is closed at once after a refusal.
  const agent = new http.Agent({ keepAlive: true });
  const request = http.request({ port, method: String(method), path, agent });
  request.setHeader("content-type", type);
  if (person) request.setHeader("authorization", `Bearer ${token}`);
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) request.setHeader(name, value);
  let answer: http.IncomingMessage | undefined;
  let failure: Error | undefined;
  request.on("error", (error) => {
    failure = error;
  });
  const answered = new Promise<void>((done) => {
    request.on("response", (response) => {
      answer = response;
      done();
    });
    request.on("close", () => done());
  });
  let sentBytes = 0;
  for (const piece of pieces) {
    if (answer || failure) break;
    sentBytes += Buffer.byteLength(piece);
    if (!request.write(piece)) await Promise.race([once(request, "drain").catch(() => {}), answered]);
  }
  if (!answer && !failure) request.end();
  await answered;
  if (!answer) throw failure ?? new Error("no answer");
  let body = "";
  answer.setEncoding("utf8");
  try {
    for await (const text of answer) body += text;
  } catch {
    // The server closes a connection whose body it has refused.
  }
  agent.destroy();
  return { status: answer.statusCode ?? 0, headers: answer.headers, body, sentBytes };
}

function* endless(first: string, piece: string | Buffer): Generator<string | Buffer> {
  yield first;
  for (;;) yield piece;
}

const boundary = "----a-boundary";
const multipart = `multipart/form-data; boundary=${boundary}`;
const opening = (name = "note.txt", type = "text/plain") =>
  `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`;
const closing = `\r\n--${boundary}--\r\n`;

function* fileOf(sizeBytes: number, name?: string, type?: string): Generator<string | Buffer> {
  yield opening(name, type);
  const piece = Buffer.alloc(64 * 1024, "a");
  for (let left = sizeBytes; left > 0; left -= piece.length)
    yield left < piece.length ? piece.subarray(0, left) : piece;
  yield closing;
}

const lengthOf = (sizeBytes: number) => opening().length + sizeBytes + closing.length;
const left = () => {
  try {
    return readdirSync(uploads);
  } catch {
    return [];
  }
};

/** A file is removed behind the answer. */
const expectNothingLeft = () => expect.poll(left, { timeout: 5_000 }).toEqual([]);

describe("a body without an end", () => {
  const taking = endpoints.filter(({ input }) => input.body || input.upload);

  it.each(taking.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
    "%s refuses it at its limit, with memory flat",
    // A body without a limit is taken without end each time; what the collector has not got to yet is not.
    { timeout: 60_000, retry: 2 },
    async (name, { method, permission, path, input, bodyLimitBytes }) => {
      const person = permission === "public" ? undefined : userOf(permission.roles);
      const address = permission === "public" ? path : ((await examples[name]?.call("amina"))?.path ?? "");
      const before = await memory();
      const piece = Buffer.alloc(64 * 1024, "a");
      for (const type of [...(input.body ? ["application/json"] : []), ...(input.upload ? [multipart] : [])]) {
        const first = type === multipart ? opening() : '{"fileName":"a.csv","content":"';
        const answer = await send(person, address, type, endless(first, piece), { ":method": method });
        expect(answer.status, `${type}: ${answer.body}`).toBe(413);
        expect(answer.headers["content-type"]).toContain("application/problem+json");
        const limit = type === multipart ? (input.upload?.limitBytes ?? 0) : (bodyLimitBytes ?? 256 * 1024);
        // What is on the way: the buffers of two sockets.
        expect(answer.sentBytes).toBeLessThan(limit + 16 * mib);
      }
      const { peakBytes } = await memory();
      expect(peakBytes - before.rssBytes).toBeLessThan(120 * mib);
      await expectNothingLeft();
    },
  );
});

describe("uploads", () => {
  it("keeps memory bounded under 60 at once of 24 MB, and refuses in order what is too much [V5.2.1]", {
    timeout: 120_000,
  }, async () => {
    const senders = (Object.keys(people) as Person[]).filter((person) => people[person].role !== "SUPER_ADMIN");
    const sizeBytes = 24 * mib;
    const before = await memory();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        send(senders[n % senders.length], "/api/files", multipart, fileOf(sizeBytes), {
          "content-length": lengthOf(sizeBytes),
        }),
      ),
    );
    const { peakBytes } = await memory();
    expect(peakBytes - before.rssBytes).toBeLessThan(250 * mib);
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([201, 503]));
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThanOrEqual(20);
    for (const { status, headers } of answers)
      if (status === 503) expect(Number(headers["retry-after"])).toBeGreaterThan(0);
    await expectNothingLeft();
  });

  it("limits how many one person has on the way, and counts them down", async () => {
    const waiting = Array.from({ length: 6 }, () => {
      const request = http.request({ port, method: "POST", path: "/api/files", agent: false });
      const { id, role, schoolId } = people.ben;
      const token = signAccessToken({ kind: "user", userId: id, role, schoolId, sessionId: `session_${id}` });
      request.setHeader("authorization", `Bearer ${token}`);
      request.setHeader("content-type", multipart);
      request.on("error", () => {});
      request.write(opening() + "a".repeat(1000));
      return request;
    });
    await expect.poll(() => left().length).toBe(6);
    const seventh = await send("ben", "/api/files", multipart, fileOf(10));
    expect(seventh.status).toBe(429);
    expect(Number(seventh.headers["retry-after"])).toBeGreaterThan(0);
    expect((await send("amina", "/api/files", multipart, fileOf(10))).status).toBe(201);
    for (const request of waiting) request.destroy();
    await expectNothingLeft();
    expect((await send("ben", "/api/files", multipart, fileOf(10))).status).toBe(201);
  });

  it("leaves no temporary file after a success, a refusal, or an upload that breaks off [V1.4.3]", async () => {
    expect((await send("ben", "/api/files", multipart, fileOf(3 * mib))).status).toBe(201);
    expect(
      (await send("ben", "/api/files", multipart, fileOf(3 * mib, "run.exe", "application/x-msdownload"))).status,
    ).toBe(415);
    expect((await send("ben", "/api/files", multipart, fileOf(26 * mib))).status).toBe(413);
    expect((await send("ben", "/api/files", multipart, [opening(), "cut off here"])).status).toBe(400);
    expect((await send("ben", "/api/files", "multipart/form-data", fileOf(10))).status).toBe(415);
    expect((await send("ben", "/api/files", "multipart/form-data; a=b", fileOf(10))).status).toBe(400);
    expect((await send("ben", "/api/files", multipart, [`--${boundary}--\r\n`])).status).toBe(422);
    await expectNothingLeft();
  });

  it("removes at start what a process left that ended in the middle", async () => {
    const { mkdirSync, utimesSync, writeFileSync } = await import("node:fs");
    mkdirSync(uploads, { recursive: true });
    const old = join(uploads, "left-by-a-crash");
    writeFileSync(old, "half");
    utimesSync(old, new Date(Date.now() - 3_600_000), new Date(Date.now() - 3_600_000));
    const fresh = join(uploads, "of-another-process");
    writeFileSync(fresh, "half");
    const { prepareUploads } = await import("#src/platform/http/upload.ts");
    await prepareUploads();
    expect(left()).toEqual(["of-another-process"]);
  });
});
