import { existsSync } from "node:fs";
import http, { type IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AssignmentsAnswer } from "#src/features/progress/schema.ts";
import { freePort } from "#src/processes/start/embedded-postgres.mjs";
import { launchBrowser, untilSettled } from "../support/browser.ts";
import { startDemoProgram } from "../support/demo-program.ts";
import { getJson, type SignedIn, signIn } from "../support/http-client.ts";
import { openContext, type People, signInEveryone } from "../support/pages.ts";
import { discardProgram, type Program, startProgram } from "../support/program.ts";
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

/** Of the connection and not of the answer; and what Next counts for its own client. */
const ofTransport = ["connection", "content-length", "date", "keep-alive", "transfer-encoding"];

/** What differs in each answer is replaced by its name. */
function comparable({ status, headers }: Answer): Record<string, unknown> {
  const kept = Object.entries(headers).filter(([name]) => !ofTransport.includes(name));
  const replaced = kept.map(([name, value]) => {
    const text = [value].flat().join("\n");
    if (name === "x-request-id") return [name, "id"];
    if (name === "set-cookie") return [name, text.replace(/=[^;]+/, "=value")];
    return [name, text.replace(/'nonce-[^']+'/, "'nonce'")];
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
    const ports = [await freePort(), await freePort()];
    // One name for both, whose pages are under TLS.
    const env = { APP_URL: "https://localhost", RATE_LIMIT_PER_MINUTE: "10000" };
    void ports;
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
      for (const headers of [forged, { ...forged, "x-middleware-subrequest": "src/proxy:src/proxy:src/proxy:src/proxy:src/proxy" }]) {
        const { status, headers: answered, body } = await ask(bare, path, { headers: { host: "localhost", ...headers } });
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
    const path = "/api/progress/me";
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
    for (const path of ["/sign-in", "/api/auth/session", "/api/docs", "/icon.svg", "/.well-known/security.txt", "/none"]) {
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
