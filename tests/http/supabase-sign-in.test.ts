import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { subjectOf } from "#src/platform/identity/supabase/subject.ts";
import { useDatabase } from "../support/database.ts";
import { startSupabaseAuth } from "../support/supabase-auth/server.ts";
import { useSupabaseAuth } from "../support/supabase-auth/use-server.ts";
import { type Answer, type Member, newPassword, password, useVisitors } from "../support/visitor.ts";

const auth = await startSupabaseAuth();
useSupabaseAuth(auth);
process.env.TRUST_PROXY = "true";
const database = useDatabase();
const { visitor, makeMember, signIn, rows } = useVisitors(database.owner);

afterAll(() => auth.stop());
beforeEach(() => {
  auth.state.down = 0;
  auth.state.grantsOfAddress = 1_000;
  auth.calls.length = 0;
});

const there = ({ id }: Pick<Member, "id">) => auth.users.get(subjectOf(id));
const called = (what: string) => auth.calls.filter((call) => call.includes(what)).length;

function withoutRequest({ status, body }: Answer): unknown {
  const { requestId, ...rest } = body;
  return { status, ...rest };
}

describe("signing in where Supabase Auth checks the passwords", () => {
  it("brings everybody there with their password at their first sign-in, and leaves no session there", async () => {
    const member = await makeMember();
    expect((await signIn(member, "a wrong password")).answer.status).toBe(401);
    const { answer, get } = await signIn(member);
    expect(answer.status).toBe(200);
    expect(answer.body.user).toMatchObject({ id: member.id, role: "STUDENT", schoolId: "north" });
    expect(there(member)).toMatchObject({
      email: member.email,
      appMetadata: { user_id: member.id, role: "STUDENT", school_id: "north" },
      bannedUntil: 0,
      confirmedAt: expect.any(String),
    });
    expect(auth.sessions.size).toBe(0);
    expect((await get("/api/auth/session")).status).toBe(200);
    // Once is enough.
    const sent = called("admin/users");
    expect((await signIn(member)).answer.status).toBe(200);
    expect(called("admin/users")).toBe(sent);
    expect(await rows("select revision, fault from identity.sent_person where user_id = $1", [member.id])).toEqual([
      { revision: 1, fault: null },
    ]);
  });

  it("asks there, and not the hash that is kept here", async () => {
    const member = await makeMember();
    await signIn(member);
    const own = there(member);
    if (own) Object.assign(own, { password: "set by hand there 4471", hash: undefined });
    expect((await signIn(member)).answer.status).toBe(401);
    expect((await signIn(member, "set by hand there 4471")).answer.status).toBe(200);
  });

  it("answers the same for a wrong password, an unknown address, and whoever may not sign in here or there", async () => {
    const banned = await makeMember();
    await signIn(banned);
    const person = there(banned);
    if (person) person.bannedUntil = Date.now() + 1e9;
    const refusals = [
      await signIn(await makeMember(), "a wrong password"),
      await signIn({ id: "", email: "nobody@north.test" }),
      await signIn(await makeMember({ status: "SUSPENDED" })),
      await signIn(await makeMember({ status: "INVITED" })),
      await signIn(await makeMember({ hasPassword: false })),
      await signIn(banned),
    ].map(({ answer }) => answer);
    expect(refusals[0]?.status).toBe(401);
    for (const refusal of refusals) {
      expect(withoutRequest(refusal)).toEqual(withoutRequest(refusals[0] ?? refusal));
      expect(refusal.cookies).toEqual([]);
    }
    // For each of them the service was asked.
    expect(called("grant_type=password")).toBe(refusals.length + 1);
  });

  it("takes the account of somebody else there, under the address of a person here, for nobody's", async () => {
    const member = await makeMember();
    auth.addUser({ email: member.email, password });
    expect((await signIn(member)).answer.status).toBe(401);
    expect(await rows("select revision, fault from identity.sent_person where user_id = $1", [member.id])).toEqual([
      { revision: null, fault: "email_exists" },
    ]);
  });

  it("says that the address is not confirmed to whoever knows the password alone", async () => {
    const member = await makeMember();
    await signIn(member);
    const person = there(member);
    if (person) person.confirmedAt = undefined;
    expect((await signIn(member, "a wrong password")).answer.status).toBe(401);
    const { answer } = await signIn(member);
    expect([answer.status, answer.body.detail]).toEqual([403, expect.stringContaining("not confirmed")]);
  });

  it("counts guesses as before, and locks the network that they come from", async () => {
    const { email } = await makeMember();
    const enter = async (given: string, from: string) =>
      (await visitor().post("/api/auth/sign-in", { email, password: given }, { "x-forwarded-for": from })).status;
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) statuses.push(await enter(`guess ${n}`, "198.51.100.7"));
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    const asked = called("grant_type=password");
    expect(await enter(password, "198.51.100.7")).toBe(429);
    expect(called("grant_type=password")).toBe(asked);
    expect(await enter(password, "203.0.113.5")).toBe(200);
  });

  it("tells the service whose address it is, and says when it takes no more", async () => {
    const member = await makeMember();
    auth.state.grantsOfAddress = 2;
    const enter = (from: string) =>
      visitor().post("/api/auth/sign-in", { email: member.email, password }, { "x-forwarded-for": from });
    expect((await enter("198.51.100.20")).status).toBe(200);
    expect((await enter("198.51.100.20")).status).toBe(200);
    const refused = await enter("198.51.100.20");
    expect([refused.status, refused.body.code, refused.headers.get("retry-after")]).toEqual([
      429,
      "rate_limited",
      "30",
    ]);
    expect((await enter("198.51.100.21")).status).toBe(200);
  });

  it("says that it is not possible while the service is away, and counts no guess", async () => {
    const member = await makeMember();
    await signIn(member);
    for (let n = 0; n < 4; n += 1) await signIn(member, `guess ${n}`);
    auth.state.down = 503;
    for (let n = 0; n < 7; n += 1) {
      const { answer } = await signIn(member);
      expect([answer.status, answer.body.code]).toEqual([503, "unavailable"]);
    }
    // What was counted before stays counted.
    auth.state.down = 0;
    expect((await signIn(member, "guess 5")).answer.status).toBe(401);
    expect((await signIn(member, "guess 6")).answer.status).toBe(429);
  });

  it("signs in by no token that the keys of the project did not sign", async () => {
    const member = await makeMember();
    await signIn(member);
    auth.state.hook = async ({ claims }) => ({ claims: { ...claims, iss: "https://other.supabase.co/auth/v1" } });
    expect((await signIn(member)).answer.status).toBe(503);
    auth.state.hook = undefined;
    expect((await signIn(member)).answer.status).toBe(200);
  });

  it("puts whoever is suspended out at once, and signs out as before", async () => {
    const member = await makeMember();
    const first = await signIn(member);
    expect((await first.post("/api/auth/sign-out", { everywhere: true })).status).toBe(200);
    expect((await first.get("/api/auth/session")).status).toBe(401);
    expect(auth.sessions.size).toBe(0);
    await rows("update users set status = 'SUSPENDED' where id = $1", [member.id]);
    expect((await signIn(member)).answer.status).toBe(401);
    expect(there(member)?.bannedUntil).toBeGreaterThan(Date.now());
  });

  it("asks there for the password before a sensitive act and before another is chosen", async () => {
    const member = await makeMember();
    const own = await signIn(member);
    expect((await own.post("/api/me/step-up", { password: "a wrong password" })).status).toBe(422);
    expect((await own.post("/api/me/step-up", { password })).status).toBe(200);
    const person = there(member);
    const change = (currentPassword: string, given = newPassword) =>
      own.post("/api/me/password", { currentPassword, newPassword: given });
    expect((await change("a wrong password")).status).toBe(422);
    const long = await change(password, `${"ä".repeat(37)}a few words`);
    expect([long.status, long.body.errors]).toEqual([422, [expect.objectContaining({ path: "newPassword" })]]);
    auth.state.leastPasswordLength = 60;
    const weak = await change(password);
    expect([weak.status, weak.body.errors]).toEqual([422, [expect.objectContaining({ path: "newPassword" })]]);
    auth.state.leastPasswordLength = 6;
    expect((await change(password)).status).toBe(200);
    expect(person?.password).toBe(newPassword);
    expect((await signIn(member)).answer.status).toBe(401);
    expect((await signIn(member, newPassword)).answer.status).toBe(200);
  });
});
