import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { jobs } from "#src/features/sessions/jobs.ts";
import { enrol } from "../support/authenticator-app.ts";
import { useDatabase } from "../support/database.ts";
import { makeJobRunner } from "../support/jobs.ts";
import { password, useVisitors } from "../support/visitor.ts";

const database = useDatabase();
const { visitor, makeMember, signIn, pass, rows } = useVisitors(database.owner);

const outbox = join(process.env.DATA_DIR ?? "", "outbox");

async function subjectsTo(email: string): Promise<string[]> {
  await makeJobRunner(jobs).run("sessions.send-mails", {});
  if (!existsSync(outbox)) return [];
  const entries = readdirSync(outbox).filter((name) => name.endsWith(".json"));
  return entries
    .sort()
    .map((name): { to: string; subject: string } => JSON.parse(readFileSync(join(outbox, name), "utf8")))
    .filter(({ to }) => to === email)
    .map(({ subject }) => subject);
}

async function makeMemberWithApp(over: { role?: string } = {}) {
  const member = await makeMember(over);
  const first = await signIn(member);
  const { app, codes } = await enrol(first);
  return { member, first, app, codes };
}

/** The id under which a right password waits for its second factor. */
async function challengeOf(who: Awaited<ReturnType<typeof signIn>>): Promise<string> {
  expect(who.answer.status).toBe(200);
  expect(who.answer.body).toEqual({
    mfaRequired: true,
    challengeId: expect.stringMatching(/^[\w-]{43}$/),
    methods: ["code"],
  });
  return String(who.answer.body.challengeId);
}

describe("setting up an authenticator app", () => {
  it("needs a code that the app shows, gives ten recovery codes once, and mails the person [V6.5.3] [V6.5.4]", async () => {
    const member = await makeMember();
    const here = await signIn(member);
    const started = await here.post("/api/me/factors/totp");
    expect(started.body).toMatchObject({
      secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
      qr: { size: expect.any(Number) },
    });
    expect(started.headers.get("cache-control")).toBe("no-store");
    const wrong = await here.post("/api/me/factors/totp/confirm", {
      enrolment: started.body.enrolment,
      code: "000000",
    });
    expect(wrong.status).toBe(422);
    expect((await here.get("/api/me/factors")).body).toMatchObject({ totp: null, recoveryCodesLeft: 0 });
    const { codes } = await enrol(here);
    expect(codes).toHaveLength(10);
    expect(new Set(codes).size).toBe(10);
    expect((await here.get("/api/me/factors")).body).toMatchObject({
      totp: { createdAt: expect.any(String) },
      recoveryCodesLeft: 10,
    });
    // A replaced app keeps the codes.
    expect((await enrol(here)).codes).toEqual([]);
    expect(await subjectsTo(member.email)).toContain("An authenticator app was set up");
    const [row] = await rows<{ sealed: string }>(
      "select sealed_secret as sealed from totp_factors where user_id = $1",
      [member.id],
    );
    expect(row?.sealed).not.toContain(String(started.body.secret));
  });

  it("takes an enrolment for nobody else, and not after fifteen minutes", async () => {
    const [here, there] = [await signIn(await makeMember()), await signIn(await makeMember())];
    const { body } = await here.post("/api/me/factors/totp");
    const confirm = (who: typeof here) =>
      who.post("/api/me/factors/totp/confirm", { enrolment: body.enrolment, code: "123456" });
    expect((await confirm(there)).body).toMatchObject({ errors: [{ path: "enrolment" }] });
    expect((await confirm(here)).body).toMatchObject({ errors: [{ path: "code" }] });
    await pass({ minutes: 9 });
    await here.post("/api/auth/refresh");
    await here.post("/api/me/step-up", { password });
    await pass({ minutes: 7 });
    expect((await confirm(here)).body).toMatchObject({ errors: [{ path: "enrolment" }] });
  });
});

describe("POST /api/auth/mfa/verify", () => {
  it("signs in by the code of the app, once", async () => {
    const { member, app } = await makeMemberWithApp();
    const here = await signIn(member);
    const challengeId = await challengeOf(here);
    expect(here.jar.has("access")).toBe(false);
    expect((await here.get("/api/auth/session")).status).toBe(401);
    const code = app.code();
    const entered = await here.post("/api/auth/mfa/verify", { challengeId, code });
    expect(entered.status).toBe(200);
    expect(entered.body).toEqual({
      accessToken: expect.any(String),
      expiresIn: 600,
      user: expect.objectContaining({ id: member.id }),
    });
    expect((await here.get("/api/auth/session")).status).toBe(200);

    const again = await signIn(member);
    const repeated = await again.post("/api/auth/mfa/verify", { challengeId: await challengeOf(again), code });
    expect(repeated.status).toBe(401);
    // Nor is the id of a sign-in that succeeded good for another.
    expect((await here.post("/api/auth/mfa/verify", { challengeId, code: app.code(1) })).status).toBe(401);
  });

  it("lets one of several uses of a code at once win", async () => {
    const { member, app } = await makeMemberWithApp();
    const waiting = await Promise.all([signIn(member), signIn(member), signIn(member)]);
    const code = app.code();
    const answers = await Promise.all(
      waiting.map(async (who) => who.post("/api/auth/mfa/verify", { challengeId: who.answer.body.challengeId, code })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });

  it("signs in by a recovery code however it is typed, once, and mails the person [V6.5.2]", async () => {
    const { member, codes } = await makeMemberWithApp();
    const [code = ""] = codes;
    const here = await signIn(member);
    const typed = ` ${code.toUpperCase().replace("-", " ")}`;
    const entered = await here.post("/api/auth/mfa/verify", { challengeId: await challengeOf(here), code: typed });
    expect(entered.status).toBe(200);
    expect((await here.get("/api/me/factors")).body).toMatchObject({ recoveryCodesLeft: 9 });
    const again = await signIn(member);
    expect((await again.post("/api/auth/mfa/verify", { challengeId: await challengeOf(again), code })).status).toBe(
      401,
    );
    expect(await subjectsTo(member.email)).toContain("A recovery code was used");
  });

  it("gives one answer to a wrong code, an unknown id, one that is over, and one of somebody suspended", async () => {
    const { member, app } = await makeMemberWithApp();
    const ask = async (change: (challengeId: string) => Promise<{ challengeId: string; code: string }>) => {
      const here = await signIn(member);
      const { status, body } = await here.post("/api/auth/mfa/verify", await change(await challengeOf(here)));
      const { requestId: _, ...rest } = body;
      return { status, rest };
    };
    const wrong = await ask(async (challengeId) => ({ challengeId, code: "000000" }));
    expect(wrong.status).toBe(401);
    expect(await ask(async () => ({ challengeId: "unknown", code: app.code() }))).toEqual(wrong);
    const late = ask(async (challengeId) => {
      await pass({ minutes: 6 });
      return { challengeId, code: app.code() };
    });
    expect(await late).toEqual(wrong);
    const suspended = ask(async (challengeId) => {
      await rows("update users set status = 'SUSPENDED' where id = $1", [member.id]);
      return { challengeId, code: app.code(1) };
    });
    expect(await suspended).toEqual(wrong);
  });

  it("locks guesses from one address, not another's, and the account after many [V6.6.3]", async () => {
    const { member, app } = await makeMemberWithApp();
    const guess = async (code: string) => {
      const here = await signIn(member);
      return (await here.post("/api/auth/mfa/verify", { challengeId: here.answer.body.challengeId, code })).status;
    };
    const statuses = [];
    for (let attempt = 0; attempt < 6; attempt += 1) statuses.push(await guess("000000"));
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    // Locked for the right code too, from here; the account itself is not.
    expect(await guess(app.code())).toBe(429);
    const counted = await rows<{ failures: number; locked: boolean }>(
      "select failures, locked_until is not null as locked from sign_in_attempts where failures >= 5 order by locked",
    );
    expect(counted).toEqual([
      { failures: 5, locked: false },
      { failures: 5, locked: true },
    ]);
    await pass({ minutes: 2 });
    expect(await guess(app.code())).toBe(200);
  });

  it("allows ten tries under one id, whatever they are", async () => {
    const { member, app } = await makeMemberWithApp();
    const here = await signIn(member);
    const challengeId = await challengeOf(here);
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await here.post("/api/auth/mfa/passkey", { challengeId });
    }
    expect((await here.post("/api/auth/mfa/verify", { challengeId, code: app.code() })).status).toBe(401);
  });

  it("does not take the id from another address [V6.6.2]", async () => {
    const { member, app } = await makeMemberWithApp();
    const here = await signIn(member);
    const challengeId = await challengeOf(here);
    await rows("update sign_in_challenges set source_hash = 'another' where user_id = $1", [member.id]);
    expect((await here.post("/api/auth/mfa/verify", { challengeId, code: app.code() })).status).toBe(401);
  });
});

describe("a browser that is remembered", () => {
  async function remembered() {
    const made = await makeMemberWithApp();
    const here = await signIn(made.member);
    await here.post("/api/auth/mfa/verify", {
      challengeId: here.answer.body.challengeId,
      code: made.app.code(),
      remember: true,
    });
    const enter = async () =>
      (await here.post("/api/auth/sign-in", { email: made.member.email, password })).body.mfaRequired !== true;
    return { ...made, here, enter };
  }

  it("asks for no second factor for thirty days, there alone", async () => {
    const { member, enter } = await remembered();
    expect(await enter()).toBe(true);
    await challengeOf(await signIn(member));
    await pass({ days: 29 });
    expect(await enter()).toBe(true);
    await pass({ days: 2 });
    expect(await enter()).toBe(false);
  });

  it("asks for the factor before a sensitive act, since the sign-in did not [V6.3.4]", async () => {
    const { app, here, enter } = await remembered();
    expect(await enter()).toBe(true);
    expect((await here.post("/api/me/factors/recovery-codes")).body).toMatchObject({ code: "step_up_required" });
    expect((await here.post("/api/me/step-up", { code: app.code(1) })).status).toBe(200);
    expect((await here.post("/api/me/factors/recovery-codes")).status).toBe(200);
  });

  it("is listed, and asks again once it is removed from the list", async () => {
    const { here, enter } = await remembered();
    const { body } = await here.get("/api/me/factors");
    expect(body.remembered).toEqual([expect.objectContaining({ id: expect.any(String), until: expect.any(String) })]);
    const [device] = await rows<{ id: string }>(
      "select id from known_devices where remembered_until is not null order by created_at desc limit 1",
    );
    expect((await here.del(`/api/me/factors/remembered/${device?.id}`)).status).toBe(200);
    expect(await enter()).toBe(false);
  });

  it("asks again after the password or the app has changed", async () => {
    const one = await remembered();
    await one.here.post("/api/me/password", { currentPassword: password, newPassword: "quite another passphrase" });
    await one.here.post("/api/me/password", { currentPassword: "quite another passphrase", newPassword: password });
    expect(await one.enter()).toBe(false);
    const other = await remembered();
    await enrol(other.here);
    expect(await other.enter()).toBe(false);
  });

  it("does not skip the second factor of somebody else", async () => {
    const { here } = await remembered();
    const other = await makeMemberWithApp();
    const { body } = await here.post("/api/auth/sign-in", { email: other.member.email, password });
    expect(body.mfaRequired).toBe(true);
  });
});

describe("a new device", () => {
  it("is mailed to the person, unless they were nowhere before or it is known", async () => {
    const member = await makeMember();
    const from = (agent: string) =>
      visitor().post("/api/auth/sign-in", { email: member.email, password }, { "user-agent": agent });
    await from("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
    expect(await subjectsTo(member.email)).toEqual([]);
    await from("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
    expect(await subjectsTo(member.email)).toEqual([]);
    await from("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0");
    expect(await subjectsTo(member.email)).toEqual(["A new device signed in to your account"]);
  });
});

describe("a school that asks a role for a second factor", () => {
  it("leads its people to set one up at the next sign-in, and opens nothing else until then", async () => {
    const admin = await signIn(await makeMember({ role: "SCHOOL_ADMIN" }));
    const member = await makeMember({ role: "CLINICAL_SUPERVISOR" });
    const before = await signIn(member);
    const rule = await admin.get("/api/sign-in-rules");
    expect(rule.body.factorRoles).toEqual([]);
    await rows("insert into sign_in_rules (school_id, factor_roles) values ('north', '{CLINICAL_SUPERVISOR}')");
    // Nobody is put out in the middle of their work.
    expect((await before.get("/api/me")).status).toBe(200);

    const here = await signIn(member);
    expect(here.answer.status).toBe(200);
    for (const path of ["/api/me", "/api/auth/session", "/api/notifications"]) {
      const refused = await here.get(path);
      expect([refused.status, refused.body.code]).toEqual([403, "factor_required"]);
    }
    expect(
      (await here.post("/api/me/password", { currentPassword: password, newPassword: "x".repeat(20) })).status,
    ).toBe(403);
    expect((await here.post("/api/auth/refresh")).status).toBe(200);
    expect((await here.get("/api/me")).status).toBe(403);
    expect((await here.get("/api/me/factors")).body).toMatchObject({ isRequired: true });

    await enrol(here);
    expect((await here.get("/api/me")).status).toBe(200);
    await here.post("/api/auth/refresh");
    expect((await here.get("/api/me")).status).toBe(200);
    const removed = await here.del("/api/me/factors/totp");
    expect(removed.status).toBe(409);
    await rows("delete from sign_in_rules");
    expect((await here.del("/api/me/factors/totp")).status).toBe(200);
    expect((await signIn(member)).answer.body.mfaRequired).toBeUndefined();
  });
});

describe("a school that asks every role for a second factor", () => {
  afterEach(() => rows("delete from sign_in_rules"));

  it.each(["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN", "SUPER_ADMIN"])(
    "opens nothing but setting one up to a %s who has none [V6.3.3]",
    { timeout: 120_000 },
    async (role) => {
      const { endpoints } = await import("#src/http/endpoints.ts");
      await rows(`insert into sign_in_rules (school_id, factor_roles)
        select id, '{STUDENT,CLINICAL_SUPERVISOR,SCHOOL_ADMIN,SUPER_ADMIN}' from schools`);
      const here = await signIn(await makeMember({ role }));
      const closed = endpoints.filter(
        ({ permission, openWhileEnrolling }) => permission !== "public" && !openWhileEnrolling,
      );
      expect(closed.length).toBeGreaterThan(100);
      const opened: string[] = [];
      for (const { method, path } of closed) {
        const { status, body } = await here.ask(method, path.replace(/:\w+/g, "x"));
        if (status !== 403 || body.code !== "factor_required") opened.push(`${method} ${path} ${status} ${body.code}`);
      }
      expect(opened).toEqual([]);
      await enrol(here);
      expect((await here.get("/api/me")).status).toBe(200);
    },
  );

  it("leaves open to them only what is about factors, and proving who they are", async () => {
    const { endpoints } = await import("#src/http/endpoints.ts");
    const open = endpoints.filter(({ openWhileEnrolling }) => openWhileEnrolling).map(({ path }) => path);
    expect(open.length).toBeGreaterThan(0);
    expect(open.filter((path) => !/^\/api\/me\/(factors|step-up)(\/|$)/.test(path))).toEqual([]);
  });
});

describe("a school that takes its rule back", () => {
  it("lets whoever was held up go on with their next token", async () => {
    await rows("insert into sign_in_rules (school_id, factor_roles) values ('north', '{STUDENT,SCHOOL_ADMIN}')");
    const here = await signIn(await makeMember());
    const admin = await signIn(await makeMember({ role: "SCHOOL_ADMIN" }));
    expect((await here.get("/api/me")).status).toBe(403);
    const sample = await admin.post("/api/auth/sample", { role: "STUDENT" });
    expect([sample.status, sample.body.code]).toEqual([403, "factor_required"]);
    await rows("delete from sign_in_rules");
    expect((await here.get("/api/me")).status).toBe(403);
    expect((await here.post("/api/auth/refresh")).status).toBe(200);
    expect((await here.get("/api/me")).status).toBe(200);
  });
});

describe("a person who lost their factors", () => {
  it("gets in again by an administrator, is signed out everywhere and told by mail [V6.4.4]", async () => {
    const admin = await signIn(await makeMember({ role: "SCHOOL_ADMIN" }));
    const { member, first } = await makeMemberWithApp();
    expect((await admin.post(`/api/users/${member.id}/remove-factors`)).status).toBe(200);
    expect((await first.get("/api/auth/session")).status).toBe(401);
    expect((await signIn(member)).answer.body.mfaRequired).toBeUndefined();
    expect(await subjectsTo(member.email)).toContain("Your second step was removed by your school");
    const acts = await rows("select action from audit_log where entity_id = $1 and action = 'user.remove_factors'", [
      member.id,
    ]);
    expect(acts).toHaveLength(1);
  });
});

describe("proving again who one is", () => {
  it("is asked for ten minutes after the sign-in, is by the password of who has no factor, and is remembered", async () => {
    const here = await signIn(await makeMember());
    await pass({ minutes: 9 });
    expect((await here.post("/api/auth/refresh")).status).toBe(200);
    expect((await here.post("/api/me/factors/totp")).status).toBe(200);
    await pass({ minutes: 2 });
    const refused = await here.post("/api/me/factors/totp");
    expect([refused.status, refused.body.code]).toEqual([403, "step_up_required"]);
    expect((await here.post("/api/me/step-up/start")).body).toEqual({
      methods: ["password"],
      challengeId: null,
      options: null,
    });
    expect((await here.post("/api/me/step-up", { password: "wrong" })).status).toBe(422);
    expect((await here.post("/api/me/step-up", { password })).status).toBe(200);
    expect((await here.post("/api/me/factors/totp")).status).toBe(200);
    await here.post("/api/auth/refresh");
    expect((await here.post("/api/me/factors/totp")).status).toBe(200);
    await pass({ minutes: 9 });
    await here.post("/api/auth/refresh");
    expect((await here.post("/api/me/factors/totp")).status).toBe(200);
    await pass({ minutes: 2 });
    expect((await here.post("/api/me/factors/totp")).status).toBe(403);
  });

  it("is by the second factor of who has one: the password is not looked at", async () => {
    const { first, app } = await makeMemberWithApp();
    await pass({ minutes: 11 });
    await first.post("/api/auth/refresh");
    expect((await first.post("/api/me/step-up/start")).body).toMatchObject({ methods: ["code"] });
    expect((await first.post("/api/me/step-up", { password })).status).toBe(409);
    expect((await first.post("/api/me/step-up", { password: "wrong" })).status).toBe(409);
    const code = app.code();
    expect((await first.post("/api/me/step-up", { code })).status).toBe(200);
    expect((await first.post("/api/me/step-up", { code })).status).toBe(422);
    expect((await first.del("/api/me/factors/totp")).status).toBe(200);
  });
});
