import { GoTrueAdminApi, GoTrueClient } from "@supabase/auth-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { appOf } from "./support/authenticator-app.ts";
import { type SupabaseAuthServer, startSupabaseAuth } from "./support/supabase-auth/server.ts";
import { newSigner } from "./support/supabase-auth/signing.ts";

/** The server of the tests answers Supabase's own client as that expects, so that the contract is not one of our making. */
let server: SupabaseAuthServer;
const password = "amber-Lantern-4471";

beforeAll(async () => {
  server = await startSupabaseAuth();
});
afterAll(() => server.stop());

function client() {
  return new GoTrueClient({
    url: `${server.url}/auth/v1`,
    headers: { apikey: server.keys.publishable },
    autoRefreshToken: false,
    persistSession: false,
    detectSessionInUrl: false,
    flowType: "pkce",
  });
}

function admin() {
  const { secret } = server.keys;
  return new GoTrueAdminApi({
    url: `${server.url}/auth/v1`,
    headers: { apikey: secret, Authorization: `Bearer ${secret}` },
  });
}

const addUser = (email: string) => server.addUser({ email, password });

test("signs in, reads the person, renews, and signs out", async () => {
  const { id } = addUser("in@school.test");
  const auth = client();
  const { data, error } = await auth.signInWithPassword({ email: "IN@school.test", password });
  expect(error).toBeNull();
  expect(data.user?.id).toBe(id);
  const claims = await auth.getClaims(data.session?.access_token);
  expect(claims.data?.claims).toMatchObject({ sub: id, aud: "authenticated", aal: "aal1", role: "authenticated" });
  const renewed = await auth.refreshSession({ refresh_token: data.session?.refresh_token ?? "" });
  expect(renewed.error).toBeNull();
  expect(renewed.data.session?.refresh_token).not.toBe(data.session?.refresh_token);
  expect((await auth.getUser()).data.user?.email).toBe("in@school.test");
  expect((await auth.signOut({ scope: "local" })).error).toBeNull();
  expect((await auth.getUser(renewed.data.session?.access_token)).error?.name).toBe("AuthSessionMissingError");
});

test("refuses with the codes of the service", async () => {
  addUser("no@school.test");
  const auth = client();
  expect((await auth.signInWithPassword({ email: "no@school.test", password: "x" })).error?.code).toBe(
    "invalid_credentials",
  );
  expect((await auth.signInWithPassword({ email: "who@school.test", password })).error?.code).toBe(
    "invalid_credentials",
  );
  expect((await auth.signUp({ email: "new@school.test", password })).error?.code).toBe("signup_disabled");
  expect((await auth.refreshSession({ refresh_token: "none" })).error?.code).toBe("refresh_token_not_found");
});

test("a refresh token is used once, and an old one ends its family", async () => {
  addUser("once@school.test");
  const auth = client();
  const first =
    (await auth.signInWithPassword({ email: "once@school.test", password })).data.session?.refresh_token ?? "";
  const renew = async (token: string) => await client().refreshSession({ refresh_token: token });
  const second = (await renew(first)).data.session?.refresh_token ?? "";
  // Its answer may have been lost.
  expect((await renew(first)).data.session?.refresh_token).toBe(second);
  const third = (await renew(second)).data.session?.refresh_token ?? "";
  expect((await renew(first)).error).toBeNull();
  server.state.skewMs = 11_000;
  try {
    expect((await renew(first)).error?.code).toBe("refresh_token_already_used");
    expect((await renew(third)).error?.code).toBe("refresh_token_already_used");
  } finally {
    server.state.skewMs = 0;
  }
});

test("a factor leads to aal2, and is needed to take it away", async () => {
  const { id } = addUser("factor@school.test");
  const auth = client();
  await auth.signInWithPassword({ email: "factor@school.test", password });
  const { data: factor } = await auth.mfa.enroll({ factorType: "totp", friendlyName: "phone" });
  if (factor?.type !== "totp") throw new Error("no factor");
  const wrong = await auth.mfa.challengeAndVerify({ factorId: factor.id, code: "000000" });
  expect(wrong.error?.code).toBe("mfa_verification_failed");
  const right = await auth.mfa.challengeAndVerify({ factorId: factor.id, code: appOf(factor.totp.secret).code() });
  expect(right.error).toBeNull();
  expect((await auth.mfa.getAuthenticatorAssuranceLevel()).data).toMatchObject({
    currentLevel: "aal2",
    nextLevel: "aal2",
  });
  const other = client();
  await other.signInWithPassword({ email: "factor@school.test", password });
  expect((await other.mfa.getAuthenticatorAssuranceLevel()).data).toMatchObject({
    currentLevel: "aal1",
    nextLevel: "aal2",
  });
  expect((await other.mfa.unenroll({ factorId: factor.id })).error?.code).toBe("insufficient_aal");
  expect((await other.updateUser({ password: "another-Lantern-88" })).error?.code).toBe("insufficient_aal");
  expect((await admin().mfa.deleteFactor({ id: factor.id, userId: id })).error).toBeNull();
});

test("an administrator makes, changes, bans, lists and deletes people", async () => {
  const api = admin();
  const made = await api.createUser({
    email: "made@school.test",
    email_confirm: true,
    app_metadata: { role: "STUDENT" },
  });
  const id = made.data.user?.id ?? "";
  expect(made.data.user?.app_metadata).toMatchObject({ role: "STUDENT", provider: "email" });
  expect((await api.createUser({ email: "made@school.test" })).error?.code).toBe("email_exists");
  const changed = await api.updateUserById(id, { password, app_metadata: { role: null, school_id: "north" } });
  expect(changed.data.user?.app_metadata).toEqual({ provider: "email", providers: ["email"], school_id: "north" });
  expect((await api.updateUserById(id, { ban_duration: "24h" })).data.user?.banned_until).toBeTruthy();
  expect((await client().signInWithPassword({ email: "made@school.test", password })).error?.code).toBe("user_banned");
  expect((await api.listUsers({ page: 1, perPage: 100 })).data.users.map((user) => user.id)).toContain(id);
  expect((await api.deleteUser(id)).error).toBeNull();
  expect((await api.getUserById(id)).error?.code).toBe("user_not_found");
  const stranger = new GoTrueAdminApi({ url: `${server.url}/auth/v1`, headers: { apikey: server.keys.publishable } });
  expect((await stranger.listUsers()).error?.code).toBe("not_admin");
});

test("links are used once, and an invited person is known", async () => {
  addUser("link@school.test");
  const { data } = await admin().generateLink({ type: "recovery", email: "link@school.test" });
  const token_hash = data.properties?.hashed_token ?? "";
  const auth = client();
  expect((await auth.verifyOtp({ type: "recovery", token_hash })).error).toBeNull();
  expect((await auth.updateUser({ password: "another-Lantern-88" })).error).toBeNull();
  expect((await auth.verifyOtp({ type: "recovery", token_hash })).error?.code).toBe("otp_expired");
  await client().resetPasswordForEmail("link@school.test");
  await client().signInWithOtp({ email: "link@school.test", options: { shouldCreateUser: false } });
  await admin().inviteUserByEmail("invited@school.test");
  expect(server.mails.map(({ to, type }) => `${type} ${to}`)).toEqual([
    "recovery link@school.test",
    "magiclink link@school.test",
    "invite invited@school.test",
  ]);
});

test("single sign-on begins at the provider of a domain", async () => {
  const { id } = addUser("sso@school.test");
  server.ssoDomains.set("school.test", id);
  const { data, error } = await client().signInWithSSO({
    domain: "school.test",
    options: { skipBrowserRedirect: true },
  });
  expect(error).toBeNull();
  expect(data?.url).toContain("/idp?");
  expect((await client().signInWithSSO({ domain: "no.test" })).error?.code).toBe("sso_provider_not_found");
});

test("keys rotate, of either algorithm, and a token of the key before still counts", async () => {
  addUser("keys@school.test");
  const before =
    (await client().signInWithPassword({ email: "keys@school.test", password })).data.session?.access_token ?? "";
  server.state.signers = [newSigner("RS256"), ...server.state.signers];
  const after =
    (await client().signInWithPassword({ email: "keys@school.test", password })).data.session?.access_token ?? "";
  for (const token of [before, after]) expect((await client().getClaims(token)).error).toBeNull();
});
