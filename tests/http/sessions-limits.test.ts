import { describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { password, useVisitors } from "../support/visitor.ts";

const database = useDatabase();
const { visitor, makeMember, signIn, pass, rows } = useVisitors(database.owner);

type Visitor = ReturnType<typeof visitor>;

const renew = async (who: Visitor) => (await who.post("/api/auth/refresh")).status;

async function signInShared(email: string, over: Record<string, string> = {}) {
  const here = visitor();
  const answer = await here.post("/api/auth/sign-in", { email, password, shared: true }, over);
  return { ...here, answer };
}

async function setLimits(limits: Record<string, number | null>, putAs?: Visitor) {
  const admin = putAs ?? (await signIn(await makeMember({ role: "SCHOOL_ADMIN" })));
  return admin.put("/api/sign-in-rules", { factorRoles: [], ...limits });
}

describe("a school's limits", () => {
  it("are the installation's until it says others, within bounds, and back again", async () => {
    const admin = await signIn(await makeMember({ role: "SCHOOL_ADMIN" }));
    const usual = { idleMinutes: 14 * 24 * 60, longestHours: 30 * 24, sharedIdleMinutes: 10 };
    const unsaid = { factorRoles: [], idleMinutes: null, longestHours: null, sharedIdleMinutes: null, usual };
    expect((await admin.get("/api/sign-in-rules")).body).toEqual(unsaid);
    for (const limits of [
      { idleMinutes: 14 },
      { idleMinutes: 43_201 },
      { longestHours: 0 },
      { longestHours: 2_161 },
      { sharedIdleMinutes: 1 },
      { sharedIdleMinutes: 61 },
      { idleMinutes: 30.5 },
    ]) {
      expect((await setLimits(limits, admin)).status).toBe(422);
    }
    const said = { ...unsaid, idleMinutes: 60, longestHours: 8 };
    expect((await setLimits({ idleMinutes: 60, longestHours: 8 }, admin)).body).toEqual(said);
    // What is left out stays.
    expect((await setLimits({}, admin)).body).toEqual(said);
    expect((await setLimits({ idleMinutes: null, longestHours: null }, admin)).body).toEqual(unsaid);
  });

  it("end a session without use, never earlier than said, and ten minutes later at most", async () => {
    await setLimits({ idleMinutes: 30 });
    const [early, late] = [await signIn(await makeMember()), await signIn(await makeMember())];
    await pass({ minutes: 39.9 });
    expect(await renew(early)).toBe(200);
    await pass({ minutes: 0.2 });
    expect(await renew(late)).toBe(401);
    expect((await early.get("/api/auth/session")).body).toMatchObject({ idleMinutes: 30, isShared: false });
    await setLimits({ idleMinutes: null });
  });

  it("end a session at the longest whatever its person does", async () => {
    await setLimits({ longestHours: 2 });
    const here = await signIn(await makeMember());
    for (let minutes = 0; minutes < 119; minutes += 9) {
      await pass({ minutes: 8.5 });
      expect(await renew(here)).toBe(200);
    }
    await pass({ minutes: 2 });
    expect(await renew(here)).toBe(401);
    await setLimits({ longestHours: null });
  });

  it("hold for sessions that began before them, from their next renewal on", async () => {
    const here = await signIn(await makeMember());
    const old = await signIn(await makeMember());
    await pass({ minutes: 11 });
    await setLimits({ idleMinutes: 15, longestHours: 1 });
    expect(await renew(here)).toBe(200);
    await pass({ minutes: 26 });
    expect(await renew(here)).toBe(401);
    await pass({ minutes: 25 });
    expect(await renew(old)).toBe(401);
    await setLimits({ idleMinutes: null, longestHours: null });
  });

  it("are an administrator's to choose", async () => {
    const student = await signIn(await makeMember());
    expect((await setLimits({ idleMinutes: 60 }, student)).status).toBe(403);
  });
});

describe("a shared device", () => {
  it("has a short session, whose cookies go with the browser and which makes no browser known", async () => {
    const { email } = await makeMember();
    const here = await signInShared(email);
    expect(here.answer.cookies).toEqual([
      expect.stringMatching(/^access=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax$/),
      expect.stringMatching(/^refresh=[\w-]{43}; Path=\/api\/auth; HttpOnly; SameSite=Lax$/),
    ]);
    expect((await here.get("/api/auth/session")).body).toMatchObject({ idleMinutes: 10, isShared: true });
    const renewed = await here.post("/api/auth/refresh");
    expect(renewed.cookies.join("\n")).not.toContain("Max-Age");
    await pass({ minutes: 20.1 });
    expect(await renew(here)).toBe(401);
  });

  it("has one for twelve hours at most, and as short as the school says", async () => {
    await setLimits({ sharedIdleMinutes: 60 });
    const here = await signInShared((await makeMember()).email);
    for (let hour = 1; hour < 12; hour += 1) {
      await pass({ minutes: 60 });
      expect([hour, await renew(here)]).toEqual([hour, 200]);
    }
    await pass({ minutes: 61 });
    expect(await renew(here)).toBe(401);
    await setLimits({ sharedIdleMinutes: null });
  });

  it("is asked for the second factor, also where it is remembered for its person", async () => {
    const member = await makeMember();
    const here = await signIn(member);
    await rows(
      "insert into totp_factors (user_id, school_id, sealed_secret, last_step) values ($1, 'north', 'none', 0)",
      [member.id],
    );
    await rows("update known_devices set remembered_until = now() + interval '9 days' where user_id = $1", [member.id]);
    const body = { email: member.email, password };
    expect((await here.post("/api/auth/sign-in", { ...body, shared: true })).body.mfaRequired).toBe(true);
    expect((await here.post("/api/auth/sign-in", body)).body.accessToken).toEqual(expect.any(String));
  });

  it("is listed as one", async () => {
    const member = await makeMember();
    await signInShared(member.email);
    const here = await signIn(member);
    const { items } = (await here.get("/api/me/sessions")).body as { items: Record<string, unknown>[] };
    expect(items.map(({ isShared, idleMinutes, isHere }) => ({ isShared, idleMinutes, isHere }))).toEqual([
      { isShared: false, idleMinutes: 20_160, isHere: true },
      { isShared: true, idleMinutes: 10, isHere: true },
    ]);
    await pass({ minutes: 21 });
    await here.post("/api/auth/refresh");
    expect((await here.get("/api/me/sessions")).body.items).toHaveLength(1);
  });
});

describe("signing out", () => {
  it("clears the answers that the browser keeps, and everything on a shared device [V14.3.1]", async () => {
    const member = await makeMember();
    const own = await signIn(member);
    expect((await own.post("/api/auth/sign-out")).headers.get("clear-site-data")).toBe('"cache"');
    const shared = await signInShared(member.email);
    expect((await shared.post("/api/auth/sign-out")).headers.get("clear-site-data")).toBe('"cache", "storage"');
    // By the refresh token alone, when the access token has ended.
    const late = await signInShared(member.email);
    await pass({ minutes: 11 });
    expect((await late.post("/api/auth/sign-out")).headers.get("clear-site-data")).toBe('"cache", "storage"');
  });
});
