import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { now, setClock } from "#src/lib/clock.ts";
import { publicKeys, signAccessToken, verifyAccessToken } from "#src/platform/identity/access-token.ts";
import { verifyJws } from "#src/platform/identity/jws.ts";
import { signingPair } from "#src/platform/identity/signing-key.ts";
import { signingKeys } from "#src/platform/keys/keys.ts";
import { testSecret } from "../../../tests/support/secret.ts";

afterEach(() => setClock());

const [signingKey] = signingKeys();
if (!signingKey) throw new Error("there is no key");
const pair = signingPair(signingKey);
const otherPair = signingPair({ ...signingKey, secret: Buffer.alloc(32, 7) });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const goodHeader = { alg: "ES256", typ: "at+jwt", kid: pair.id };
const seconds = Math.floor(now().getTime() / 1000);
const goodClaims = {
  iss: "urn:competency",
  aud: "competency-api",
  sub: "amina",
  role: "authenticated",
  app_metadata: { role: "STUDENT", school_id: "north" },
  session_id: "s1",
  iat: seconds,
  exp: seconds + 600,
};

const encode = (part: unknown) =>
  Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");
const ecdsa = (signed: string, key: KeyObject = pair.privateKey, hash = "sha256") =>
  sign(hash, Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" });

/** Signed as it should be, whatever it says: only what is looked at can refuse it. */
function token(header: unknown, claims: unknown, signature = ecdsa): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${signature(signed).toString("base64url")}`;
}
const withHeader = (changes: object) => token({ ...goodHeader, ...changes }, goodClaims);
const withClaims = (changes: object) => token(goodHeader, { ...goodClaims, ...changes });
const hmac = (key: string | Buffer) => (signed: string) => createHmac("sha256", key).update(signed).digest();

const right = token(goodHeader, goodClaims);
const [h = "", p = "", s = ""] = right.split(".");
const bytes = Buffer.from(s, "base64url");
const withSignature = (signature: Buffer | string) =>
  `${h}.${p}.${typeof signature === "string" ? signature : signature.toString("base64url")}`;
const publicPem = pair.publicKey.export({ format: "pem", type: "spki" });
const publicDer = pair.publicKey.export({ format: "der", type: "spki" });

const order = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
const scalar = (value: bigint) => Buffer.from(value.toString(16).padStart(64, "0"), "hex");
const pairOf = (one: bigint, other: bigint) => Buffer.concat([scalar(one), scalar(other)]);
const scalarIn = (part: Buffer) => BigInt(`0x${part.toString("hex")}`);
const [r, t] = [scalarIn(bytes.subarray(0, 32)), scalarIn(bytes.subarray(32))];

const forged: Record<string, [string, string][]> = {
  "another algorithm": [
    ["none", `${encode({ ...goodHeader, alg: "none" })}.${p}.`],
    ["None", `${encode({ ...goodHeader, alg: "None" })}.${p}.`],
    ["none, with a signature", withHeader({ alg: "none" })],
    ["an empty name", withHeader({ alg: "" })],
    ["no name", withHeader({ alg: undefined })],
    ["a list", withHeader({ alg: ["ES256"] })],
    ["in small letters", withHeader({ alg: "es256" })],
    [
      "HS256 under the public key as PEM",
      token({ ...goodHeader, alg: "HS256" }, goodClaims, hmac(publicPem.toString())),
    ],
    ["HS256 under the public key as DER", token({ ...goodHeader, alg: "HS256" }, goodClaims, hmac(publicDer))],
    [
      "HS256 under the public key as JWK",
      token({ ...goodHeader, alg: "HS256" }, goodClaims, hmac(JSON.stringify(publicKeys().keys[0]))),
    ],
    ["HS256 under an empty key", token({ ...goodHeader, alg: "HS256" }, goodClaims, hmac(""))],
    ["HS256 under APP_SECRET", token({ ...goodHeader, alg: "HS256" }, goodClaims, hmac(testSecret))],
    ["HS256 as tokens had it before", token({ alg: "HS256", typ: "JWT" }, goodClaims, hmac(testSecret))],
    ["ES256 in the header and an HMAC behind it", token(goodHeader, goodClaims, hmac(publicPem.toString()))],
    ["ES384", token({ ...goodHeader, alg: "ES384" }, goodClaims, (signed) => ecdsa(signed, pair.privateKey, "sha384"))],
    ["ES256 with SHA-512", token(goodHeader, goodClaims, (signed) => ecdsa(signed, pair.privateKey, "sha512"))],
    [
      "RS256",
      token({ ...goodHeader, alg: "RS256" }, goodClaims, (signed) =>
        sign("sha256", Buffer.from(signed), rsa.privateKey),
      ),
    ],
    [
      "RS256 behind ES256",
      token(goodHeader, goodClaims, (signed) => sign("sha256", Buffer.from(signed), rsa.privateKey)),
    ],
    ["EdDSA", withHeader({ alg: "EdDSA" })],
  ],
  "another key": [
    ["one of the attacker's", token(goodHeader, goodClaims, (signed) => ecdsa(signed, otherPair.privateKey))],
    ["an unknown kid", withHeader({ kid: "other" })],
    ["no kid", withHeader({ kid: undefined })],
    ["kid null", withHeader({ kid: null })],
    ["kid as a number", withHeader({ kid: 0 })],
    ["kid as a list", withHeader({ kid: [pair.id] })],
    ["kid as a path", withHeader({ kid: "../../dev/null" })],
    ["kid as SQL", withHeader({ kid: `${pair.id}' or '1'='1` })],
    ["kid as a member of every object", withHeader({ kid: "__proto__" })],
    ["kid as a method of a map", withHeader({ kid: "get" })],
    ["kid with a zero byte", withHeader({ kid: `${pair.id}\u0000` })],
    [
      "kid in other letters",
      withHeader({ kid: pair.id.toUpperCase() === pair.id ? pair.id.toLowerCase() : pair.id.toUpperCase() }),
    ],
    [
      "one that it brings along",
      token({ ...goodHeader, jwk: otherPair.publicKey.export({ format: "jwk" }) }, goodClaims, (signed) =>
        ecdsa(signed, otherPair.privateKey),
      ),
    ],
    ["an address of keys", withHeader({ jku: "https://attacker.example/jwks" })],
    ["an address of certificates", withHeader({ x5u: "https://attacker.example/x5u" })],
    ["certificates", withHeader({ x5c: ["MIIB"] })],
  ],
  "another header": [
    ["an extension that is critical", withHeader({ crit: ["exp"] })],
    ["an empty list of critical ones", withHeader({ crit: [] })],
    ["a payload that is not encoded", withHeader({ b64: false })],
    ["zip", withHeader({ zip: "DEF" })],
    ["another type", withHeader({ typ: "JWT" })],
    ["no type", withHeader({ typ: undefined })],
    ["the type of another purpose", withHeader({ typ: "dpop+jwt" })],
    ["the type as a media type", withHeader({ typ: "application/at+jwt" })],
    ["the algorithm twice", token(`{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"${pair.id}"}`, goodClaims)],
    ["the kid twice", token(`{"alg":"ES256","typ":"at+jwt","kid":"x","kid":"${pair.id}"}`, goodClaims)],
    [
      "the algorithm twice, once with an escape",
      token(`{"a\\u006cg":"none","alg":"ES256","typ":"at+jwt","kid":"${pair.id}"}`, goodClaims),
    ],
    ["a list", token([goodHeader], goodClaims)],
    ["text", token('"ES256"', goodClaims)],
    ["null", token("null", goodClaims)],
    ["nothing", token("", goodClaims)],
    ["bytes that are no UTF-8", token(Buffer.from([0x7b, 0xff, 0x7d]).toString("latin1"), goodClaims)],
    ["a byte order mark", token(`\uFEFF${JSON.stringify(goodHeader)}`, goodClaims)],
  ],
  "another issuer or audience": [
    ["no issuer", withClaims({ iss: undefined })],
    ["an issuer that begins as ours", withClaims({ iss: "urn:competency.attacker" })],
    ["an issuer with a slash", withClaims({ iss: "urn:competency/" })],
    ["a list of issuers", withClaims({ iss: ["urn:competency"] })],
    ["no audience", withClaims({ aud: undefined })],
    ["another audience", withClaims({ aud: "competency-web" })],
    ["a list of audiences", withClaims({ aud: ["competency-api", "other"] })],
    ["an empty list", withClaims({ aud: [] })],
  ],
  "another time": [
    ["over", withClaims({ iat: seconds - 700, exp: seconds - 100 })],
    ["over this second", withClaims({ iat: seconds - 600, exp: seconds })],
    ["without an end", withClaims({ exp: undefined })],
    ["an end that is text", withClaims({ exp: "9999999999" })],
    ["an end that is no whole number", withClaims({ exp: seconds + 600.5 })],
    ["an end that is no number", token(goodHeader, JSON.stringify(goodClaims).replace(/"exp":\d+/, '"exp":1e400'))],
    ["an end in milliseconds", withClaims({ exp: (seconds + 600) * 1000 })],
    ["longer than a token is valid", withClaims({ exp: seconds + 601 })],
    ["without a beginning", withClaims({ iat: undefined })],
    ["a beginning that is text", withClaims({ iat: String(seconds) })],
    ["issued in the future", withClaims({ iat: seconds + 40, exp: seconds + 600 })],
    ["issued before 1970", withClaims({ iat: -1, exp: 599 })],
    ["issued long ago", withClaims({ iat: 0 })],
    ["an end before its beginning", withClaims({ iat: seconds + 20, exp: seconds + 10 })],
    ["not before later", withClaims({ nbf: seconds + 40 })],
    ["not before as text", withClaims({ nbf: "0" })],
  ],
  "another content": [
    ["no subject", withClaims({ sub: undefined })],
    ["a subject that is a number", withClaims({ sub: 1 })],
    ["no session", withClaims({ session_id: undefined })],
    ["no school", withClaims({ app_metadata: { role: "STUDENT" } })],
    ["a role that nobody has", withClaims({ app_metadata: { role: "SYSTEM", school_id: "x" } })],
    ["another database role", withClaims({ role: "service_role" })],
    ["a subject twice", token(goodHeader, JSON.stringify(goodClaims).replace('"sub"', '"sub":"ben","sub"'))],
    [
      "a school twice",
      token(goodHeader, JSON.stringify(goodClaims).replace('"school_id"', '"school_id":"south","school_id"')),
    ],
    ["no object", token(goodHeader, '"amina"')],
    ["null", token(goodHeader, "null")],
    ["a list", token(goodHeader, [goodClaims])],
    ["too long", withClaims({ padding: "x".repeat(4096) })],
    ["changed after it was signed", `${h}.${encode({ ...goodClaims, sub: "ben" })}.${s}`],
  ],
  // As Wycheproof has them, whose own tokens and signatures are in `wycheproof.test.ts`.
  "another form": [
    ["a modified signature", withSignature(Buffer.concat([Buffer.from([bytes.readUInt8(0) ^ 1]), bytes.subarray(1)]))],
    ["a missing signature", `${h}.${p}.`],
    ["a missing signature and separator", `${h}.${p}`],
    ["a missing payload", `${h}..${s}`],
    ["a missing payload and separator", `${h}.${s}`],
    ["a missing header", `.${p}.${s}`],
    ["a missing header and separator", `${p}.${s}`],
    ["the payload alone, with separators", `.${p}.`],
    ["the payload alone", p],
    ["nothing", ""],
    ["separators alone", ".."],
    ["an empty fourth part", `${right}.`],
    ["a fourth part", `${right}.foo`],
    ["the JSON form", JSON.stringify({ payload: p, signatures: [{ protected: h, signature: s }] })],
    ["the signature in DER", withSignature(sign("sha256", Buffer.from(`${h}.${p}`), pair.privateKey))],
    ["a signature one byte short", withSignature(bytes.subarray(0, 63))],
    ["a signature one byte long", withSignature(Buffer.concat([bytes, Buffer.alloc(1)]))],
    ["r and s of 0", withSignature(pairOf(0n, 0n))],
    ["r of 0", withSignature(pairOf(0n, t))],
    ["s of 0", withSignature(pairOf(r, 0n))],
    ["r and s of 1", withSignature(pairOf(1n, 1n))],
    ["r of the order", withSignature(pairOf(order, t))],
    ["s of the order", withSignature(pairOf(r, order))],
    ["r and s of the order", withSignature(pairOf(order, order))],
    ["the order less 1", withSignature(pairOf(order - 1n, order - 1n))],
    ["r and s exchanged", withSignature(pairOf(t, r))],
    ["bits beyond the last byte", withSignature(`${s.slice(0, -1)}${nextLetter(s.at(-1) ?? "A")}`)],
    ["padding", `${right}==`],
    ["the alphabet of base64", withSignature(`${s.slice(0, -1)}+`)],
    ["a space before it", ` ${right}`],
    ["a line break behind it", `${right}\n`],
    ["letters that are no ASCII", `${h}.${p}.${"é".repeat(86)}`],
    ["a zero byte", `${h}.${p}.${s}\u0000`],
  ],
};

/** Decodes to the same bytes, for readers that do not look at the bits beyond them. */
function nextLetter(letter: string): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return letters[letters.indexOf(letter) ^ 1] ?? "";
}

describe("of all tokens only that is accepted which is right in everything", () => {
  it("is accepted with its signature, as a control for the cases below", () => {
    expect(verifyAccessToken(right)).toMatchObject({ userId: "amina" });
    expect(verifyAccessToken(withClaims({ iat: seconds + 25, exp: seconds + 600, nbf: seconds + 25 }))).toBeDefined();
    expect(verifyAccessToken(withClaims({ sub: 'a:"b":c\\', jti: { a: [{ b: ":" }] } }))).toMatchObject({
      userId: 'a:"b":c\\',
    });
  });

  for (const [what, cases] of Object.entries(forged)) {
    it.each(cases)(`refuses ${what}: %s [V9.1.2] [V9.1.3] [V9.2.2] [V9.2.3] [V9.2.4]`, (_case, text) => {
      expect(verifyAccessToken(text)).toBeUndefined();
      expect(verifyAccessToken(text)).toBeUndefined();
    });
  }

  it("refuses every token with one bit of it changed [V9.1.1]", () => {
    const accepted: number[] = [];
    for (let at = 0; at < right.length; at += 1) {
      for (const bit of [1, 2, 4, 8, 16, 32]) {
        const changed = right.slice(0, at) + String.fromCharCode(right.charCodeAt(at) ^ bit) + right.slice(at + 1);
        if (verifyAccessToken(changed)) accepted.push(at);
      }
    }
    expect(accepted).toEqual([]);
  });

  it("refuses a token when its key is no longer among those that are accepted", () => {
    expect(verifyJws(right, new Map([[pair.id, pair.publicKey]]), "at+jwt")).toMatchObject({ sub: "amina" });
    expect(verifyJws(right, new Map([["next", otherPair.publicKey]]), "at+jwt")).toBeUndefined();
    expect(verifyJws(right, new Map([[pair.id, otherPair.publicKey]]), "at+jwt")).toBeUndefined();
  });
});

it("a token that was signed here is right in everything", () => {
  const actor = { kind: "user", userId: "u", role: "STUDENT", schoolId: "north", sessionId: "s" } as const;
  expect(verifyAccessToken(signAccessToken(actor))).toEqual(actor);
});
