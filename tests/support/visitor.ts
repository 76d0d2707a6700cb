import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { expectNoSealedWords } from "./no-sealed-words.ts";
import { isServerless, ServerlessProcess } from "./serverless.ts";

export const password = "correct horse battery staple";
export const newPassword = "a longer staple for the horse";

export type Answer = { status: number; headers: Headers; body: Record<string, unknown>; cookies: string[] };

/** A person of the north, or who looks after all schools, who can sign in with `password`. */
export type Member = { id: string; email: string };

const dayMs = 86_400_000;

/**
 * The API on a real socket, with visitors who keep their cookies as a browser does, members who can sign in, and a
 * clock that can be advanced. Call it after `useDatabase`. With TEST_SERVERLESS, the build under Next's own server answers.
 */
export function useVisitors(owner: () => pg.Client) {
  let server: http.Server | undefined;
  let bare: ServerlessProcess | undefined;
  let origin = "";
  let passwordHash = "";
  let members = 0;

  beforeAll(async () => {
    const { getRequestListener } = await import("@hono/node-server");
    const { createApi } = await import("#src/http/api.ts");
    const { hashPassword } = await import("#src/platform/identity/passwords.ts");
    passwordHash = await hashPassword(password);
    if (isServerless) {
      bare = await ServerlessProcess.start();
      origin = bare.address;
    } else {
      server = http.createServer(getRequestListener(createApi().fetch, { overrideGlobalObjects: false }));
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }
    await owner().query("insert into schools (id, name) values ('north', 'North')");
  });
  beforeEach(async () => {
    const { resetRateLimits } = await import("./rate-limits.ts");
    await resetRateLimits();
    await bare?.setLimits("whole");
  });
  afterEach(async () => {
    const { setClock } = await import("#src/lib/clock.ts");
    setClock();
  });
  afterAll(async () => {
    const { closeBus } = await import("#src/platform/bus/open-bus.ts");
    const { closePools } = await import("#src/platform/db/client.ts");
    server?.closeAllConnections();
    server?.close();
    await bare?.kill();
    await closeBus();
    await closePools();
  });

  /** Sends a request from our own origin, with these cookies. */
  async function send(
    jar: Map<string, string>,
    method: string,
    path: string,
    options: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const request = {
      method,
      headers: {
        origin,
        ...(cookie ? { cookie } : {}),
        ...(options.body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    };
    const response = await (bare ? bare.request(path, request) : fetch(`${origin}${path}`, request));
    const cookies = response.headers.getSetCookie();
    for (const line of cookies) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0(;|$)/.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    // Every answer of the API is a JSON object, but that nothing has changed.
    const text = await response.text();
    expectNoSealedWords(text, `the answer to ${method} ${path}`);
    const body = response.status === 304 ? {} : JSON.parse(text);
    return { status: response.status, headers: response.headers, cookies, body };
  }

  function visitor(jar = new Map<string, string>()) {
    return {
      jar,
      get: (path: string, headers: Record<string, string> = {}) => send(jar, "GET", path, { headers }),
      post: (path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
        send(jar, "POST", path, { body, headers }),
      put: (path: string, body: unknown) => send(jar, "PUT", path, { body }),
      ask: (method: string, path: string) => send(jar, method, path, method === "GET" ? {} : { body: {} }),
      del: (path: string) => send(jar, "DELETE", path),
      /** Another visitor with a copy of the current cookies. */
      copy: () => visitor(new Map(jar)),
    };
  }

  return {
    visitor,
    async makeMember(over: { status?: string; role?: string; hasPassword?: boolean } = {}): Promise<Member> {
      const { setPassword } = await import("#src/platform/identity/passwords.ts");
      const { withActor } = await import("#src/platform/db/transaction.ts");
      const { systemActor } = await import("#src/policy/actor.ts");
      members += 1;
      const member = { id: `member_${members}`, email: `member.${members}@north.test` };
      await owner().query(
        "insert into users (id, school_id, name, email, role, status) values ($1, $6, $2, $3, $4, $5)",
        [
          ...[member.id, `Member ${members}`, member.email, over.role ?? "STUDENT", over.status ?? "ACTIVE"],
          // Whoever looks after all schools is of none.
          over.role === "SUPER_ADMIN" ? "default" : "north",
        ],
      );
      if (over.hasPassword !== false) {
        await withActor(systemActor("test"), (tx) => setPassword(tx, member.id, passwordHash));
      }
      return member;
    },
    async signIn(member: Member, given = password) {
      const signedIn = visitor();
      const answer = await signedIn.post("/api/auth/sign-in", { email: member.email, password: given });
      return { ...signedIn, answer };
    },
    /** Whether the process that answers takes the access token: this address does not ask the database about the session. */
    async isTaken({ jar }: { jar: Map<string, string> }): Promise<boolean> {
      const headers = { authorization: `Bearer ${jar.get("access")}` };
      return (await send(new Map(), "GET", "/api/me/sessions", { headers })).status === 200;
    },
    /** Advances the program's clock. */
    async pass(time: { seconds?: number; minutes?: number; days?: number }): Promise<void> {
      const { now, setClock } = await import("#src/lib/clock.ts");
      const offsetMs =
        now().getTime() -
        Date.now() +
        (time.seconds ?? 0) * 1000 +
        (time.minutes ?? 0) * 60_000 +
        (time.days ?? 0) * dayMs;
      setClock(() => new Date(Date.now() + offsetMs));
    },
    async rows<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
      return (await owner().query<T>(text, values)).rows;
    },
  };
}
