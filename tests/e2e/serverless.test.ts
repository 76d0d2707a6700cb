import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import http, { type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AssignmentsAnswer } from "#src/features/progress/schema.ts";
import { waitForExit } from "#src/processes/start/postmaster.mjs";
import { launchBrowser, untilSettled } from "../support/browser.ts";
import { startDemoProgram } from "../support/demo-program.ts";
import { getJson, type SignedIn, signIn } from "../support/http-client.ts";
import { openContext, type People, signInEveryone } from "../support/pages.ts";
import { discardProgram, ownerUrlOf, type Program } from "../support/program.ts";
import { s3Credentials, startS3Server } from "../support/s3.ts";
import { openStream } from "../support/stream.ts";

/** What the build does where a platform runs it without our own server: `npm run start:serverless`. */

type Answer = { status: number; headers: IncomingHttpHeaders; body: string };
type Asked = { method?: string; headers?: Record<string, string>; body?: string };

/** Node's own client sends any header, and a path as it is given. */
function ask(program: Program, path: string, { method = "GET", headers = {}, body }: Asked = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port: program.port, path, method, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
    });
    request.on("error", reject).end(body);
  });
}

/** Of the connection and not of the answer. */
const ofTransport = ["connection", "content-length", "date", "keep-alive", "transfer-encoding"];

/** What Next adds of its own requests and its compression. */
const variesByNext = /^(rsc|next-[\w-]+|accept-encoding)$/i;

/** What differs in each answer is replaced by its name. */
function comparable({ status, headers }: Answer): Record<string, unknown> {
  const kept = Object.entries(headers).filter(([name]) => !ofTransport.includes(name));
  const replaced = kept.flatMap(([name, value]) => {
    const text = [value].flat().join("\n");
    if (name === "vary") {
      const names = text.split(/,\s*/).filter((one) => !variesByNext.test(one));
      return names.length > 0 ? [[name, names]] : [];
    }
    if (name === "x-request-id") return [[name, "id"]];
    if (name === "set-cookie") return [[name, text.replace(/=[^;]+/, "=value")]];
    return [[name, text.replace(/'nonce-[^']+'/, "'nonce'").replace(/nonce="[^"]+"/g, "nonce")]];
  });
  return { status, ...Object.fromEntries(replaced) };
}

const forged = {
  "x-address": "203.0.113.9",
  "x-path": "/forged",
  "x-nonce": "forged-nonce",
  "content-security-policy": "script-src 'nonce-forged-nonce'",
};

describe("without our own server", () => {
  let own: Program;
  let bare: Program;
  let people: { own: SignedIn; bare: SignedIn };

  beforeAll(async () => {
    // One name for both, whose pages are under TLS.
    const env = { APP_URL: "https://localhost", RATE_LIMIT_PER_MINUTE: "10000" };
    own = await startDemoProgram({ env });
    bare = await startDemoProgram({ env, flags: ["--serverless"] });
    people = {
      own: await signIn(own.address, "student@demo.test"),
      bare: await signIn(bare.address, "student@demo.test"),
    };
  });
  afterAll(async () => {
    await discardProgram(own);
    await discardProgram(bare);
  });

  async function askBoth(path: string, asked: Asked & { isSignedIn?: boolean } = {}): Promise<[Answer, Answer]> {
    const ofOne = (who: "own" | "bare") => ({
      ...asked,
      headers: { host: "localhost", ...asked.headers, ...(asked.isSignedIn ? { cookie: people[who].cookie } : {}) },
    });
    return [await ask(own, path, ofOne("own")), await ask(bare, path, ofOne("bare"))];
  }

  const pages = [
    { path: "/", isSignedIn: false },
    { path: "/", isSignedIn: true },
    { path: "/sign-in", isSignedIn: false },
    { path: "/dashboard/student", isSignedIn: false },
    { path: "/dashboard/student", isSignedIn: true },
    { path: "/dashboard/super-admin/health", isSignedIn: true },
    { path: "/nothing/here", isSignedIn: false },
    { path: "/api-nothing", isSignedIn: false },
    { path: "/_next/nothing", isSignedIn: false },
    { path: "/_next/image?url=%2Ficon.svg&w=64&q=75", isSignedIn: false },
    { path: "/icon.svg", isSignedIn: false },
    { path: "/sw.js", isSignedIn: false },
    { path: "/admin/health", isSignedIn: true },
    { path: "/manifest.webmanifest", isSignedIn: false },
  ];

  it("answers pages and files with the same headers, whatever a client claims to have been told", async () => {
    for (const page of pages) {
      for (const headers of [{}, forged, { rsc: "1" }]) {
        const [ours, bares] = await askBoth(page.path, { ...page, headers });
        expect(comparable(bares), JSON.stringify([page, headers])).toEqual(comparable(ours));
        expect(bares.headers["strict-transport-security"], page.path).toContain("max-age");
        expect(bares.headers["content-security-policy"], page.path).toContain("frame-ancestors 'none'");
        for (const answer of [ours, bares]) expect(answer.body, page.path).not.toContain("forged");
      }
    }
  });

  it("gives each page a nonce of its own, which its scripts have", async () => {
    const nonces = new Set<string>();
    for (const headers of [{}, forged, forged]) {
      const { headers: answered, body } = await ask(bare, "/sign-in", { headers: { host: "localhost", ...headers } });
      const [, nonce = ""] = /'nonce-([^']+)'/.exec(answered["content-security-policy"]?.toString() ?? "") ?? [];
      nonces.add(nonce);
      const scripts = [...body.matchAll(/<script[^>]*\bnonce="([^"]*)"/g)].map(([, one]) => one);
      expect(scripts.length).toBeGreaterThan(3);
      expect(new Set(scripts)).toEqual(new Set([nonce]));
    }
    expect(nonces.size).toBe(3);
  });

  it("believes no path and no address that the client names, by whatever way to a page", async () => {
    const twisted = ["/dashboard/student", "//dashboard/student", "/./dashboard/student", "/api/../dashboard/student"];
    const encoded = ["/%64ashboard/student", "/api/%2e%2e/dashboard/student", "/_next/static/../../dashboard/student"];
    for (const path of [...twisted, ...encoded, "/_next/static/%2e%2e/%2e%2e/sign-in", "/_next/static/nothing"]) {
      for (const headers of [
        forged,
        { ...forged, "x-middleware-subrequest": "src/proxy:src/proxy:src/proxy:src/proxy:src/proxy" },
      ]) {
        const {
          status,
          headers: answered,
          body,
        } = await ask(bare, path, { headers: { host: "localhost", ...headers } });
        expect(`${answered.location} ${body}`, `${path} ${status}`).not.toContain("forged");
      }
    }
  });

  it("answers the API and what watches it with the same headers", async () => {
    const json = { "content-type": "application/json" };
    const asked: [string, Asked & { isSignedIn?: boolean }][] = [
      ["/api/auth/session", {}],
      ["/api/auth/session", { isSignedIn: true }],
      ["/api/auth/session", { headers: forged }],
      ["/api/me/notifications", { isSignedIn: true }],
      ["/api/nothing", {}],
      ["/api", {}],
      ["/api/docs", {}],
      ["/api/docs", { method: "HEAD" }],
      ["/api/auth/session", { method: "OPTIONS" }],
      ["/api/auth/sign-in", { method: "POST", headers: json, body: "{" }],
      ["/api/auth/sign-in", { method: "POST", headers: json, body: JSON.stringify({ email: "x", password: 1 }) }],
      ["/api/auth/sign-in", { method: "POST", headers: { "content-type": "text/plain" }, body: "x" }],
      ["/api/progress?limit=nonsense", { isSignedIn: true }],
      ["/healthz", {}],
      ["/.well-known/security.txt", {}],
    ];
    for (const [path, options] of asked) {
      const [ours, bares] = await askBoth(path, options);
      expect(comparable(bares), JSON.stringify([path, options])).toEqual(comparable(ours));
    }
    const tags = await askBoth("/api/docs");
    expect(tags[1].body).toBe(tags[0].body);
  });

  it("says that nothing has changed as our server does", async () => {
    const path = "/api/certificates";
    const [ours, bares] = await askBoth(path, { isSignedIn: true });
    expect(ours.status).toBe(200);
    const again = async (program: Program, who: SignedIn, { headers }: Answer) =>
      ask(program, path, { headers: { host: "localhost", cookie: who.cookie, "if-none-match": String(headers.etag) } });
    const [first, second] = [await again(own, people.own, ours), await again(bare, people.bare, bares)];
    expect([first.status, second.status]).toEqual([304, 304]);
    const { etag: _ours, ...one } = comparable(first);
    const { etag: _bares, ...other } = comparable(second);
    expect(other).toEqual(one);
  });

  it("answers to its own names alone", async () => {
    for (const path of [
      "/sign-in",
      "/api/auth/session",
      "/api/docs",
      "/icon.svg",
      "/.well-known/security.txt",
      "/none",
    ]) {
      const [ours, bares] = await askBoth(path, { headers: { host: "evil.test" } });
      expect(bares.status, path).toBe(421);
      expect(comparable(bares), path).toEqual(comparable(ours));
    }
    expect((await ask(bare, "/readyz", { headers: { host: "evil.test" } })).status).toBe(200);
  });

  it("compresses what a browser takes compressed, and only once", async () => {
    for (const path of ["/api/docs", "/api/openapi.json", "/sign-in"]) {
      const answer = await fetch(`${bare.address}${path}`);
      expect(answer.headers.get("content-encoding"), path).toBe("gzip");
      expect(await answer.text(), path).toMatch(/^[{<]/);
    }
  });
});

describe("npm run start:serverless", () => {
  let program: Program;
  let browser: Browser;
  let people: People;
  const bucketDir = mkdtempSync(join(tmpdir(), "competency-bucket-"));
  let s3: Awaited<ReturnType<typeof startS3Server>>;
  let written: string[];

  beforeAll(async () => {
    s3 = await startS3Server(bucketDir, "evidence");
    const env = {
      STREAM_SECONDS: "6",
      S3_BUCKET: "evidence",
      S3_ENDPOINT: s3.url,
      S3_ACCESS_KEY_ID: s3Credentials.accessKeyId,
      S3_SECRET_ACCESS_KEY: s3Credentials.secretAccessKey,
    };
    program = await startDemoProgram({ env, flags: ["--serverless"] });
    browser = await launchBrowser();
    for (const folder of ["uploads", "anchors"]) rmSync(join(program.dir, folder), { recursive: true, force: true });
    written = writtenIn(program.dir);
    people = await signInEveryone(program.address);
  });
  afterAll(async () => {
    await browser?.close();
    await discardProgram(program);
    await s3.close();
    rmSync(bucketDir, { recursive: true, force: true });
  });

  /** Without what the database and the supervisor write, and the mails of a demo. */
  function writtenIn(dir: string): string[] {
    const others = ["postgres", "log", "run", "outbox"];
    return readdirSync(dir)
      .filter((name) => !others.includes(name))
      .flatMap((name) => [name, ...(statSync(join(dir, name)).isDirectory() ? readdirSync(join(dir, name)) : [])]);
  }

  const person = (who: "student" | "supervisor"): SignedIn => {
    const found = people[who];
    if (!found) throw new Error(`${who} is not signed in`);
    return found;
  };

  async function findUnassessed(): Promise<string> {
    const { items } = await getJson<AssignmentsAnswer>(
      program.address,
      person("supervisor"),
      `/api/competency-assignments?studentId=${person("student").user.id}&status=NOT_STARTED&limit=100`,
    );
    const found = items.find(({ scaleKind }) => scaleKind === "ORDINAL");
    if (!found) throw new Error("the demo student has nothing that is not assessed yet");
    return found.competencyId;
  }

  async function assess(competencyId: string): Promise<void> {
    const answer = await fetch(`${program.address}/api/competency-assessments`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${person("supervisor").token}` },
      body: JSON.stringify({
        studentId: person("student").user.id,
        competencyId,
        evaluationData: { overallRating: 4 },
      }),
    });
    expect(answer.status, await answer.clone().text()).toBe(201);
  }

  it("has no worker of its own, and nothing for one to be missed by", async () => {
    expect(program.pidOf("web")).toBeGreaterThan(0);
    expect(program.pidOf("worker")).toBeUndefined();
    expect((await ask(program, "/readyz")).status).toBe(200);
  });

  it("signs in, shows the dashboard under its policy, and takes an assessment in its form", async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" && /Content Security Policy/.test(message.text())) faults.push(message.text());
    });
    await page.goto(`${program.address}/sign-in`);
    await page.getByLabel("Email").fill("supervisor@demo.test");
    await page.getByLabel("Password", { exact: true }).fill("demo-Competency-2026");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL(/\/dashboard\//);
    await untilSettled(page);
    const competencyId = await findUnassessed();
    await page.goto(
      `${program.address}/assessment/new?studentId=${person("student").user.id}&competencyId=${competencyId}`,
    );
    await untilSettled(page);
    await page.locator('[data-field="overallRating"] label').last().click();
    await page
      .getByRole("button", { name: /^Submit/ })
      .first()
      .click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Submit", exact: true }).click();
    await page
      .getByText(/^Submitted: /)
      .first()
      .waitFor();
    await expect
      .poll(async () => {
        const { items } = await getJson<AssignmentsAnswer>(
          program.address,
          person("supervisor"),
          `/api/competency-assignments?studentId=${person("student").user.id}&status=NOT_STARTED&limit=100`,
        );
        return items.some((item) => item.competencyId === competencyId);
      })
      .toBe(false);
    expect(faults).toEqual([]);
    await context.close();
  });

  it("ends a stream after its time, and goes on in the next without a gap or a repeat", async () => {
    const { token } = person("student");
    const first = await openStream(program.address, { token });
    await assess(await findUnassessed());
    await expect.poll(() => first.messages.length).toBeGreaterThan(0);
    const startedAt = Date.now();
    expect(await first.closed).toEqual({ code: 1012, isWhole: true });
    expect(Date.now() - startedAt).toBeLessThan(8_000);
    const lastEventId = first.messages.at(-1)?.id;
    await assess(await findUnassessed());
    await sleep(500);
    const second = await openStream(program.address, { token, ...(lastEventId ? { lastEventId } : {}) });
    await expect.poll(() => second.messages.length).toBeGreaterThan(0);
    expect(second.messages.map(({ type }) => type)).not.toContain("resync");
    const ids = [...first.messages, ...second.messages].map(({ id }) => Number(id));
    expect(ids).toEqual([...new Set(ids)].sort((one, other) => one - other));
    second.leave();
  });

  it("keeps a page live over the stream, across its end", async () => {
    const context = await openContext(browser, {
      address: program.address,
      person: person("student"),
      width: 1440,
      height: 900,
    });
    const streams: string[] = [];
    context.on("request", (request) => {
      if (request.url().includes("/api/realtime/stream")) streams.push(request.url());
    });
    const page = await context.newPage();
    await page.goto(`${program.address}/dashboard/student`);
    await untilSettled(page);
    await page.getByRole("status").filter({ hasText: "Up to date" }).waitFor({ timeout: 30_000 });
    await expect.poll(() => streams.length, { timeout: 30_000 }).toBeGreaterThan(1);
    await page.getByRole("status").filter({ hasText: "Up to date" }).waitFor({ timeout: 30_000 });
    await context.close();
  });

  it("keeps the anchors of the audit in the bucket, and has written nothing to its data folder", async () => {
    const client = new pg.Client(ownerUrlOf(program));
    await client.connect();
    // As on the next day: the jobs of each minute find a check that is due.
    await client.query("update audit_checks set checked_at = checked_at - interval '2 days'");
    await client.end();
    const folder = join(bucketDir, "evidence", "anchors");
    await expect.poll(() => existsSync(folder) && readdirSync(folder).length, { timeout: 150_000 }).toBeGreaterThan(0);
    expect(writtenIn(program.dir)).toEqual(written);
  }, 180_000);

  it("stops in order, and by itself when its supervisor is gone", async () => {
    const web = program.pidOf("web") ?? 0;
    process.kill(program.pid, "SIGKILL");
    expect(await waitForExit(web, 15_000)).toBe(true);
  });
});
