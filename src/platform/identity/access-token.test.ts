import { createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { setClock } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { publicKeys, revokeSession, signAccessToken, verifyAccessToken } from "#src/platform/identity/access-token.ts";
import { signJws } from "#src/platform/identity/jws.ts";
import { signingPair } from "#src/platform/identity/signing-key.ts";
import { signingKeys } from "#src/platform/keys/keys.ts";
import type { UserActor } from "#src/policy/actor.ts";

const actor = (): UserActor => ({
  kind: "user",
  userId: newId(),
  role: "STUDENT",
  schoolId: "north",
  sessionId: newId(),
});

/** A good token, with other claims. */
function signedWith(changes: object): string {
  const [key] = signingKeys();
  if (!key) throw new Error("there is no key");
  const { id: keyId, privateKey } = signingPair(key);
  const claims = JSON.parse(Buffer.from(signAccessToken(actor()).split(".")[1] ?? "", "base64url").toString());
  return signJws({ ...claims, ...changes }, { keyId, key: privateKey, type: "at+jwt" });
}

function at(offsetMs: number): void {
  const base = Date.now();
  setClock(() => new Date(base + offsetMs));
}

afterEach(() => setClock());

describe("access tokens", () => {
  it("identify who was signed in, each time", () => {
    const given = actor();
    const token = signAccessToken(given);
    expect(verifyAccessToken(token)).toEqual(given);
    expect(verifyAccessToken(token)).toEqual(given);
  });

  it("carry when their person proved who they are, and whether they have to set up a second factor", () => {
    const given: UserActor = { ...actor(), provedAt: 1_790_000_000, mustEnrol: true };
    const token = signAccessToken(given);
    expect(verifyAccessToken(token)).toEqual(given);
    expect(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString())).toMatchObject({
      auth_time: 1_790_000_000,
      enrol: true,
    });
  });

  it.each(["now", null, Number.NaN, {}])("prove nothing by an auth_time that is %j", (auth_time) => {
    expect(verifyAccessToken(signedWith({ auth_time }))?.provedAt).toBeUndefined();
  });

  it.each([false, 0, "no", null])("hold up whoever has the claim, also as %j", (enrol) => {
    expect(verifyAccessToken(signedWith({ enrol }))?.mustEnrol).toBe(true);
  });

  it("carry the claims that the policies read", () => {
    const given = actor();
    const payload = JSON.parse(Buffer.from(signAccessToken(given).split(".")[1] ?? "", "base64url").toString());
    expect(payload).toMatchObject({
      iss: "urn:competency",
      aud: "competency-api",
      sub: given.userId,
      role: "authenticated",
      app_metadata: { role: "STUDENT", school_id: "north" },
      session_id: given.sessionId,
    });
    expect(payload.exp - payload.iat).toBe(600);
  });

  it("expire after ten minutes, whether they were verified before or not [V9.2.1]", () => {
    const seen = signAccessToken(actor());
    const unseen = signAccessToken(actor());
    expect(verifyAccessToken(seen)).toBeDefined();
    at(9 * 60_000);
    expect(verifyAccessToken(seen)).toBeDefined();
    at(10 * 60_000 + 1000);
    expect(verifyAccessToken(seen)).toBeUndefined();
    expect(verifyAccessToken(unseen)).toBeUndefined();
  });

  it("are refused as soon as their session ends", () => {
    const given = actor();
    const seen = signAccessToken(given);
    expect(verifyAccessToken(seen)).toBeDefined();
    revokeSession(given.sessionId);
    expect(verifyAccessToken(seen)).toBeUndefined();
    at(1000);
    expect(verifyAccessToken(signAccessToken(given))).toBeUndefined();
    expect(verifyAccessToken(signAccessToken(actor()))).toBeDefined();
  });

  it("stay refused while another session is ended much later", () => {
    const given = actor();
    const token = signAccessToken(given);
    revokeSession(given.sessionId);
    at(9 * 60_000);
    revokeSession(newId());
    expect(verifyAccessToken(token)).toBeUndefined();
  });
});

describe("the published keys", () => {
  it("verify the tokens with what any program has, and hold no private part", () => {
    const [header = "", payload = "", signature = ""] = signAccessToken(actor()).split(".");
    const { alg, typ, kid } = JSON.parse(Buffer.from(header, "base64url").toString());
    expect([alg, typ]).toEqual(["ES256", "at+jwt"]);
    const jwk = publicKeys().keys.find((one) => one.kid === kid);
    expect(jwk).toMatchObject({ kty: "EC", crv: "P-256", use: "sig", alg: "ES256" });
    expect(jwk).not.toHaveProperty("d");
    const key = createPublicKey({ format: "jwk", key: jwk as JsonWebKey });
    const given = Buffer.from(signature, "base64url");
    expect(verify("sha256", Buffer.from(`${header}.${payload}`), { key, dsaEncoding: "ieee-p1363" }, given)).toBe(true);
  });
});
