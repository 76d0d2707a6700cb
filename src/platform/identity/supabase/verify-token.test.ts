import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { setClock } from "#src/lib/clock.ts";
import { verifySupabaseToken as verify } from "#src/platform/identity/supabase/verify-token.ts";
import { forgetKeys } from "#src/platform/identity/supabase/verifying-keys.ts";
import { type SupabaseAuthServer, startSupabaseAuth } from "../../../../tests/support/supabase-auth/server.ts";
import { legacySigner, newSigner, type Signer, signJwt } from "../../../../tests/support/supabase-auth/signing.ts";
import { useSupabaseAuth } from "../../../../tests/support/supabase-auth/use-server.ts";

let server: SupabaseAuthServer;

beforeAll(async () => {
  server = await startSupabaseAuth();
  useSupabaseAuth(server);
});
afterAll(() => server.stop());
afterEach(() => setClock());
beforeEach(() => {
  server.state.signers = [newSigner("ES256")];
  server.state.down = 0;
  server.calls.length = 0;
  forgetKeys();
});

const person = "0192f0c4-5a3e-7c11-9a55-2f6f1c0a7b01";
const session = "0192f0c4-5a3e-7c11-9a55-2f6f1c0a7b02";

function claims(changed: object = {}) {
  const iat = Math.floor(Date.now() / 1000);
  const metadata = { app_metadata: {}, user_metadata: {}, email: "a@school.test", phone: "" };
  const who = { iss: `${server.url}/auth/v1`, aud: "authenticated", sub: person, role: "authenticated" };
  return {
    ...metadata,
    ...who,
    iat,
    exp: iat + 3600,
    session_id: session,
    aal: "aal1",
    is_anonymous: false,
    ...changed,
  };
}

const signer = () => server.state.signers[0] as Signer;
const signed = (changed: object = {}, by: Signer = signer(), header: object = {}) =>
  signJwt(claims(changed), by, header);
const jwksCalls = () => server.calls.filter((call) => call.includes("jwks.json")).length;

test("takes tokens of each kind of key", async () => {
  server.state.signers = [newSigner("ES256"), newSigner("RS256")];
  for (const by of [...server.state.signers, legacySigner(server.legacySecret)]) {
    expect(await verify(signed({}, by)), by.alg).toMatchObject({ subject: person, sessionId: session, aal: "aal1" });
  }
  // A project that moved to other keys still names the key of its secret.
  expect(await verify(signed({}, { ...legacySigner(server.legacySecret), kid: "was-published-never" }))).toBeDefined();
});

test.each([
  ["of another project", { iss: "https://other.supabase.co/auth/v1" }],
  ["for another audience", { aud: "other" }],
  ["for several audiences", { aud: ["authenticated", "other"] }],
  ["that has ended", { exp: Math.floor(Date.now() / 1000) - 1 }],
  ["that is not yet issued", { iat: Math.floor(Date.now() / 1000) + 3000 }],
  ["that never ends", { exp: Math.floor(Date.now() / 1000) + 3e8 }],
  ["of the service itself", { role: "service_role" }],
  ["of nobody in particular", { is_anonymous: true }],
  ["without a session", { session_id: undefined }],
  ["of no person", { sub: "admin" }],
])("refuses a token %s", async (_what, changed) => {
  expect(await verify(signed())).toBeDefined();
  expect(await verify(signed(changed))).toBeUndefined();
});

test("refuses another algorithm than the key's", async () => {
  const [header, payload] = signed().split(".");
  const unsigned = Buffer.from(JSON.stringify({ alg: "none", kid: signer().kid, typ: "JWT" })).toString("base64url");
  const shown = String(signer().publicKey?.export({ type: "spki", format: "pem" }));
  expect(await verify(signed({}, { kid: signer().kid, alg: "HS256", key: shown }))).toBeUndefined();
  expect(await verify(`${unsigned}.${payload}.`)).toBeUndefined();
  expect(await verify(`${header}.${payload}.`)).toBeUndefined();
  expect(await verify(signed({}, signer(), { alg: "RS256" }))).toBeUndefined();
  expect(await verify(signed({}, newSigner("ES256")))).toBeUndefined();
  expect(await verify(signed({}, signer(), { jku: "https://evil.test" }))).toBeUndefined();
  expect(await verify(signed({}, signer(), { typ: "at+jwt" }))).toBeUndefined();
});

test("aal1 is not enough where aal2 is asked", async () => {
  expect(await verify(signed(), { leastAal: "aal2" })).toBeUndefined();
  expect(await verify(signed({ aal: "aal2" }), { leastAal: "aal2" })).toMatchObject({ aal: "aal2" });
});

test("reads the keys once for many tokens, and again for a new key, but not for every one that is made up", async () => {
  await Promise.all(Array.from({ length: 20 }, () => verify(signed())));
  expect(jwksCalls()).toBe(1);
  const made = newSigner("ES256");
  await verify(signed({}, made));
  expect(jwksCalls()).toBe(1);
  setClock(() => new Date(Date.now() + 11_000));
  server.state.signers = [newSigner("RS256"), ...server.state.signers];
  expect(await verify(signed())).toBeDefined();
  expect(jwksCalls()).toBe(2);
  for (let i = 0; i < 20; i += 1) expect(await verify(signed({}, newSigner("ES256")))).toBeUndefined();
  expect(jwksCalls()).toBe(2);
});

test("a key that was taken away stops counting, and while none can be read the known ones count on", async () => {
  const before = signed({ exp: Math.floor(Date.now() / 1000) + 7200 });
  expect(await verify(before)).toBeDefined();
  setClock(() => new Date(Date.now() + 11 * 60_000));
  server.state.down = 503;
  expect(await verify(before)).toBeDefined();
  setClock(() => new Date(Date.now() + 12 * 60_000));
  server.state.down = 0;
  server.state.signers = [newSigner("ES256")];
  expect(await verify(before)).toBeUndefined();
});
