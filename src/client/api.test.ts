import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api, Problem } from "./api.ts";
import { forgetAnswers, knownAnswer } from "./known-answers.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let handle: Handler;
let calls: string[];
const places: string[] = [];

/** A real server and the real fetch; only the browser's location and relative addresses are replaced. */
beforeEach(async () => {
  calls = [];
  places.length = 0;
  server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    handle(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const realFetch = fetch;
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => realFetch(new URL(path, base), init));
  vi.stubGlobal("window", {
    location: { pathname: "/dashboard/student", search: "?tab=a", assign: (to: string) => places.push(to) },
  });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

function answer(response: ServerResponse, status: number, body?: object, headers: Record<string, string> = {}): void {
  const type = status >= 400 ? "application/problem+json" : "application/json";
  response.writeHead(status, { "content-type": type, ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function problemOf(call: Promise<unknown>): Promise<Problem> {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Problem)) throw new Error("Expected a Problem.", { cause: thrown });
  return thrown;
}

describe("an answer", () => {
  it("is its JSON", async () => {
    handle = (_request, response) => answer(response, 200, { total: 45 });
    await expect(api("/api/progress")).resolves.toEqual({ total: 45 });
  });

  it("without a body is undefined", async () => {
    handle = (_request, response) => response.writeHead(204).end();
    await expect(api("/api/x", { method: "DELETE" })).resolves.toBeUndefined();
  });

  it("of problem+json is a Problem with its fields", async () => {
    const errors = [{ path: "dueAt", message: "Choose a later day." }];
    handle = (_request, response) =>
      answer(response, 422, { code: "invalid", title: "Not valid", detail: "Some values.", requestId: "r1", errors });
    const problem = await problemOf(api("/api/x", { method: "POST", body: {} }));
    expect(problem).toMatchObject({ status: 422, code: "invalid", detail: "Some values.", requestId: "r1", errors });
  });

  it("of 429 has the time to wait", async () => {
    handle = (_request, response) => answer(response, 429, { code: "locked_out" }, { "retry-after": "90" });
    expect((await problemOf(api("/api/auth/sign-in", { method: "POST" }))).retryAfterSeconds).toBe(90);
  });
});

describe("an answer that the browser may not keep", () => {
  const unkept = { "cache-control": "private, no-store" };
  let sentBytes = 0;
  /** As the server: the body only for whoever does not have it. */
  const serve = (body: () => object, headers: Record<string, string> = unkept) => {
    sentBytes = 0;
    handle = (request, response) => {
      const etag = `"${JSON.stringify(body()).length}"`;
      if (request.headers["if-none-match"] === etag) return response.writeHead(304, { etag, ...headers }).end();
      sentBytes += JSON.stringify(body()).length;
      answer(response, 200, body(), { etag, ...headers });
    };
  };
  beforeEach(() => forgetAnswers());

  it("is not sent again while it is the same, and is a value of its own each time", async () => {
    serve(() => ({ total: 45 }));
    const first = await api<{ total: number }>("/api/progress");
    first.total = 0;
    await expect(api("/api/progress")).resolves.toEqual({ total: 45 });
    expect(calls).toHaveLength(2);
    expect(sentBytes).toBe(JSON.stringify({ total: 45 }).length);
  });

  it("is replaced by the next one", async () => {
    let total = 45;
    serve(() => ({ total }));
    await api("/api/progress");
    total = 460;
    await expect(api("/api/progress")).resolves.toEqual({ total });
    await expect(api("/api/progress")).resolves.toEqual({ total });
  });

  it("is asked for in full by the next person, and after a sign-out", async () => {
    serve(() => ({ total: 45 }));
    await api("/api/progress");
    forgetAnswers();
    await api("/api/progress");
    expect(sentBytes).toBe(2 * JSON.stringify({ total: 45 }).length);
  });

  it("goes when others need its place, the longest unused first", async () => {
    serve(() => ({ words: "x".repeat(900_000) }));
    for (const name of ["a", "b", "c", "d"]) await api(`/api/${name}`);
    await api("/api/a");
    await api("/api/e");
    const known = ["a", "b", "c", "d", "e"].filter((name) => knownAnswer(`/api/${name}`) !== undefined);
    expect(known).toEqual(["a", "c", "d", "e"]);
  });

  it("is not kept twice where the browser keeps it", async () => {
    serve(() => ({ total: 45 }), { "cache-control": "private, max-age=0, stale-while-revalidate=604800" });
    await api("/api/framework");
    expect(knownAnswer("/api/framework")).toBeUndefined();
  });
});

describe("an expired session", () => {
  it("is renewed once for all callers, and then all get their answers", async () => {
    let renewed = false;
    handle = (request, response) => {
      if (request.url === "/api/auth/refresh") {
        renewed = true;
        setTimeout(() => answer(response, 200, {}), 20);
      } else if (renewed) answer(response, 200, { path: request.url });
      else answer(response, 401, { code: "unauthenticated" });
    };
    const answers = await Promise.all([api("/api/a"), api("/api/b"), api("/api/c")]);
    expect(answers).toEqual([{ path: "/api/a" }, { path: "/api/b" }, { path: "/api/c" }]);
    expect(calls.filter((call) => call === "POST /api/auth/refresh")).toHaveLength(1);
    expect(places).toEqual([]);
  });

  it("that cannot be renewed redirects to sign in and back", async () => {
    handle = (_request, response) => answer(response, 401, { code: "unauthenticated" });
    expect((await problemOf(api("/api/a"))).code).toBe("unauthenticated");
    expect(places).toEqual([`/sign-in?next=${encodeURIComponent("/dashboard/student?tab=a")}&ended=1`]);
  });

  it("is not renewed for a wrong password", async () => {
    handle = (_request, response) => answer(response, 401, { code: "unauthenticated" });
    await problemOf(api("/api/auth/sign-in", { method: "POST", body: {} }));
    expect(calls).toEqual(["POST /api/auth/sign-in"]);
  });
});

describe("a broken connection", () => {
  const breakFirst: Handler = (request, response) => {
    if (calls.length === 1) request.socket.destroy();
    else answer(response, 200, { ok: true });
  };

  it("is retried for a GET", async () => {
    handle = breakFirst;
    await expect(api("/api/a")).resolves.toEqual({ ok: true });
  });

  it("is retried for a POST with an idempotency key, with the same key", async () => {
    const keys: unknown[] = [];
    handle = (request, response) => {
      keys.push(request.headers["idempotency-key"]);
      breakFirst(request, response);
    };
    await expect(api("/api/a", { method: "POST", body: {}, idempotencyKey: "k1" })).resolves.toEqual({ ok: true });
    expect(keys).toEqual(["k1", "k1"]);
  });

  it("is not retried for a plain POST, which might have arrived", async () => {
    handle = breakFirst;
    expect((await problemOf(api("/api/a", { method: "POST", body: {} }))).isOffline).toBe(true);
    expect(calls).toHaveLength(1);
  });
});

it("waits for the first attempt when the server answers that it is still running", async () => {
  handle = (_request, response) =>
    calls.length === 1 ? answer(response, 409, { code: "in_flight" }) : answer(response, 200, { id: "a1" });
  await expect(api("/api/a", { method: "POST", body: {}, idempotencyKey: "k1" })).resolves.toEqual({ id: "a1" });
});
