import { beforeEach, describe, expect, it, vi } from "vitest";
import { catchUpOnEndedSessions, followEndedSessions } from "#src/features/sessions/end-sessions.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { verifyAccessToken } from "#src/platform/identity/access-token.ts";
import { reserveHash, verifyPassword } from "#src/platform/identity/passwords.ts";
import { metricsText } from "#src/platform/metrics/metrics.ts";
import { useDatabase } from "../support/database.ts";
import { isServerless, looksInside } from "../support/serverless.ts";
import { type Answer, password, useVisitors } from "../support/visitor.ts";

vi.mock("#src/platform/identity/passwords.ts", { spy: true });

const database = useDatabase();
const { visitor, makeMember, signIn, isTaken, pass, rows } = useVisitors(database.owner);

beforeEach(() => {
  vi.mocked(verifyPassword).mockClear();
});

function withoutRequest({ status, body }: Answer): unknown {
  const { requestId, ...rest } = body;
  return { status, ...rest };
}

describe("POST /api/auth/sign-in", () => {
  it("answers with an access token and its user [V7.2.4]", async () => {
    const member = await makeMember();
    const { answer } = await signIn(member);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toContain("no-store");
    expect(answer.body).toEqual({
      accessToken: expect.any(String),
      expiresIn: 600,
      user: { id: member.id, name: expect.any(String), email: member.email, role: "STUDENT", schoolId: "north" },
    });
  });

  it("sets the cookies of the session and of the browser, which scripts cannot read [V3.3.4]", async () => {
    const { answer } = await signIn(await makeMember());
    expect(answer.cookies).toEqual([
      expect.stringMatching(/^access=[\w.-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/),
      expect.stringMatching(/^refresh=[\w-]{43}; Path=\/api\/auth; Max-Age=1210200; HttpOnly; SameSite=Lax$/),
      expect.stringMatching(/^device=[\w-]{43}; Path=\/api\/auth; Max-Age=34560000; HttpOnly; SameSite=Lax$/),
    ]);
  });

  it("accepts the address in capitals too", async () => {
    const { id, email } = await makeMember();
    expect((await signIn({ id, email: email.toUpperCase() })).answer.status).toBe(200);
  });

  it("stores only hashes of the tokens that it issues [V7.2.3] [V11.5.1]", async () => {
    const { answer, jar } = await signIn(await makeMember());
    const kept = JSON.stringify([
      await rows("select * from sessions"),
      await rows("select * from refresh_tokens"),
      await rows("select * from audit_log"),
      await rows("select * from sign_in_attempts"),
    ]);
    expect(kept).not.toContain(jar.get("refresh"));
    expect(kept).not.toContain(answer.body.accessToken);
    expect(kept).not.toContain("@north.test");
  });

  it("answers the same for a wrong password, an unknown address and a person who may not sign in", async () => {
    const refusals = [
      await signIn(await makeMember(), "a wrong password"),
      await signIn({ id: "", email: "nobody@north.test" }),
      await signIn(await makeMember({ status: "SUSPENDED" })),
      await signIn(await makeMember({ status: "LEFT" })),
      await signIn(await makeMember({ status: "INVITED" })),
      await signIn(await makeMember({ hasPassword: false })),
    ].map(({ answer }) => answer);
    expect(refusals[0]?.status).toBe(401);
    for (const refusal of refusals) {
      expect(withoutRequest(refusal)).toEqual(withoutRequest(refusals[0] ?? refusal));
      expect(refusal.cookies).toEqual([]);
    }
    // A password was checked for each of them, whether the account exists or not.
    if (isServerless) return;
    expect(verifyPassword).toHaveBeenCalledTimes(refusals.length);
    expect(vi.mocked(verifyPassword).mock.calls[1]?.[0]).toBeUndefined();
  });

  it("refuses a body without credentials", async () => {
    expect((await visitor().post("/api/auth/sign-in", { email: "x", password: "y" })).status).toBe(422);
    expect((await visitor().post("/api/auth/sign-in", { email: "x@y.test", password: "" })).status).toBe(422);
    expect((await visitor().post("/api/auth/sign-in", {})).status).toBe(422);
  });

  it("refuses a page of another site [V3.5.1] [V7.6.2]", async () => {
    const { email } = await makeMember();
    const answer = await visitor().post("/api/auth/sign-in", { email, password }, { origin: "https://elsewhere.test" });
    expect(answer.status).toBe(403);
    expect(answer.cookies).toEqual([]);
  });

  it("records success and refusal without the address [V16.3.1]", async () => {
    const member = await makeMember();
    await signIn(member, "a wrong password");
    const { answer } = await signIn(member);
    const acts = await rows(
      `select action, actor_id, entity_type, school_id, request_id from audit_log
       where entity_id = $1 or actor_id = $1 order by id`,
      [member.id],
    );
    const own = { school_id: "north", request_id: expect.any(String) };
    expect(acts).toEqual([
      { ...own, action: "session.refuse", actor_id: "system", entity_type: "user" },
      { ...own, action: "session.start", actor_id: member.id, entity_type: "session" },
    ]);
    expect(answer.headers.get("x-request-id")).toBe(acts[1]?.request_id);
  });
});

describe("a sign-in that failed", () => {
  it("is counted by its outcome, as one that did not is", async ({ skip }) => {
    skip(isServerless, looksInside);
    const count = async (outcome: string) =>
      Number(new RegExp(`^sign_ins_total\\{outcome="${outcome}"\\} (\\d+)`, "m").exec(await metricsText())?.[1] ?? 0);
    const before = { in: await count("in"), refused: await count("refused") };
    const member = await makeMember();
    await signIn(member);
    await signIn(member, "not the password");
    await signIn({ id: "nobody", email: "nobody@example.org" });
    expect(await count("in")).toBe(before.in + 1);
    expect(await count("refused")).toBe(before.refused + 2);
  });

  const refusals = (entityId: string) =>
    rows("select school_id, detail from audit_log where action = 'session.refuse' and entity_id = $1 order by id", [
      entityId,
    ]);

  it("is in the audit of the account's school with where it came from, and of nobody's without what was typed", async () => {
    const { flushRefusedSignIns } = await import("#src/features/sessions/refused-sign-ins.ts");
    await flushRefusedSignIns();
    const member = await makeMember();
    await signIn(member, "a wrong password");
    const [row] = await refusals(member.id);
    expect(row).toMatchObject({ school_id: "north", detail: { status: "ACTIVE", source: expect.any(String) } });
    await signIn({ id: "", email: "typed.by.somebody@north.test" });
    const ofNobody = await refusals("unknown");
    expect(ofNobody.at(-1)).toMatchObject({ school_id: "default", detail: { status: "UNKNOWN" } });
    expect(JSON.stringify(ofNobody)).not.toContain("typed.by");
  });

  it("is counted where many come from one address, those of a locked account too", async ({ skip }) => {
    skip(isServerless, looksInside);
    const { flushRefusedSignIns } = await import("#src/features/sessions/refused-sign-ins.ts");
    await flushRefusedSignIns();
    const member = await makeMember();
    for (let at = 0; at < 8; at += 1) await signIn(member, `wrong ${at}`);
    expect(await refusals(member.id)).toHaveLength(5);
    await flushRefusedSignIns();
    expect((await refusals(member.id)).at(-1)).toMatchObject({ detail: { times: 3, source: expect.any(String) } });
  });
});

describe("guessing", () => {
  const guess = async (email: string, times: number) => {
    const statuses: number[] = [];
    for (let n = 0; n < times; n += 1) statuses.push((await signIn({ id: "", email }, `guess ${n}`)).answer.status);
    return statuses;
  };

  it.each(["a known", "an unknown"])(
    "locks %s address after five failures, each further one for longer",
    async (who) => {
      const email = who === "a known" ? (await makeMember()).email : "not.there@north.test";
      expect(await guess(email, 5)).toEqual([401, 401, 401, 401, 401]);
      for (const seconds of [60, 120, 240, 480, 960, 1920, 3600, 3600]) {
        const { answer } = await signIn({ id: "", email });
        expect(answer.status).toBe(429);
        expect(answer.body.code).toBe("locked_out");
        const wait = Number(answer.headers.get("retry-after"));
        expect(wait).toBeGreaterThan(seconds - 5);
        expect(wait).toBeLessThanOrEqual(seconds);
        await pass({ seconds });
        expect(await guess(email, 1)).toEqual([401]);
      }
    },
  );

  it("is refused while locked without checking the password, and ends with the right one", async () => {
    const member = await makeMember();
    await guess(member.email, 5);
    vi.mocked(verifyPassword).mockClear();
    expect((await signIn(member)).answer.status).toBe(429);
    expect(verifyPassword).not.toHaveBeenCalled();
    await pass({ seconds: 61 });
    expect((await signIn(member)).answer.status).toBe(200);
    expect(await guess(member.email, 4)).toEqual([401, 401, 401, 401]);
    expect((await signIn(member)).answer.status).toBe(200);
  });

  it("forgets failures after a day", async () => {
    const member = await makeMember();
    await guess(member.email, 4);
    await pass({ days: 1, seconds: 1 });
    expect(await guess(member.email, 4)).toEqual([401, 401, 401, 401]);
    expect((await signIn(member)).answer.status).toBe(200);
  });

  it("gains nothing from many attempts at once", async () => {
    const { id, email } = await makeMember();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => signIn({ id, email }, `guess ${n}`)));
    if (!isServerless) expect(verifyPassword).toHaveBeenCalledTimes(5);
    expect(answers.filter(({ answer }) => answer.status === 429)).toHaveLength(15);
  });

  it("does not hinder a person who signs in on many devices at once", async () => {
    const member = await makeMember();
    const answers = await Promise.all(Array.from({ length: 10 }, () => signIn(member)));
    expect(answers.map(({ answer }) => answer.status)).toEqual(Array(10).fill(200));
  });

  it("is refused while many others sign in, known or not, and that does not count as an attempt", async ({ skip }) => {
    skip(isServerless, looksInside);
    const known = await makeMember();
    const before = await rows("select * from sign_in_attempts order by 1");
    const places = Array.from({ length: 34 }, () => reserveHash());
    for (const email of [known.email, "nobody-at-all@north.test"]) {
      const { answer } = await signIn({ id: "", email });
      expect(answer.status).toBe(429);
      expect(answer.body.code).toBe("rate_limited");
      expect(Number(answer.headers.get("retry-after"))).toBe(2);
    }
    const after = await rows("select * from sign_in_attempts order by 1");
    for (const place of places) place.leave();
    expect(after).toEqual(before);
    expect((await signIn(known)).answer.status).toBe(200);
  });

  it("from one machine is limited over all addresses", async () => {
    const statuses = new Set<number>();
    for (let n = 0; n < 61; n += 1) {
      const answer = await visitor().post("/api/auth/sign-in", { email: "x", password: "y" });
      statuses.add(answer.status);
    }
    expect([...statuses]).toEqual([422, 429]);
  });
});

describe("GET /api/auth/session", () => {
  it("identifies a browser by its cookie and a client by its token", async () => {
    const member = await makeMember();
    const { answer, get } = await signIn(member);
    const byCookie = await get("/api/auth/session");
    expect(byCookie.status).toBe(200);
    expect(byCookie.body).toEqual({
      user: answer.body.user,
      expiresAt: expect.any(String),
      idleMinutes: 20_160,
      isShared: false,
    });
    const days = (Date.parse(String(byCookie.body.expiresAt)) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(30, 1);
    const byToken = await visitor().get("/api/auth/session", { authorization: `Bearer ${answer.body.accessToken}` });
    expect(byToken.body).toEqual(byCookie.body);
  });

  it("does not fall back to the cookie where a token is refused [V7.2.1]", async () => {
    const { get } = await signIn(await makeMember());
    expect((await get("/api/auth/session", { authorization: "Bearer x" })).status).toBe(401);
  });

  it("is refused without a session, and ten minutes later", async () => {
    expect((await visitor().get("/api/auth/session")).status).toBe(401);
    const { get } = await signIn(await makeMember());
    await pass({ minutes: 10, seconds: 1 });
    expect((await get("/api/auth/session")).status).toBe(401);
  });

  it("checks whether the session has ended elsewhere, or the person was suspended", async () => {
    const member = await makeMember();
    const [first, second] = [await signIn(member), await signIn(member)];
    await rows("update sessions set revoked_at = now() where id = $1", [sessionIdOf(first.answer)]);
    expect((await first.get("/api/auth/session")).status).toBe(401);
    expect((await second.get("/api/auth/session")).status).toBe(200);
    await rows("update users set status = 'SUSPENDED' where id = $1", [member.id]);
    expect((await second.get("/api/auth/session")).status).toBe(401);
  });
});

describe("POST /api/auth/sign-out", () => {
  it("ends this session at once and deletes the cookies, and leaves others [V7.4.1]", async () => {
    const member = await makeMember();
    const [here, there] = [await signIn(member), await signIn(member)];
    const held = here.copy();
    const answer = await here.post("/api/auth/sign-out");
    expect(answer.status).toBe(200);
    expect(answer.cookies).toEqual([
      "access=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
      "refresh=; Path=/api/auth; Max-Age=0; HttpOnly; SameSite=Lax",
      "kept-refresh=; Path=/api/auth; Max-Age=0; HttpOnly; SameSite=Lax",
    ]);
    // By which the browser is known, whoever signs in there next.
    expect([...here.jar.keys()]).toEqual(["device"]);
    expect(await isTaken(held)).toBe(false);
    expect((await held.get("/api/auth/session")).status).toBe(401);
    expect((await held.post("/api/auth/refresh")).status).toBe(401);
    expect((await there.get("/api/auth/session")).status).toBe(200);
    expect((await there.post("/api/auth/refresh")).status).toBe(200);
  });

  it("works with the refresh token when the access token has expired", async () => {
    const here = await signIn(await makeMember());
    await pass({ minutes: 11 });
    const held = here.copy();
    expect((await here.post("/api/auth/sign-out")).status).toBe(200);
    expect((await held.post("/api/auth/refresh")).status).toBe(401);
  });

  it("everywhere ends all sessions of the person and nobody else's", async () => {
    const [member, other] = [await makeMember(), await makeMember()];
    const [here, there, others] = [await signIn(member), await signIn(member), await signIn(other)];
    expect((await here.post("/api/auth/sign-out", { everywhere: true })).status).toBe(200);
    expect(await isTaken(there)).toBe(false);
    expect((await there.get("/api/auth/session")).status).toBe(401);
    expect((await there.post("/api/auth/refresh")).status).toBe(401);
    expect((await others.get("/api/auth/session")).status).toBe(200);
    const ended = await rows("select revoked_reason from sessions where user_id = $1", [member.id]);
    expect(ended).toEqual(Array(2).fill({ revoked_reason: "signed_out_everywhere" }));
  });

  it("everywhere needs a valid token, and without one a sign-out does not fail", async () => {
    expect((await visitor().post("/api/auth/sign-out", { everywhere: true })).status).toBe(401);
    expect((await visitor().post("/api/auth/sign-out")).status).toBe(200);
    const here = await signIn(await makeMember());
    const old = here.copy();
    old.jar.delete("access");
    await here.post("/api/auth/refresh");
    expect((await old.post("/api/auth/sign-out", { everywhere: true })).status).toBe(401);
    expect((await here.get("/api/auth/session")).status).toBe(200);
  });

  const push = (n: number | string) => `https://push.test/send/${n}`;
  const subscribe = async (userId: string, endpoint: string) =>
    rows(
      `insert into push_subscriptions (id, school_id, user_id, endpoint, p256dh, auth)
       select gen_random_uuid(), school_id, id, $2, 'public', 'secret' from users where id = $1`,
      [userId, endpoint],
    );
  const subscribed = async (...ids: string[]) =>
    (await rows("select endpoint from push_subscriptions where user_id = any($1) order by endpoint", [ids])).map(
      ({ endpoint }) => endpoint,
    );

  it("ends the person's push messages in this browser, also by the refresh token alone", async () => {
    const [member, other] = [await makeMember(), await makeMember()];
    for (const n of [1, 2, 3]) await subscribe(member.id, push(n));
    await subscribe(other.id, push("other"));
    const here = await signIn(member);
    expect((await here.post("/api/auth/sign-out", { pushEndpoint: push("other") })).status).toBe(200);
    expect(await subscribed(member.id, other.id)).toHaveLength(4);
    expect((await (await signIn(member)).post("/api/auth/sign-out", { pushEndpoint: push(1) })).status).toBe(200);
    expect(await subscribed(member.id)).toEqual([push(2), push(3)]);
    const late = await signIn(member);
    await pass({ minutes: 11 });
    expect((await late.post("/api/auth/sign-out", { pushEndpoint: push(2) })).status).toBe(200);
    expect(await subscribed(member.id)).toEqual([push(3)]);
    expect(
      await rows("select detail from audit_log where action = 'push-device.remove' and actor_id = $1", [member.id]),
    ).toEqual(Array(2).fill({ detail: { reason: "signed_out" } }));
  });

  it("everywhere ends them in all of the person's browsers", async () => {
    const member = await makeMember();
    for (const n of ["a", "b"]) await subscribe(member.id, push(n));
    expect((await (await signIn(member)).post("/api/auth/sign-out", { everywhere: true })).status).toBe(200);
    expect(await subscribed(member.id)).toEqual([]);
  });

  it("refuses a page of another site", async () => {
    const here = await signIn(await makeMember());
    const answer = await here.post("/api/auth/sign-out", {}, { origin: "https://elsewhere.test" });
    expect(answer.status).toBe(403);
    expect((await here.get("/api/auth/session")).status).toBe(200);
  });

  it("reaches other processes", async () => {
    const stop = await followEndedSessions();
    await bus().ready();
    const { answer } = await signIn(await makeMember());
    const token = String(answer.body.accessToken);
    expect(verifyAccessToken(token)).toBeDefined();
    bus().publish("sessions", sessionIdOf(answer));
    await vi.waitFor(() => expect(verifyAccessToken(token)).toBeUndefined(), { timeout: 5000 });
    stop();
  });

  it("is noticed by a process that missed the signal", async () => {
    const { answer } = await signIn(await makeMember());
    const token = String(answer.body.accessToken);
    const stop = await followEndedSessions();
    await bus().ready();
    await rows("update sessions set revoked_at = now() where id = $1", [sessionIdOf(answer)]);
    expect(verifyAccessToken(token)).toBeDefined();
    bus().publish("sessions", "");
    await vi.waitFor(() => expect(verifyAccessToken(token)).toBeUndefined(), { timeout: 5000 });
    stop();
  });

  it("is known to a process that starts later, before it serves, for as long as a token may be valid", async () => {
    const here = await signIn(await makeMember());
    const token = String(here.answer.body.accessToken);
    await here.post("/api/auth/sign-out");
    await pass({ minutes: 9.9 });
    // A new process knows only its secret.
    Reflect.deleteProperty(globalThis, Symbol.for("competency.accessTokens"));
    expect(verifyAccessToken(token)).toBeDefined();
    const stop = await followEndedSessions();
    expect(verifyAccessToken(token)).toBeUndefined();
    stop();
  });

  it("is known to a process that stood still meanwhile, before its next request", async () => {
    const stop = await followEndedSessions();
    await bus().ready();
    const { answer } = await signIn(await makeMember());
    const token = String(answer.body.accessToken);
    await rows("update sessions set revoked_at = now() where id = $1", [sessionIdOf(answer)]);
    await pass({ minutes: 5 });
    await catchUpOnEndedSessions();
    expect(verifyAccessToken(token)).toBeUndefined();
    stop();
  });
});

function sessionIdOf(answer: Answer): string {
  const payload = String(answer.body.accessToken).split(".")[1] ?? "";
  return JSON.parse(Buffer.from(payload, "base64url").toString()).session_id;
}
