import { randomUUID } from "node:crypto";
import http from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { createApi } from "#src/http/api.ts";
import { endpoints } from "#src/http/endpoints.ts";
import { sqlStatement, statement } from "#src/platform/db/statement.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { type Bracket, readAs, withActor } from "#src/platform/db/transaction.ts";
import { signAccessToken } from "#src/platform/identity/access-token.ts";
import { systemActor } from "#src/policy/actor.ts";
import { type ApiCall, arrangeTwoSchools, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import { makeExamples } from "../support/examples.ts";
import { type Person, people } from "../support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const examples = makeExamples(() => database.owner());
const order: Person[] = ["hansen", "admin", "super", "amina"];

/** The web process ends over a rejection that nobody handles, so no request may leave one. */
const left: unknown[] = [];
const note = (reason: unknown) => left.push(reason);

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  process.on("unhandledRejection", note);
});
afterAll(() => {
  process.off("unhandledRejection", note);
});
beforeEach(() => {
  left.length = 0;
});

/** Node reports a rejection once the microtasks have run. */
async function expectNoneLeft(): Promise<void> {
  await sleep(20);
  expect(left).toEqual([]);
}

const guarded = endpoints.flatMap((endpoint) => {
  const { permission } = endpoint;
  const name = `${endpoint.method} ${endpoint.path}`;
  const example = examples[name];
  if (permission === "public" || !example) return [];
  const mayUse = (person: Person) => permission.roles[people[person].role] !== undefined;
  const user = order.find(mayUse);
  if (!user) throw new Error(`nobody may use ${name}`);
  return [{ name, endpoint, example, user, stranger: order.find((person) => !mayUse(person)) }];
});

describe.each(guarded.map((each) => [each.name, each] as const))("no rejection is left by %s", (_name, each) => {
  const { endpoint, example, user, stranger } = each;
  const send = (person: Person | undefined, path: string, call: ApiCall, headers: Record<string, string> = {}) =>
    api.call(person, endpoint.method, path, { ...call, headers: { ...call.headers, ...headers } });

  it("that is refused", async () => {
    const { path, ...call } = await example.call("amina");
    await send(undefined, path, call);
    if (stranger) expect((await send(stranger, path, call)).status).toBe(403);
    await send("foreign", path, call);
    await send("foreignAdmin", path, call);
    await send(user, path.replace(/\/[^/]+$/, "/nothing-of-this-id"), call);
    await send(user, `${path}${path.includes("?") ? "&" : "?"}limit=-1&cursor=none`, call);
    if (call.body !== undefined) {
      await send(user, path, { ...call, body: { wrong: 1 } });
      await send(user, path, { ...call, body: "{" });
    }
    await expectNoneLeft();
  });

  if (endpoint.method === "GET") return;

  it("that is sent again, with and without a key", async () => {
    const { path, ...call } = await example.call("amina");
    const key = { "idempotency-key": randomUUID() };
    await Promise.all([send(user, path, call, key), send(user, path, call, key), send(user, path, call, key)]);
    await send(user, path, call, key);
    if (call.body !== undefined) await send(user, path, { ...call, body: ` ${JSON.stringify(call.body)}` }, key);
    await send(user, path, call);
    await send(user, path, call);
    await expectNoneLeft();
  });
});

describe("no rejection is left by a transaction", () => {
  const actor = systemActor("test");
  const selectZones = statement("test_zones", (db) => db.select({ zone: schools.timeZone }).from(schools));
  const selectNothing = sqlStatement("test_division", z.object({ n: z.number() }), () => sql`select 1 / 0 as n`);

  it("that is refused while it has sent more than it waits for", async () => {
    const refusal = new AppError("conflict", "The same request was answered before.");
    const bracket: Bracket = {
      async before(tx) {
        await tx.query(selectZones);
        throw refusal;
      },
      after: () => {},
    };
    const running = withActor(
      actor,
      async (tx) => {
        const later = tx.query(selectZones);
        await tx.query(selectZones);
        return later;
      },
      bracket,
    );
    await expect(running).rejects.toThrow(refusal);
    await expectNoneLeft();
  });

  it("whose statements fail before they are waited for [V16.5.3]", async () => {
    const refusedRead = new AppError("not_found", "There is nothing of this id.");
    const write = withActor(actor, async (tx) => {
      const later = tx.query(selectNothing);
      await tx.query(selectZones);
      await sleep(5);
      return later;
    });
    await expect(write).rejects.toThrow();
    const read = readAs(actor, (tx) => {
      void tx.query(selectNothing);
      throw refusedRead;
    });
    await expect(read).rejects.toThrow(refusedRead);
    await expectNoneLeft();
  });
});

describe("no rejection is left over the network", () => {
  let server: http.Server;
  let port = 0;
  /** What goes on though its client has left. The next example must not meet it half done. */
  const running = new Set<Promise<void>>();

  beforeAll(async () => {
    const listener = getRequestListener(createApi().fetch, { overrideGlobalObjects: false });
    server = http.createServer((request, response) => {
      const answer = listener(request, response);
      running.add(answer);
      void answer.finally(() => running.delete(answer));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address();
    if (address && typeof address === "object") port = address.port;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const tokenOf = (person: Person) => {
    const { id, role, schoolId } = people[person];
    return signAccessToken({ kind: "user", userId: id, role, schoolId, sessionId: `session_${id}` });
  };

  it("by clients that leave before the body, within it, and before the answer", async () => {
    for (const { endpoint, example, user } of guarded) {
      await sleep(3);
      await Promise.allSettled(running);
      const { path, query, raw, body } = await example.call("amina");
      if (raw !== undefined) continue;
      const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
      const head = [
        `${endpoint.method} ${path}${query ? `?${new URLSearchParams(query)}` : ""} HTTP/1.1`,
        "Host: localhost",
        `Authorization: Bearer ${tokenOf(user)}`,
        ...(text ? ["Content-Type: application/json", `Content-Length: ${Buffer.byteLength(text)}`] : []),
        ...(endpoint.method === "POST" ? [`Idempotency-Key: ${randomUUID()}`] : []),
      ].join("\r\n");
      for (const sent of [`${head}\r\n\r\n`, `${head}\r\n\r\n${text.slice(0, -1)}`, `${head}\r\n\r\n${text}`]) {
        for (const waitMs of [0, 3]) {
          const socket = connect(port, "127.0.0.1");
          socket.on("error", () => {});
          await new Promise((connected) => socket.once("connect", connected));
          socket.write(sent);
          await sleep(waitMs);
          socket.resetAndDestroy();
        }
      }
    }
    await sleep(300);
    await expectNoneLeft();
  });
});
