import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Transform } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AssignmentsAnswer } from "#src/features/progress/schema.ts";
import { makeCertificate } from "../support/certificate.ts";
import { startDemoProgram } from "../support/demo-program.ts";
import { getJson, signIn } from "../support/http-client.ts";
import { discardProgram, ownerUrlOf, type Program } from "../support/program.ts";

/** `npm run check:deployment` against a program of its own, behind a proxy with TLS that puts faults in. */

const root = join(import.meta.dirname, "../..");
const password = "demo-Competency-2026";

type Faults = {
  /** Added to the Date header. */
  skewMs?: number;
  without?: string;
  /** Neither streams nor sockets get through. */
  holdsEvents?: boolean;
  changesUploads?: boolean;
  changesDownloads?: boolean;
  /** Answered with 500. */
  fails?: RegExp;
  repeatsHeaders?: boolean;
};

type Row = { verdict: string; line: string };
type Run = { code: number | null; rows: Map<string, Row>; text: string };

describe("the check of a running program", () => {
  let program: Program;
  let proxy: https.Server;
  let address = "";
  let folder = "";
  let faults: Faults = {};

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "competency-check-"));
    const certificate = makeCertificate();
    writeFileSync(join(folder, "ca.pem"), certificate.cert);
    proxy = https.createServer(certificate, pass);
    proxy.on("upgrade", (request, socket, head) => {
      if (faults.holdsEvents) return void socket.destroy();
      const inner = connect(program.port, "127.0.0.1", () => {
        const lines = request.rawHeaders.flatMap((name, at, all) => (at % 2 === 0 ? [`${name}: ${all[at + 1]}`] : []));
        inner.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
        inner.write(head);
        inner.pipe(socket).pipe(inner);
      });
      inner.on("error", () => socket.destroy());
      socket.on("error", () => inner.destroy());
    });
    proxy.listen(0);
    await once(proxy, "listening");
    address = `https://localhost:${(proxy.address() as AddressInfo).port}`;
    program = await startDemoProgram({ env: { APP_URL: address, RATE_LIMIT_PER_MINUTE: "10000" } });
  });
  afterAll(async () => {
    proxy?.closeAllConnections();
    proxy?.close();
    await discardProgram(program);
    rmSync(folder, { recursive: true, force: true });
  });

  function pass(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { url: path = "", method, headers } = request;
    if (faults.fails?.test(`${method} ${path}`)) return void response.writeHead(500).end("{}");
    const inner = http.request({ host: "127.0.0.1", port: program.port, path, method, headers }, (answer) => {
      const given: http.OutgoingHttpHeaders = { ...answer.headers };
      if (faults.skewMs) given.date = new Date(Date.now() + faults.skewMs).toUTCString();
      if (faults.without) delete given[faults.without];
      if (faults.repeatsHeaders && headers["x-path"]) given["x-path"] = headers["x-path"];
      response.writeHead(answer.statusCode ?? 502, given);
      if (faults.holdsEvents && path.startsWith("/api/realtime/")) {
        response.flushHeaders();
        return void answer.resume();
      }
      const isDownload = faults.changesDownloads && path.startsWith("/api/file-contents/");
      (isDownload ? answer.pipe(changed()) : answer).pipe(response);
    });
    inner.on("error", () => response.destroy());
    response.on("close", () => inner.destroy());
    const isUpload = faults.changesUploads && method === "POST" && path === "/api/files";
    (isUpload ? request.pipe(changed()) : request).pipe(inner);
  }

  /** Of the same length, so that only the content says it. */
  const changed = () =>
    new Transform({
      transform: (part, _encoding, done) => done(null, Buffer.from(String(part).replace("A check", "B check"))),
    });

  async function check(
    put: Faults = {},
    { args = ["--demo"], env = {} }: { args?: string[]; env?: object } = {},
  ): Promise<Run> {
    faults = put;
    const child = spawn(
      process.execPath,
      ["src/processes/check-deployment.ts", "--url", address, "--wait", "20", ...args],
      {
        cwd: root,
        env: { NODE_ENV: "production", PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: join(folder, "ca.pem"), ...env },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    let [text, progress] = ["", ""];
    child.stdout.on("data", (part) => {
      text += part;
    });
    child.stderr.on("data", (part) => {
      progress += part;
    });
    const [code] = await once(child, "close");
    faults = {};
    const rows = new Map<string, Row>();
    for (const line of text.split("\n")) {
      const [, name, verdict] = /^(\S.*?) {2,}(OK|FAULT|NOT RUN) /.exec(line) ?? [];
      if (name && verdict) rows.set(name, { verdict, line });
    }
    for (const secret of [password, "Bearer", "eyJ"]) expect(text + progress).not.toContain(secret);
    return { code, rows, text: text + progress };
  }

  const verdicts = ({ rows }: Run, verdict: string) =>
    [...rows].filter(([, row]) => row.verdict === verdict).map(([name]) => name);

  async function studentStandsAt(): Promise<unknown> {
    const student = await signIn(program.address, "student@demo.test");
    const { items } = await getJson<AssignmentsAnswer>(
      program.address,
      student,
      "/api/competency-assignments?limit=100",
    );
    return items.map(({ id, status, observations, progressPercentage }) => [
      id,
      status,
      observations,
      progressPercentage,
    ]);
  }

  it("finds a sound one OK, and leaves the student where they were", async () => {
    const before = await studentStandsAt();
    const run = await check({}, { env: { DIRECT_URL: ownerUrlOf(program) } });
    expect(run.text).not.toMatch(/FAULT|NOT RUN/);
    expect(run.code).toBe(0);
    expect([...run.rows.keys()]).toEqual([
      ...["address", "HSTS", "script policy", "/healthz", "/readyz", "clock", "forged headers"],
      ...["sign in: student", "sign in: supervisor", "sign in: admin"],
      ...["upload", "submission", "taken back", "event", "progress", "download", "files need sign-in", "jobs"],
      ...["sign out", "migrations", "policies", "roles", "publication"],
    ]);
    expect(run.rows.get("event")?.line).toMatch(/by the stream after .*by the socket after/);
    expect(await studentStandsAt()).toEqual(before);
  });

  it.each<[string, Faults, string[]]>([
    ["a clock that is wrong", { skewMs: 60_000 }, ["clock"]],
    ["no HSTS", { without: "strict-transport-security" }, ["HSTS"]],
    ["no policy", { without: "content-security-policy" }, ["script policy"]],
    ["forged headers believed", { repeatsHeaders: true }, ["forged headers"]],
    ["events held back", { holdsEvents: true }, ["event"]],
    ["uploads that are changed", { changesUploads: true }, ["upload"]],
    ["downloads that are changed", { changesDownloads: true }, ["download"]],
    ["an endpoint that fails", { fails: /^GET \/api\/competency-progress/ }, ["progress"]],
    ["a submission that fails", { fails: /^POST \/api\/competency-assessments$/ }, ["submission"]],
    ["a program that is not ready", { fails: /readyz/ }, ["/readyz"]],
    ["a sign-out that fails", { fails: /sign-out/ }, ["sign out"]],
  ])("says and fails with %s", async (_name, put, rows) => {
    const run = await check(put);
    expect(verdicts(run, "FAULT"), run.text).toEqual(rows);
    expect(run.code).toBe(1);
  });

  it("has the administrator void what its author could not take back", async () => {
    const run = await check({ fails: /take-back/ });
    expect(verdicts(run, "FAULT"), run.text).toEqual(["taken back"]);
    expect(run.rows.get("taken back")?.line).toContain("the administrator voided it");
    expect(verdicts(run, "NOT RUN")).toEqual(["jobs"]);
    expect(run.code).toBe(1);
  });

  it("finds one OK that has no sockets and no worker", async () => {
    const bare = await startDemoProgram({ flags: ["--serverless"], env: { RATE_LIMIT_PER_MINUTE: "10000" } });
    try {
      const run = await check({}, { args: ["--demo", "--url", bare.address, "--wait", "90"] });
      expect(run.text).not.toMatch(/FAULT|NOT RUN/);
      expect(run.rows.get("event")?.line).toMatch(/by the stream after .*the socket was not opened/);
      expect(run.code).toBe(0);
    } finally {
      await discardProgram(bare);
    }
  });

  it("says and fails where no worker works", async () => {
    const worker = program.pidOf("worker") ?? 0;
    process.kill(worker, "SIGSTOP");
    try {
      const run = await check({}, { args: ["--demo", "--wait", "8"] });
      expect(verdicts(run, "FAULT"), run.text).toEqual(["event", "jobs"]);
      expect(run.code).toBe(1);
    } finally {
      process.kill(worker, "SIGCONT");
    }
  });

  it("says and fails with an account of another role, and with a wrong password", async () => {
    const wrongRole = await check({}, { args: ["--demo", "--admin", "supervisor@demo.test"] });
    expect(verdicts(wrongRole, "FAULT"), wrongRole.text).toEqual(["sign in: admin"]);
    expect(wrongRole.rows.get("sign in: admin")?.line).toContain("the role is CLINICAL_SUPERVISOR");
    const wrongWord = await check({}, { env: { CHECK_ADMIN_PASSWORD: "not the password" } });
    expect(verdicts(wrongWord, "FAULT"), wrongWord.text).toEqual(["sign in: admin"]);
    expect(wrongWord.text).not.toContain("not the password");
    expect([wrongRole.code, wrongWord.code]).toEqual([1, 1]);
  });

  it("sends no password where nothing answers, or where others could read it", async () => {
    for (const url of ["https://localhost:9", "http://192.0.2.1:9"]) {
      const run = await check({}, { args: ["--demo", "--url", url] });
      expect(verdicts(run, "FAULT"), run.text).toEqual(["address"]);
      expect(run.text).toContain("no password was sent");
      expect([run.code, run.rows.size]).toEqual([1, 1]);
    }
  });

  it("needs accounts, and an address without a path", async () => {
    const noOne = await check({}, { args: ["--student", "student@demo.test"] });
    expect([noOne.code, noOne.text]).toEqual([2, expect.stringContaining("CHECK_STUDENT_PASSWORD: is needed")]);
    const withPath = await check({}, { args: ["--demo", "--url", `${address}/sign-in`] });
    expect([withPath.code, withPath.text]).toEqual([2, expect.stringContaining("--url: must be")]);
    const open = await check({}, { env: { SUPABASE_URL: "http://project.test" } });
    expect([open.code, open.text]).toEqual([2, expect.stringContaining("SUPABASE_URL: must be")]);
  });
});
