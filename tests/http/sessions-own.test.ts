import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { useDatabase } from "../support/database.ts";
import { isServerless } from "../support/serverless.ts";
import { newPassword, password, useVisitors } from "../support/visitor.ts";

const database = useDatabase();
const { visitor, makeMember, signIn, pass, rows } = useVisitors(database.owner);

const iphone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";

type Line = {
  id: string;
  isCurrent: boolean;
  browser: string | null;
  system: string | null;
  kind: string;
  address: string;
};

async function sessionsOf(who: ReturnType<typeof visitor>): Promise<Line[]> {
  return (await who.get("/api/me/sessions")).body.items as Line[];
}

describe("GET /api/me/sessions", () => {
  it("lists where one is signed in, this device first, and what has ended or is another's not at all [V7.5.2]", async () => {
    const member = await makeMember();
    const other = await makeMember();
    await signIn(other);
    const phone = visitor();
    await phone.post("/api/auth/sign-in", { email: member.email, password }, { "user-agent": iphone });
    const ended = await signIn(member);
    await ended.post("/api/auth/sign-out");
    const here = await signIn(member);
    const lines = await sessionsOf(here);
    expect(lines.map(({ isCurrent }) => isCurrent)).toEqual([true, false]);
    expect(lines[1]).toMatchObject({ browser: "Safari", system: "iOS", kind: "phone", address: expect.any(String) });
  });
});

describe("DELETE /api/me/sessions", () => {
  it("ends one other session at once, and again without harm", async () => {
    const member = await makeMember();
    const lost = await signIn(member);
    const here = await signIn(member);
    const line = (await sessionsOf(here)).find(({ isCurrent }) => !isCurrent);
    const end = () => here.del(`/api/me/sessions/${line?.id}`);
    expect((await end()).body).toEqual({ ended: 1 });
    expect((await lost.get("/api/auth/session")).status).toBe(401);
    expect((await lost.post("/api/auth/refresh")).status).toBe(401);
    expect((await end()).body).toEqual({ ended: 0 });
    expect(await sessionsOf(here)).toHaveLength(1);
    expect((await here.get("/api/auth/session")).status).toBe(200);
  });

  it("neither ends the session that asks nor that of another person", async () => {
    const member = await makeMember();
    const other = await makeMember();
    const theirs = await signIn(other);
    const [theirLine] = await sessionsOf(theirs);
    const here = await signIn(member);
    const [own] = await sessionsOf(here);
    expect((await here.del(`/api/me/sessions/${own?.id}`)).status).toBe(409);
    expect((await here.del(`/api/me/sessions/${theirLine?.id}`)).status).toBe(404);
    expect((await theirs.get("/api/auth/session")).status).toBe(200);
  });

  it("ends all others", async () => {
    const member = await makeMember();
    const others = [await signIn(member), await signIn(member), await signIn(member)];
    const here = await signIn(member);
    expect((await here.del("/api/me/sessions")).body).toEqual({ ended: 3 });
    for (const other of others) expect((await other.get("/api/auth/session")).status).toBe(401);
    expect(await sessionsOf(here)).toHaveLength(1);
  });
});

// Without our own server there are no sockets.
describe.skipIf(isServerless)("the socket of a session that was ended", () => {
  let server: Server;
  let close: () => Promise<void>;
  let port = 0;
  beforeAll(async () => {
    const { attachRealtime } = await import("#src/realtime/server.ts");
    server = createServer();
    close = attachRealtime(server).close;
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  });
  afterAll(async () => {
    await close();
    server.close();
  });

  it("is closed within a second, and the one that asked stays open", async () => {
    const member = await makeMember();
    const lost = await signIn(member);
    const here = await signIn(member);
    const open = async (who: typeof lost) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/api/realtime/competency-updates`, [
        "competency.v1",
        `bearer.${who.answer.body.accessToken}`,
      ]);
      await once(socket, "open");
      return socket;
    };
    const [theirs, mine] = await Promise.all([open(lost), open(here)]);
    const closed = once(theirs, "close", { signal: AbortSignal.timeout(1_000) });
    await here.del("/api/me/sessions");
    const [code] = await closed;
    expect(code).toBe(4401);
    expect(mine.readyState).toBe(WebSocket.OPEN);
    mine.terminate();
  });
});

describe("POST /api/me/password", () => {
  const change = (who: ReturnType<typeof visitor>, currentPassword: string, to = newPassword) =>
    who.post("/api/me/password", { currentPassword, newPassword: to });

  it("sets another password, ends every other session and leaves this one [V6.2.2] [V7.4.3]", async () => {
    const member = await makeMember();
    const other = await signIn(member);
    const here = await signIn(member);
    expect((await change(here, password)).status).toBe(200);
    expect((await here.get("/api/auth/session")).status).toBe(200);
    expect((await here.post("/api/auth/refresh")).status).toBe(200);
    expect((await other.get("/api/auth/session")).status).toBe(401);
    expect((await signIn(member)).answer.status).toBe(401);
    expect((await signIn(member, newPassword)).answer.status).toBe(200);
    expect(await rows("select value from identity.verification where identifier like 'mail:changed:%'")).toContainEqual(
      {
        value: member.id,
      },
    );
    const audit = await rows("select action from audit_log where entity_id = $1 and action like 'password.%'", [
      member.id,
    ]);
    expect(audit).toEqual([{ action: "password.change" }]);
  });

  it("makes links that were sent before useless", async () => {
    const member = await makeMember();
    await rows(
      `insert into identity.verification (id, identifier, value, expires_at)
       values ('link_' || $1, 'reset-password:' || $1, $1, now() + interval '1 hour')`,
      [member.id],
    );
    await change(await signIn(member), password);
    expect(await rows("select id from identity.verification where id = 'link_' || $1", [member.id])).toEqual([]);
  });

  it.each([
    ["a wrong current password", "not the right one", newPassword, "currentPassword"],
    ["the same password again", password, password, "newPassword"],
    ["a short one", password, "too short", "newPassword"],
  ])("refuses %s, and changes nothing", async (_what, current, to, path) => {
    const member = await makeMember();
    const other = await signIn(member);
    const here = await signIn(member);
    const answer = await change(here, current, to);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([{ path }]);
    expect((await other.get("/api/auth/session")).status).toBe(200);
    expect((await signIn(member)).answer.status).toBe(200);
  });

  it("locks guesses like those at signing in, without locking the owner out of signing in [V6.2.3]", async () => {
    const member = await makeMember();
    const here = await signIn(member);
    for (let guess = 1; guess <= 5; guess += 1) expect((await change(here, `guess number ${guess}`)).status).toBe(422);
    const locked = await change(here, password);
    expect(locked.status).toBe(429);
    expect(Number(locked.headers.get("retry-after"))).toBeGreaterThan(30);
    expect((await signIn(member)).answer.status).toBe(200);
    await pass({ minutes: 1, seconds: 1 });
    const later = await signIn(member);
    expect((await change(later, password)).status).toBe(200);
  });

  it("limits guesses that come at once like those that follow each other", async () => {
    const member = await makeMember();
    const here = await signIn(member);
    const statuses = (await Promise.all(Array.from({ length: 12 }, (_, n) => change(here, `guess number ${n}`)))).map(
      ({ status }) => status,
    );
    expect(statuses.filter((status) => status === 422)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
  });

  it("keeps no hash of its body", async () => {
    const member = await makeMember();
    const here = await signIn(member);
    const key = { "idempotency-key": "a-key-for-a-password" };
    await here.post("/api/me/password", { currentPassword: password, newPassword }, key);
    expect(await rows("select * from idempotency_keys where user_id = $1", [member.id])).toEqual([]);
  });
});
