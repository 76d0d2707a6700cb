import type { Hono } from "hono";
import type pg from "pg";
import { afterAll, beforeAll } from "vitest";
import type { Role } from "#src/policy/actor.ts";
import { expectNoSealedWords, expectNoSealedWordsInZip } from "./no-sealed-words.ts";
import { isServerless, ServerlessProcess } from "./serverless.ts";
import { insertSessions, insertTwoSchools, type Person, people } from "./two-schools.ts";

export type ApiAnswer = { status: number; headers: Headers; body: unknown; bytes: Uint8Array };
/** One of the two schools' people, or somebody whom a test added, with a session called after them. */
export type Caller = Person | { id: string; role: Role; schoolId: string };
export type ApiCall = {
  query?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
  raw?: RequestInit["body"];
};

/**
 * The API itself, called as over HTTP with a bearer token, but without a network. Call it after `useDatabase`, so that
 * it reads the test's settings. With TEST_SERVERLESS, the build under Next's own server.
 */
export function useApi({ requestsAtOnce = "100000" } = {}) {
  // These tests send more requests in a second than a person in an hour; the limits have tests of their own.
  process.env.RATE_LIMIT_PER_MINUTE = "1000000";
  process.env.REQUESTS_AT_ONCE = requestsAtOnce;
  let app: Pick<Hono, "request"> | ServerlessProcess | undefined;
  let tokenOf: ((person: Caller) => string) | undefined;

  beforeAll(async () => {
    const { createApi } = await import("#src/http/api.ts");
    const { now } = await import("#src/lib/clock.ts");
    const { signAccessToken } = await import("#src/platform/identity/access-token.ts");
    app = isServerless ? await ServerlessProcess.start() : createApi();
    tokenOf = (person) => {
      const { id, role, schoolId } = typeof person === "string" ? people[person] : person;
      const provedAt = Math.floor(now().getTime() / 1000);
      return signAccessToken({ kind: "user", userId: id, role, schoolId, sessionId: `session_${id}`, provedAt });
    };
  });
  afterAll(async () => {
    const { flushInteractions } = await import("#src/platform/interactions/interactions.ts");
    const { closePools } = await import("#src/platform/db/client.ts");
    await flushInteractions();
    await closePools();
    if (app instanceof ServerlessProcess) await app.kill();
  });

  async function call(
    person: Caller | undefined,
    method: string,
    path: string,
    options: ApiCall = {},
  ): Promise<ApiAnswer> {
    if (!app || !tokenOf) throw new Error("The API is there from beforeAll on.");
    const query = options.query ? `?${new URLSearchParams(options.query)}` : "";
    const headers: Record<string, string> = { ...options.headers };
    if (person) headers.authorization = `Bearer ${tokenOf(person)}`;
    let body = options.raw;
    if (options.body !== undefined) {
      headers["content-type"] ??= "application/json";
      body = typeof options.body === "string" ? options.body : JSON.stringify(options.body);
    }
    const response = await app.request(`${path}${query}`, { method, headers, ...(body === undefined ? {} : { body }) });
    // A stream of events has no end of its own.
    const type = response.headers.get("content-type") ?? "";
    const isEndless = type.startsWith("text/event-stream");
    if (isEndless) await response.body?.cancel();
    const bytes = new Uint8Array(isEndless ? [] : await response.arrayBuffer());
    const where = `the answer to ${method} ${path}`;
    if (/spreadsheetml|\/zip/.test(type)) expectNoSealedWordsInZip(bytes, where);
    if (type.includes("spreadsheetml")) {
      return { status: response.status, headers: response.headers, body: bytes, bytes };
    }
    const text = new TextDecoder().decode(bytes);
    expectNoSealedWords(text, where);
    const isJson = type.includes("json");
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text, bytes };
  }

  return {
    call,
    /** Endpoints answer what is sent, not that it was sent too often. */
    async removeLimits(): Promise<void> {
      const { endpoints } = await import("#src/http/endpoints.ts");
      for (const endpoint of endpoints) delete endpoint.limitPerMinute;
      if (app instanceof ServerlessProcess) await app.setLimits("none");
    },
    get: (person: Caller | undefined, path: string, options?: ApiCall) => call(person, "GET", path, options),
    post: (person: Caller | undefined, path: string, body: unknown, headers: Record<string, string> = {}) =>
      call(person, "POST", path, { body, headers }),
  };
}

/** Commits the two schools, with the progress rows that the program would have written. */
export async function arrangeTwoSchools(owner: pg.Client): Promise<void> {
  await owner.query("begin");
  await insertTwoSchools(owner);
  await insertSessions(owner);
  await owner.query("commit");
  await recount(
    Object.values(people)
      .filter(({ role }) => role === "STUDENT")
      .map(({ id }) => id),
  );
}

/** Writes the progress rows again, from assignments and evaluations. */
export async function recount(studentIds: string[]): Promise<void> {
  const { withActor } = await import("#src/platform/db/transaction.ts");
  const { rebuildProgress } = await import("#src/features/progress/queries.ts");
  const { systemActor } = await import("#src/policy/actor.ts");
  await withActor(systemActor("recount"), (tx) => rebuildProgress(tx, studentIds));
}
