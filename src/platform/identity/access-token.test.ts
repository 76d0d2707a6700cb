import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { now, setClock } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { revokeSession, signAccessToken, verifyAccessToken } from "#src/platform/identity/access-token.ts";
import type { UserActor } from "#src/policy/actor.ts";
import { testSecret } from "../../../tests/support/secret.ts";

const actor = (): UserActor => ({
  kind: "user",
  userId: newId(),
  role: "STUDENT",
  schoolId: "north",
  sessionId: newId(),
});

const goodHeader = { alg: "HS256", typ: "JWT" };

function goodClaims(): Record<string, unknown> {
  const seconds = Math.floor(now().getTime() / 1000);
  return {
    sub: "amina",
    role: "authenticated",
    app_metadata: { role: "STUDENT", school_id: "north" },
    session_id: "s1",
    iat: seconds,
    exp: seconds + 600,
  };
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function sign(header: unknown, claims: unknown, options: { secret?: string; hash?: string } = {}): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  const mac = createHmac(options.hash ?? "sha256", options.secret ?? testSecret);
  return `${signed}.${mac.update(signed).digest("base64url")}`;
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
    expect(verifyAccessToken(sign(goodHeader, { ...goodClaims(), auth_time }))?.provedAt).toBeUndefined();
  });

  it.each([false, 0, "no", null])("hold up whoever has the claim, also as %j", (enrol) => {
    expect(verifyAccessToken(sign(goodHeader, { ...goodClaims(), enrol }))?.mustEnrol).toBe(true);
  });

  it("carry the claims that the policies read", () => {
    const given = actor();
    const payload = JSON.parse(Buffer.from(signAccessToken(given).split(".")[1] ?? "", "base64url").toString());
    expect(payload).toMatchObject({
      sub: given.userId,
      role: "authenticated",
      app_metadata: { role: "STUDENT", school_id: "north" },
      session_id: given.sessionId,
    });
    expect(payload.exp - payload.iat).toBe(600);
  });

  it("expire after ten minutes, whether they were verified before or not", () => {
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

describe("a token that is not ours", () => {
  it("is accepted when only its signature is right, as a control for the cases below", () => {
    expect(verifyAccessToken(sign(goodHeader, goodClaims()))).toMatchObject({ userId: "amina" });
  });

  const [h, p] = [encode(goodHeader), encode(goodClaims())];
  const right = sign(goodHeader, goodClaims());
  const forged: [string, string][] = [
    ["without an algorithm", `${encode({ alg: "none", typ: "JWT" })}.${p}.`],
    ["without an algorithm, signed", sign({ alg: "none", typ: "JWT" }, goodClaims())],
    ["of HS512", sign({ alg: "HS512", typ: "JWT" }, goodClaims(), { hash: "sha512" })],
    ["of HS512 under our header", sign(goodHeader, goodClaims(), { hash: "sha512" })],
    ["of RS256", sign({ alg: "RS256", typ: "JWT" }, goodClaims())],
    ["with a header of its own", sign({ ...goodHeader, kid: "../../dev/null" }, goodClaims())],
    ["under another secret", sign(goodHeader, goodClaims(), { secret: "x".repeat(35) })],
    ["without its signature", `${h}.${p}`],
    ["with an empty signature", `${h}.${p}.`],
    ["with a short signature", right.slice(0, -1)],
    ["with a long signature", `${right}A`],
    ["with a signature of 43 other characters", `${h}.${p}.${"é".repeat(43)}`],
    ["with a changed subject", right.replace(p, encode({ ...goodClaims(), sub: "ben" }))],
    ["with a fourth part", `${right}.${h}`],
    ["that is empty", ""],
    ["of dots", "..."],
    ["that is garbage", "\u0000\uFFFF{}"],
    ["that is too long", sign(goodHeader, { ...goodClaims(), padding: "x".repeat(4096) })],
    ["whose claims are no object", sign(goodHeader, "amina")],
    ["whose claims are null", sign(goodHeader, null)],
    ["without a subject", sign(goodHeader, { ...goodClaims(), sub: undefined })],
    ["without a session", sign(goodHeader, { ...goodClaims(), session_id: undefined })],
    ["without a school", sign(goodHeader, { ...goodClaims(), app_metadata: { role: "STUDENT" } })],
    [
      "of a role that nobody has",
      sign(goodHeader, { ...goodClaims(), app_metadata: { role: "SYSTEM", school_id: "x" } }),
    ],
    ["of another database role", sign(goodHeader, { ...goodClaims(), role: "service_role" })],
    ["without an end", sign(goodHeader, { ...goodClaims(), exp: undefined })],
    ["with an end that is text", sign(goodHeader, { ...goodClaims(), exp: "9999999999" })],
    ["that has ended", sign(goodHeader, { ...goodClaims(), exp: 1 })],
    ["that is not valid yet", sign(goodHeader, { ...goodClaims(), nbf: 9_999_999_999 })],
    ["with a beginning that is text", sign(goodHeader, { ...goodClaims(), nbf: "0" })],
  ];
  it.each(forged)("is refused: one %s", (_what, token) => {
    expect(verifyAccessToken(token)).toBeUndefined();
    expect(verifyAccessToken(token)).toBeUndefined();
  });
});
