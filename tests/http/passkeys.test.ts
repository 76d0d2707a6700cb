import { describe, expect, it } from "vitest";
import { config } from "#src/config.ts";
import { type Authenticator, makeAuthenticator } from "../support/authenticator.ts";
import { enrol } from "../support/authenticator-app.ts";
import { useDatabase } from "../support/database.ts";
import { password, useVisitors } from "../support/visitor.ts";

const database = useDatabase();
const { visitor, makeMember, signIn, pass, rows } = useVisitors(database.owner);

const { origin } = new URL(config.appUrl);
const newAuthenticator = () => makeAuthenticator({ ownOrigin: origin });
type Visitor = Awaited<ReturnType<typeof signIn>>;

async function addPasskey(here: Pick<Visitor, "post">, key: Authenticator, over = {}) {
  const { status, body } = await here.post("/api/me/factors/passkeys/options");
  expect(status).toBe(200);
  const passkey = key.create(body.options, over);
  return here.post("/api/me/factors/passkeys", { challengeId: body.challengeId, name: "My phone", passkey });
}

async function makeMemberWithPasskey() {
  const member = await makeMember();
  const first = await signIn(member);
  const key = newAuthenticator();
  const added = await addPasskey(first, key);
  expect(added.status).toBe(200);
  return { member, first, key, codes: added.body.recoveryCodes };
}

/** Signs in with nothing but a passkey. */
async function enter(key: Authenticator, over = {}, here = visitor()) {
  const { body } = await here.post("/api/auth/passkey/options");
  const passkey = key.get(body.options, over);
  return here.post("/api/auth/passkey/verify", { challengeId: body.challengeId, passkey });
}

describe("adding a passkey", () => {
  it("keeps it under its name, and gives recovery codes to whoever has none", async () => {
    const { first, codes } = await makeMemberWithPasskey();
    expect(codes).toHaveLength(10);
    const { body } = await first.get("/api/me/factors");
    expect(body).toMatchObject({
      passkeys: [{ name: "My phone", isSynced: false, lastUsedAt: null }],
      recoveryCodesLeft: 10,
      canUsePasskeys: true,
    });
    const again = await addPasskey(first, newAuthenticator());
    expect(again.body.recoveryCodes).toEqual([]);
  });

  it("names the ones that there are, so that an authenticator makes no second one, and refuses a duplicate", async () => {
    const { first, key } = await makeMemberWithPasskey();
    const { body } = await first.post("/api/me/factors/passkeys/options");
    expect(body.options).toMatchObject({ excludeCredentials: [{ type: "public-key" }] });
    expect((await addPasskey(first, key)).status).toBe(409);
  });

  it.each([
    ["another challenge", { challenge: "YW5vdGhlcg" }],
    ["another site", { origin: "https://look-alike.test" }],
    ["another host", { rpId: "look-alike.test" }],
    ["a sign-in", { type: "webauthn.get" }],
    ["a person who was not verified", { isUnverified: true }],
  ])("refuses an answer for %s", async (_what, over) => {
    const first = await signIn(await makeMember());
    expect((await addPasskey(first, newAuthenticator(), over)).status).toBe(422);
    expect((await first.get("/api/me/factors")).body).toMatchObject({ passkeys: [] });
  });

  it("takes the challenge of nobody else, and once", async () => {
    const [here, there] = [await signIn(await makeMember()), await signIn(await makeMember())];
    const { body } = await here.post("/api/me/factors/passkeys/options");
    const passkey = newAuthenticator().create(body.options);
    const add = (who: Visitor) =>
      who.post("/api/me/factors/passkeys", { challengeId: body.challengeId, name: "Key", passkey });
    expect((await add(there)).status).toBe(422);
    expect((await add(here)).status).toBe(200);
    expect((await add(here)).status).toBe(422);
  });
});

describe("signing in with a passkey alone", () => {
  it("is enough, and the password asks for it afterwards [V6.4.3]", async () => {
    const { member, key } = await makeMemberWithPasskey();
    const here = visitor();
    const entered = await enter(key, {}, here);
    expect(entered.status).toBe(200);
    expect(entered.body).toMatchObject({ user: { id: member.id } });
    expect((await here.get("/api/auth/session")).status).toBe(200);
    const byPassword = await signIn(member);
    expect(byPassword.answer.body).toMatchObject({ mfaRequired: true, methods: ["passkey", "code"] });
  });

  it.each([
    ["another challenge", { challenge: "YW5vdGhlcg" }],
    ["another site", { origin: "https://look-alike.test" }],
    ["another host", { rpId: "look-alike.test" }],
    ["a registration", { type: "webauthn.create" }],
    ["a person who was not verified", { isUnverified: true }],
    ["another person's handle", { userHandle: "YW5vdGhlcg" }],
  ])("is refused for %s", async (_what, over) => {
    const { key } = await makeMemberWithPasskey();
    expect((await enter(key, over)).status).toBe(401);
  });

  it("is refused with a key that nobody has, for somebody who was suspended, and for an answer that was used", async () => {
    expect((await enter(newAuthenticator())).status).toBe(401);
    const { member, key } = await makeMemberWithPasskey();
    const here = visitor();
    const { body } = await here.post("/api/auth/passkey/options");
    const answer = { challengeId: body.challengeId, passkey: key.get(body.options) };
    expect((await here.post("/api/auth/passkey/verify", answer)).status).toBe(200);
    expect((await visitor().post("/api/auth/passkey/verify", answer)).status).toBe(401);
    await rows("update users set status = 'SUSPENDED' where id = $1", [member.id]);
    expect((await enter(key)).status).toBe(401);
  });

  it("is refused when the counter goes back or stands still, which a copy does, and is in the audit", async () => {
    const { member, key } = await makeMemberWithPasskey();
    expect((await enter(key)).status).toBe(200);
    expect((await enter(key)).status).toBe(200);
    key.counter = 1;
    expect((await enter(key)).status).toBe(401);
    key.counter = 0;
    expect((await enter(key)).status).toBe(401);
    const noted = await rows("select id from audit_log where action = 'passkey.counter_back' and entity_id = $1", [
      member.id,
    ]);
    expect(noted).toHaveLength(2);
    key.counter = 2;
    expect((await enter(key)).status).toBe(200);
  });

  it("does not take a challenge that is over, or one that was given to another address", async () => {
    const { key } = await makeMemberWithPasskey();
    const here = visitor();
    const late = await here.post("/api/auth/passkey/options");
    const passkey = key.get(late.body.options);
    await rows("update sign_in_challenges set source_hash = 'another' where kind = 'PASSKEY'");
    expect((await here.post("/api/auth/passkey/verify", { challengeId: late.body.challengeId, passkey })).status).toBe(
      401,
    );
    const { body } = await here.post("/api/auth/passkey/options");
    const slow = key.get(body.options);
    await pass({ minutes: 6 });
    expect((await here.post("/api/auth/passkey/verify", { challengeId: body.challengeId, passkey: slow })).status).toBe(
      401,
    );
  });
});

describe("a passkey as the second factor", () => {
  it("follows the password, without a PIN", async () => {
    const { member, key } = await makeMemberWithPasskey();
    const here = await signIn(member);
    const { challengeId } = here.answer.body;
    const { body } = await here.post("/api/auth/mfa/passkey", { challengeId });
    const passkey = key.get(body.options, { isUnverified: true });
    expect((await here.post("/api/auth/mfa/verify", { challengeId, passkey })).status).toBe(200);
  });

  it("is not that of somebody else", async () => {
    const [one, other] = [await makeMemberWithPasskey(), await makeMemberWithPasskey()];
    const here = await signIn(one.member);
    const { challengeId } = here.answer.body;
    const { body } = await here.post("/api/auth/mfa/passkey", { challengeId });
    const passkey = other.key.get(body.options);
    expect((await here.post("/api/auth/mfa/verify", { challengeId, passkey })).status).toBe(401);
  });

  it("proves again who one is", async () => {
    const { first, key } = await makeMemberWithPasskey();
    await pass({ minutes: 11 });
    await first.post("/api/auth/refresh");
    const { body } = await first.post("/api/me/step-up/start");
    expect(body.methods).toEqual(["passkey"]);
    const passkey = key.get(body.options);
    expect((await first.post("/api/me/step-up", { challengeId: body.challengeId, passkey })).status).toBe(200);
    expect((await first.post("/api/me/step-up", { challengeId: body.challengeId, passkey })).status).toBe(422);
    expect((await first.post("/api/me/factors/recovery-codes")).status).toBe(200);
  });
});

describe("a lost passkey", () => {
  it("is replaced by a recovery code", async () => {
    const { member, codes } = await makeMemberWithPasskey();
    const here = await signIn(member);
    const [code] = Array.isArray(codes) ? codes : [];
    const { challengeId } = here.answer.body;
    expect((await here.post("/api/auth/mfa/verify", { challengeId, code })).status).toBe(200);
    const [kept] = await rows<{ id: string }>("select id from passkeys where user_id = $1", [member.id]);
    expect((await here.del(`/api/me/factors/passkeys/${kept?.id}`)).status).toBe(200);
    // Nothing is left, so the password is enough again, and the codes are gone.
    expect((await here.get("/api/me/factors")).body).toMatchObject({ passkeys: [], recoveryCodesLeft: 0 });
    const again = await here.post("/api/auth/sign-in", { email: member.email, password });
    expect(again.body.mfaRequired).toBeUndefined();
  });

  it("keeps the codes where an app is left", async () => {
    const { member, first } = await makeMemberWithPasskey();
    await enrol(first);
    const [kept] = await rows<{ id: string }>("select id from passkeys where user_id = $1", [member.id]);
    await first.del(`/api/me/factors/passkeys/${kept?.id}`);
    expect((await first.get("/api/me/factors")).body).toMatchObject({ passkeys: [], recoveryCodesLeft: 10 });
  });
});
