import { describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { password, useVisitors } from "../support/visitor.ts";

const database = useDatabase();
const { visitor, makeMember, signIn, pass, rows } = useVisitors(database.owner);

const short = "qzvhtkwm";

const change = (who: ReturnType<typeof visitor>, to: string, from = password) =>
  who.post("/api/me/password", { currentPassword: from, newPassword: to });

/** An app whose codes nobody knows: it counts as a factor. */
const addFactor = (userId: string) =>
  rows("insert into totp_factors (user_id, school_id, sealed_secret, last_step) values ($1, 'north', 'none', 0)", [
    userId,
  ]);
const removeFactor = (userId: string) => rows("delete from totp_factors where user_id = $1", [userId]);

describe("a password that is chosen", () => {
  it.each([
    ["is common", "P4ssw0rd2026!"],
    ["is short", "qzvhtkwmbxr"],
    ["repeats itself", "xkqpxkqpxkqp"],
    ["is the own address", "member.member.north"],
  ])("is refused where it %s, with words for its field, and nothing changes [V6.2.12]", async (_why, weak) => {
    const member = await makeMember();
    const here = await signIn(member);
    const answer = await change(here, weak);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([{ path: "newPassword", message: expect.stringMatching(/^[A-Z].*\.$/) }]);
    expect((await signIn(member)).answer.status).toBe(200);
  });

  it("is asked for its length alone, not for kinds of characters", async () => {
    const here = await signIn(await makeMember());
    expect((await change(here, "qzvhtkwmbxrl")).status).toBe(200);
    expect((await change(here, "demo-Competency-2026", "qzvhtkwmbxrl")).status).toBe(200);
  });

  it("may be short beside a second factor, which then cannot be missing", async () => {
    const member = await makeMember();
    const here = await signIn(member);
    expect((await change(here, short)).status).toBe(422);
    await addFactor(member.id);
    expect((await change(here, short)).status).toBe(200);
    const removal = await here.del("/api/me/factors/totp");
    expect(removal.status).toBe(409);
    expect(removal.body.detail).toBe("Your password is short, which only a second step makes up for. Change it first.");
    // As when their school removes it for them.
    await removeFactor(member.id);
    const again = await signIn(member, short);
    expect(again.answer.status).toBe(200);
    expect((await again.get("/api/me")).body.code).toBe("factor_required");
    await pass({ minutes: 11 });
    await again.post("/api/auth/refresh");
    expect((await again.get("/api/me")).body.code).toBe("factor_required");
    await addFactor(member.id);
    await again.post("/api/auth/refresh");
    expect((await again.get("/api/me")).status).toBe(200);
  });

  it("that is long again lets the second factor go", async () => {
    const member = await makeMember();
    const here = await signIn(member);
    await addFactor(member.id);
    await change(here, short);
    await change(here, "qzvhtkwmbxrl", short);
    await removeFactor(member.id);
    expect((await (await signIn(member, "qzvhtkwmbxrl")).get("/api/me")).status).toBe(200);
  });
});
