import { describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { useVisitors } from "../support/visitor.ts";

const database = useDatabase();
const { visitor, makeMember, signIn, isTaken, pass, rows } = useVisitors(database.owner);

type Visitor = ReturnType<typeof visitor>;

const renew = (who: Visitor) => who.post("/api/auth/refresh");
const isIn = async (who: Visitor) => (await who.get("/api/auth/session")).status === 200;
/** Whether this process accepts the access token, without asking the database. */

/** The state of the person's one session: why it ended, and its tokens. */
async function family(memberId: string): Promise<{ reason: string | null; tokens: number; unused: number }[]> {
  return rows(
    `select s.revoked_reason as reason, count(*)::int as tokens,
       (count(*) filter (where t.used_at is null))::int as unused
     from sessions s join refresh_tokens t on t.session_id = s.id where s.user_id = $1 group by s.id`,
    [memberId],
  );
}

describe("POST /api/auth/refresh", () => {
  it("replaces the refresh token each time and keeps the session [V7.2.2]", async () => {
    const member = await makeMember();
    const here = await signIn(member);
    const seen = new Set([here.jar.get("refresh")]);
    for (let n = 0; n < 5; n += 1) {
      await pass({ minutes: 11 });
      expect(await isIn(here)).toBe(false);
      const answer = await renew(here);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({ ...here.answer.body, accessToken: expect.any(String) });
      seen.add(here.jar.get("refresh"));
      expect(await isIn(here)).toBe(true);
    }
    expect(seen.size).toBe(6);
    expect(await family(member.id)).toEqual([{ reason: null, tokens: 6, unused: 1 }]);
  });

  it("takes the token from the body for clients without cookies", async () => {
    const here = await signIn(await makeMember());
    const client = visitor();
    const answer = await client.post("/api/auth/refresh", { refreshToken: here.jar.get("refresh") });
    expect(answer.status).toBe(200);
    expect(client.jar.get("refresh")).toMatch(/^[\w-]{43}$/);
  });

  it("refuses without a token, with one that was never issued, and a page of another site [V3.5.2]", async () => {
    expect((await renew(visitor())).status).toBe(401);
    expect((await renew(visitor(new Map([["refresh", "A".repeat(43)]])))).status).toBe(401);
    const here = await signIn(await makeMember());
    const elsewhere = { origin: "https://elsewhere.test" };
    expect((await here.post("/api/auth/refresh", {}, elsewhere)).status).toBe(403);
  });

  it("puts a new role into the next access token", async () => {
    const member = await makeMember();
    const here = await signIn(member);
    await rows("update users set role = 'CLINICAL_SUPERVISOR' where id = $1", [member.id]);
    expect((await renew(here)).body.user).toMatchObject({ role: "CLINICAL_SUPERVISOR" });
  });

  it("ends the session of somebody who was suspended [V7.4.2]", async () => {
    const member = await makeMember();
    const here = await signIn(member);
    await rows("update users set status = 'SUSPENDED' where id = $1", [member.id]);
    expect((await renew(here)).status).toBe(401);
    expect(await isTaken(here)).toBe(false);
    expect(await family(member.id)).toEqual([{ reason: "suspended", tokens: 1, unused: 1 }]);
    await rows("update users set status = 'ACTIVE' where id = $1", [member.id]);
    expect((await renew(here)).status).toBe(401);
  });
});

describe("tabs that renew at once", () => {
  it("all stay signed in with one token and one family, each time", async () => {
    const member = await makeMember();
    let here: Visitor = await signIn(member);
    for (let round = 1; round <= 5; round += 1) {
      const tabs = Array.from({ length: 10 }, () => here.copy());
      const answers = await Promise.all(tabs.map(renew));
      expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
      expect(new Set(tabs.map(({ jar }) => jar.get("refresh"))).size).toBe(1);
      expect(await family(member.id)).toEqual([{ reason: null, tokens: round + 1, unused: 1 }]);
      for (const tab of tabs) expect(await isTaken(tab)).toBe(true);
      here = tabs[round] ?? here;
      await pass({ minutes: 11 });
    }
  });

  it("may be late by some generations within ten seconds", async () => {
    const member = await makeMember();
    const here = await signIn(member);
    const late = here.copy();
    await renew(here);
    await renew(here);
    await renew(here);
    await pass({ seconds: 9 });
    expect((await renew(late)).status).toBe(200);
    expect(late.jar.get("refresh")).toBe(here.jar.get("refresh"));
    expect(await family(member.id)).toEqual([{ reason: null, tokens: 4, unused: 1 }]);
  });

  it("get the answer that was lost within thirty seconds, while its token is unused", async () => {
    const member = await makeMember();
    const here = await signIn(member);
    const lost = here.copy();
    await renew(lost);
    await pass({ seconds: 29 });
    expect((await renew(here)).status).toBe(200);
    expect(here.jar.get("refresh")).toBe(lost.jar.get("refresh"));
    expect((await renew(here)).status).toBe(200);
    expect(await family(member.id)).toEqual([{ reason: null, tokens: 3, unused: 1 }]);
  });
});

describe("a copied token", () => {
  it("that is used after its successor ends the session for both", async () => {
    const member = await makeMember();
    const here = await signIn(member);
    const thief = here.copy();
    await renew(here);
    await renew(here);
    await pass({ seconds: 11 });
    expect(await isTaken(here)).toBe(true);
    expect((await renew(thief)).status).toBe(401);
    expect(await isTaken(here)).toBe(false);
    expect((await renew(here)).status).toBe(401);
    expect(await family(member.id)).toEqual([{ reason: "token_reused", tokens: 3, unused: 1 }]);
    const acts = await rows("select detail from audit_log where action = 'session.end' and actor_id = $1", [member.id]);
    expect(acts).toEqual([{ detail: { reason: "token_reused" } }]);
  });

  it("ends the session after thirty seconds, although its successor is unused", async () => {
    const member = await makeMember();
    const here = await signIn(member);
    const thief = here.copy();
    await renew(here);
    await pass({ seconds: 29 });
    expect((await renew(thief.copy())).status).toBe(200);
    await pass({ seconds: 2 });
    expect((await renew(thief)).status).toBe(401);
    expect(await isTaken(here)).toBe(false);
    expect(await family(member.id)).toEqual([{ reason: "token_reused", tokens: 2, unused: 1 }]);
  });

  it("used first by a thief ends the session when the owner uses theirs", async () => {
    const here = await signIn(await makeMember());
    const thief = here.copy();
    await renew(thief);
    await renew(thief);
    await pass({ minutes: 11 });
    expect((await renew(here)).status).toBe(401);
    expect((await renew(thief)).status).toBe(401);
  });

  it("used by turns ends the session once one of both comes after the grace, which no turn prolongs", async () => {
    const member = await makeMember();
    const here = await signIn(member);
    const thief = here.copy();
    for (const [first, second] of [
      [here, thief],
      [thief, here],
    ] as const) {
      await renew(first);
      await pass({ seconds: 15 });
      // As a line that failed: the successor is unused.
      expect((await renew(second.copy())).status).toBe(200);
      expect((await renew(second)).status).toBe(200);
      expect(second.jar.get("refresh")).toBe(first.jar.get("refresh"));
      await pass({ minutes: 10 });
    }
    await renew(here);
    await pass({ seconds: 15 });
    expect((await renew(thief.copy())).status).toBe(200);
    await pass({ seconds: 16 });
    expect((await renew(thief)).status).toBe(401);
    expect((await renew(here)).status).toBe(401);
    expect((await family(member.id)).map(({ reason }) => reason)).toEqual(["token_reused"]);
  });

  it("used within the grace by another browser ends the session at once", async () => {
    for (const elsewhere of ["another browser", "another agent"]) {
      const member = await makeMember();
      const here = await signIn(member);
      const thief = visitor(new Map(here.jar));
      if (elsewhere === "another browser") thief.jar.set("device", "D".repeat(43));
      await renew(here);
      const headers = elsewhere === "another agent" ? { "user-agent": "curl/8" } : {};
      expect((await thief.post("/api/auth/refresh", {}, headers)).status).toBe(401);
      expect(await isTaken(here)).toBe(false);
      expect((await renew(here)).status).toBe(401);
      expect(await family(member.id)).toEqual([{ reason: "token_reused", tokens: 2, unused: 1 }]);
    }
  });

  it("with all cookies, used by turns within the grace, ends the session at the fifth turn", async () => {
    const member = await makeMember();
    let first: Visitor = await signIn(member);
    let second = first.copy();
    for (let turn = 1; turn <= 4; turn += 1) {
      await renew(first);
      await pass({ seconds: 5 });
      expect((await renew(second)).status).toBe(200);
      // Who comes first changes, and one of both renews twice.
      [first, second] = [second, first];
      await renew(first);
      second.jar.set("refresh", first.jar.get("refresh") ?? "");
      await pass({ minutes: 10 });
    }
    await renew(first);
    await pass({ seconds: 5 });
    expect((await renew(second)).status).toBe(401);
    expect((await renew(first)).status).toBe(401);
    expect((await family(member.id)).map(({ reason }) => reason)).toEqual(["token_reused"]);
  });

  it("is told from a line that loses an answer now and then", async () => {
    const here = await signIn(await makeMember());
    for (let n = 0; n < 12; n += 1) {
      const lost = here.copy();
      await renew(lost);
      await pass({ seconds: 20 });
      expect((await renew(here)).status).toBe(200);
      await renew(here);
      await pass({ minutes: 21 });
    }
    expect((await renew(here)).status).toBe(200);
  });

  it("does not end the person's other sessions", async () => {
    const member = await makeMember();
    const [here, there] = [await signIn(member), await signIn(member)];
    const thief = here.copy();
    await renew(here);
    await renew(here);
    await pass({ seconds: 11 });
    await renew(thief);
    expect((await renew(there)).status).toBe(200);
  });
});

describe("a session", () => {
  it("ends after 14 days without use [V7.3.1]", async () => {
    const here = await signIn(await makeMember());
    const other = await signIn(await makeMember());
    await pass({ days: 13.99 });
    expect((await renew(here)).status).toBe(200);
    await pass({ days: 0.02 });
    expect((await renew(other)).status).toBe(401);
    expect((await renew(here)).status).toBe(200);
  });

  it("ends after 30 days in any case, and its last cookie does not outlive it [V7.3.2]", async () => {
    const here = await signIn(await makeMember());
    await pass({ days: 13 });
    await renew(here);
    await pass({ days: 13 });
    const last = await renew(here);
    const maxAge = Number(/refresh=.*Max-Age=(\d+)/.exec(last.cookies.join("\n"))?.[1]);
    expect(maxAge / 86_400).toBeCloseTo(4, 1);
    await pass({ days: 3.99 });
    expect((await renew(here)).status).toBe(200);
    await pass({ days: 0.02 });
    expect((await renew(here)).status).toBe(401);
  });
});
