import { createHash, randomBytes, randomUUID, timingSafeEqual, verify as verifySignature } from "node:crypto";
import http, { type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { base32, matchTotp } from "#src/platform/identity/totp.ts";
import { isPasswordHash, isPasswordOf } from "./password-hash.ts";
import { legacySigner, newSigner, publicJwks, type Signer, signJwt } from "./signing.ts";

/**
 * Supabase Auth as its contract describes it (openapi.yaml and the error codes of supabase/auth), in memory: what this program
 * and the public client `@supabase/auth-js` ask of it. It is a server of its own, so that clients speak HTTP to it.
 */
type Json = Record<string, unknown>;
type Factor = { id: string; status: "unverified" | "verified"; name: string; secret: Buffer; createdAt: string };
type User = {
  id: string;
  email: string;
  password: string | undefined;
  hash: string | undefined;
  confirmedAt: string | undefined;
  bannedUntil: number;
  appMetadata: Json;
  userMetadata: Json;
  factors: Factor[];
  createdAt: string;
};
type Session = { id: string; userId: string; amr: { method: string; timestamp: number }[]; createdAt: number };
type Refresh = { token: string; sessionId: string; parent: string | undefined; revokedAt: number | undefined };
type Flow = { userId: string; challenge: string };

/** Changes the claims of an access token, as a function in the database that is set as the hook does. */
export type TokenHook = (event: {
  user_id: string;
  claims: Json;
  authentication_method: string;
}) => Promise<{ claims: Json } | { error: { http_code: number; message: string } }>;

export class AuthError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const reuseGraceMs = 10_000;
const tokenSeconds = 3600;
const maxBodyBytes = 1024 * 1024;
const fail = (status: number, code: string, message: string): never => {
  throw new AuthError(status, code, message);
};
const isoOf = (ms: number) => new Date(ms).toISOString();

export type SupabaseAuthServer = Awaited<ReturnType<typeof startSupabaseAuth>>;

export async function startSupabaseAuth({ hook }: { hook?: TokenHook } = {}) {
  const keys = { publishable: `sb_publishable_${randomUUID()}`, secret: `sb_secret_${randomUUID()}` };
  const legacySecret = randomBytes(32).toString("hex");
  const users = new Map<string, User>();
  const sessions = new Map<string, Session>();
  const refreshes = new Map<string, Refresh>();
  const challenges = new Map<string, { factorId: string; expiresAt: number }>();
  const flows = new Map<string, Flow>();
  const links = new Map<string, { userId: string; type: string }>();
  const mails: { to: string; type: string; tokenHash: string }[] = [];
  const calls: string[] = [];
  const grantsBy = new Map<string, number>();
  const ssoDomains = new Map<string, string>();
  const state = {
    signers: [newSigner("ES256")] as Signer[],
    /** Moves the server's clock. */
    skewMs: 0,
    /** Answers nothing but this status, as when the service is away. */
    down: 0,
    leastPasswordLength: 6,
    /** How many password grants of one address are taken, by `sb-forwarded-for` where it stands. */
    grantsOfAddress: 1_000,
    hook,
  };
  let url = "";
  const time = () => Date.now() + state.skewMs;

  const shown = (user: User) => ({
    id: user.id,
    aud: "authenticated",
    role: "authenticated",
    email: user.email,
    phone: "",
    ...(user.confirmedAt ? { email_confirmed_at: user.confirmedAt, confirmed_at: user.confirmedAt } : {}),
    ...(user.bannedUntil > 0 ? { banned_until: isoOf(user.bannedUntil) } : {}),
    app_metadata: user.appMetadata,
    user_metadata: user.userMetadata,
    ...(user.factors.length > 0
      ? {
          factors: user.factors.map(({ id, status, name, createdAt }) => ({
            id,
            status,
            friendly_name: name,
            factor_type: "totp",
            created_at: createdAt,
            updated_at: createdAt,
          })),
        }
      : {}),
    identities: [
      {
        identity_id: user.id,
        id: user.id,
        user_id: user.id,
        identity_data: { sub: user.id, email: user.email },
        provider: "email",
        created_at: user.createdAt,
        updated_at: user.createdAt,
        email: user.email,
      },
    ],
    created_at: user.createdAt,
    updated_at: user.createdAt,
    is_anonymous: false,
  });

  const byEmail = (email: unknown) =>
    typeof email === "string" ? [...users.values()].find((user) => user.email === email.toLowerCase()) : undefined;
  const isBanned = (user: User) => user.bannedUntil > time();
  const aalOf = (session: Session) => (session.amr.some(({ method }) => method === "totp") ? "aal2" : "aal1");

  async function accessTokenOf(user: User, session: Session, method: string): Promise<{ token: string; exp: number }> {
    const iat = Math.floor(time() / 1000);
    const exp = iat + tokenSeconds;
    let claims: Json = {
      iss: `${url}/auth/v1`,
      sub: user.id,
      aud: "authenticated",
      exp,
      iat,
      email: user.email,
      phone: "",
      app_metadata: user.appMetadata,
      user_metadata: user.userMetadata,
      role: "authenticated",
      aal: aalOf(session),
      amr: session.amr,
      session_id: session.id,
      is_anonymous: false,
    };
    if (state.hook) {
      const answer = await state.hook({ user_id: user.id, claims, authentication_method: method });
      if ("error" in answer) throw new AuthError(answer.error.http_code, "unexpected_failure", answer.error.message);
      claims = answer.claims;
    }
    const signer = state.signers[0] ?? legacySigner(legacySecret);
    return { token: signJwt(claims, signer), exp };
  }

  async function answerOf(user: User, session: Session, refresh: Refresh, method: string) {
    const { token, exp } = await accessTokenOf(user, session, method);
    return {
      access_token: token,
      token_type: "bearer",
      expires_in: tokenSeconds,
      expires_at: exp,
      refresh_token: refresh.token,
      user: shown(user),
    };
  }

  function swap(session: Session, from?: Refresh): Refresh {
    if (from) from.revokedAt ??= time();
    const next = {
      token: randomBytes(9).toString("base64url"),
      sessionId: session.id,
      parent: from?.token,
      revokedAt: undefined,
    };
    refreshes.set(next.token, next);
    return next;
  }

  function begin(user: User, method: string) {
    const session = {
      id: randomUUID(),
      userId: user.id,
      amr: [{ method, timestamp: Math.floor(time() / 1000) }],
      createdAt: time(),
    };
    sessions.set(session.id, session);
    return answerOf(user, session, swap(session), method);
  }

  function endSessions(which: (session: Session) => boolean): void {
    for (const session of [...sessions.values()].filter(which)) {
      sessions.delete(session.id);
      for (const { token, sessionId } of [...refreshes.values()]) {
        if (sessionId === session.id) refreshes.delete(token);
      }
    }
  }

  function knows(user: User, password: string): boolean {
    if (user.hash !== undefined) return isPasswordOf(user.hash, password);
    const [given, kept] = [password, user.password ?? ""].map((text) => createHash("sha256").update(text).digest());
    return user.password !== undefined && timingSafeEqual(given as Buffer, kept as Buffer);
  }

  async function renew(token: unknown) {
    const refresh = refreshes.get(String(token)) ?? notFound();
    const session = sessions.get(refresh.sessionId) ?? notFound();
    const user = users.get(session.userId) ?? notFound();
    if (isBanned(user)) fail(400, "user_banned", "Invalid Refresh Token: User Banned");
    if (refresh.revokedAt === undefined) return answerOf(user, session, swap(session, refresh), "token_refresh");
    const family = [...refreshes.values()].filter(({ sessionId }) => sessionId === session.id);
    const active = family.find(({ revokedAt }) => revokedAt === undefined);
    if (active?.parent === refresh.token) return answerOf(user, session, active, "token_refresh");
    if (active && time() - refresh.revokedAt <= reuseGraceMs) {
      return answerOf(user, session, swap(session, active), "token_refresh");
    }
    for (const one of family) one.revokedAt ??= time();
    return fail(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used");
  }

  function notFound(): never {
    return fail(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found");
  }

  /** The claims of a token that one of the keys signed. */
  function claimsOf(token: string): Json {
    const [header = "", payload = "", signature = ""] = token.split(".");
    try {
      const { alg, kid } = JSON.parse(Buffer.from(header, "base64url").toString());
      const signed = Buffer.from(`${header}.${payload}`);
      const bytes = Buffer.from(signature, "base64url");
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
      const signer = state.signers.find((one) => one.kid === kid && one.alg === alg);
      const key = signer?.publicKey;
      const isRight = key
        ? verifySignature("sha256", signed, alg === "ES256" ? { key, dsaEncoding: "ieee-p1363" } : key, bytes)
        : alg === "HS256" &&
          signJwt(claims, legacySigner(legacySecret), JSON.parse(Buffer.from(header, "base64url").toString())) ===
            token;
      if (isRight && claims.exp > time() / 1000) return claims;
    } catch {
      // Of no form.
    }
    return fail(403, "bad_jwt", "invalid JWT: unable to parse or verify signature, token is expired or malformed");
  }

  type Call = {
    method: string;
    path: string;
    query: URLSearchParams;
    body: Json;
    bearer: string;
    isAdmin: boolean;
    address: string;
  };

  function caller({ bearer }: Call): { user: User; session: Session } {
    if (!bearer) fail(401, "no_authorization", "This endpoint requires a valid Bearer token");
    const claims = claimsOf(bearer);
    const user =
      users.get(String(claims.sub)) ?? fail(403, "user_not_found", "User from sub claim in JWT does not exist");
    const session =
      sessions.get(String(claims.session_id)) ??
      fail(403, "session_not_found", "Session from session_id claim in JWT does not exist");
    if (isBanned(user)) fail(403, "user_banned", "User is banned");
    return { user, session };
  }

  function requireAdmin({ isAdmin }: Call): void {
    if (!isAdmin) fail(403, "not_admin", "User not allowed");
  }

  /** What an update takes too: a hash is taken for a new person alone, and is not looked at in an update. */
  function apply(user: User, body: Json): void {
    if (typeof body.email === "string") {
      const other = byEmail(body.email);
      // The service finds out by the index of its table.
      if (other && other.id !== user.id) fail(500, "unexpected_failure", "Error updating user");
      user.email = body.email.toLowerCase();
    }
    if (typeof body.password === "string") {
      if (body.password.length < state.leastPasswordLength) {
        fail(422, "weak_password", `Password should be at least ${state.leastPasswordLength} characters.`);
      }
      setPassword(user, body.password);
      endSessions((session) => session.userId === user.id);
    }
    if (body.email_confirm === true) user.confirmedAt ??= isoOf(time());
    // Null takes a name away.
    merge(user.appMetadata, body.app_metadata);
    merge(user.userMetadata, body.user_metadata);
    if (typeof body.ban_duration === "string") user.bannedUntil = banEnd(body.ban_duration);
  }

  function setPassword(user: User, password: string): void {
    if (Buffer.byteLength(password) > 72) fail(400, "validation_failed", "bcrypt: password length exceeds 72 bytes");
    user.password = password;
    user.hash = undefined;
  }

  function banEnd(duration: string): number {
    if (duration === "none") return 0;
    const [, hours] = /^(\d+)h$/.exec(duration) ?? fail(400, "validation_failed", "invalid format for ban duration");
    return time() + Number(hours) * 3_600_000;
  }

  function newUser(body: Json): User {
    if (typeof body.email !== "string" || !body.email.includes("@")) {
      return fail(400, "validation_failed", "Unable to validate email address: invalid format");
    }
    if (byEmail(body.email)) fail(422, "email_exists", "A user with this email address has already been registered");
    const id = typeof body.id === "string" ? body.id : randomUUID();
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
      fail(400, "validation_failed", "ID must conform to the uuid v4 format");
    if (users.has(id)) fail(500, "unexpected_failure", "Database error creating new user");
    const user: User = {
      id,
      email: body.email.toLowerCase(),
      password: undefined,
      hash: undefined,
      confirmedAt: undefined,
      bannedUntil: 0,
      appMetadata: { provider: "email", providers: ["email"] },
      userMetadata: {},
      factors: [],
      createdAt: isoOf(time()),
    };
    if (body.password === undefined && body.password_hash === undefined)
      user.password = randomBytes(32).toString("hex");
    if (typeof body.password_hash === "string") {
      if (body.password !== undefined)
        fail(400, "validation_failed", "Only a password or a password hash should be provided");
      if (!isPasswordHash(body.password_hash)) fail(500, "unexpected_failure", "Error creating user");
      user.hash = body.password_hash;
    }
    apply(user, body);
    users.set(user.id, user);
    return user;
  }

  function linkFor(user: User, type: string): string {
    const tokenHash = randomBytes(28).toString("hex");
    links.set(tokenHash, { userId: user.id, type });
    return tokenHash;
  }

  function mailLink(user: User | undefined, type: string): Json {
    if (user) mails.push({ to: user.email, type, tokenHash: linkFor(user, type) });
    return {};
  }

  function verifyLink({ body }: Call) {
    const hash = String(body.token_hash);
    const link = links.get(hash);
    const user = link && users.get(link.userId);
    const isOfType = link?.type === body.type || (body.type === "email" && link?.type === "magiclink");
    if (!user || !isOfType) return fail(403, "otp_expired", "Email link is invalid or has expired");
    if (isBanned(user)) return fail(403, "user_banned", "User is banned");
    links.delete(hash);
    user.confirmedAt ??= isoOf(time());
    return begin(user, "otp");
  }

  async function grant(call: Call) {
    const { body } = call;
    switch (call.query.get("grant_type")) {
      case "password": {
        const taken = (grantsBy.get(call.address) ?? 0) + 1;
        grantsBy.set(call.address, taken);
        if (taken > state.grantsOfAddress) fail(429, "over_request_rate_limit", "Request rate limit reached");
        const user = byEmail(body.email);
        if (!user?.password && !user?.hash) return fail(400, "invalid_credentials", "Invalid login credentials");
        if (isBanned(user)) fail(400, "user_banned", "User is banned");
        if (!knows(user, String(body.password))) fail(400, "invalid_credentials", "Invalid login credentials");
        if (!user.confirmedAt) fail(400, "email_not_confirmed", "Email not confirmed");
        return begin(user, "password");
      }
      case "refresh_token":
        return renew(body.refresh_token);
      case "pkce": {
        const flow = flows.get(String(body.auth_code));
        const user = flow && users.get(flow.userId);
        if (!user) return fail(404, "flow_state_not_found", "invalid flow state, no valid flow state found");
        const challenge = createHash("sha256").update(String(body.code_verifier)).digest("base64url");
        if (challenge !== flow.challenge)
          fail(400, "bad_code_verifier", "code challenge does not match previously saved code verifier");
        flows.delete(String(body.auth_code));
        return begin(user, "sso/saml");
      }
      default:
        return fail(400, "invalid_credentials", "unsupported_grant_type");
    }
  }

  function updateOwn(call: Call) {
    const { user, session } = caller(call);
    const { password, data, email } = call.body;
    if (call.body.app_metadata) fail(403, "not_admin", "Updating app_metadata requires admin privileges");
    const hasFactor = user.factors.some(({ status }) => status === "verified");
    if (hasFactor && aalOf(session) !== "aal2" && (password || email)) {
      fail(401, "insufficient_aal", "AAL2 session is required to update email or password when MFA is enabled.");
    }
    if (typeof password === "string") {
      if (password.length < 6) fail(422, "weak_password", "Password should be at least 6 characters.");
      if (knows(user, password)) fail(422, "same_password", "New password should be different from the old password.");
      setPassword(user, password);
      endSessions((one) => one.userId === user.id && one.id !== session.id);
    }
    merge(user.userMetadata, data);
    return shown(user);
  }

  async function factors(call: Call, rest: string[]) {
    const { user, session } = caller(call);
    const [id, act] = rest;
    if (id === undefined) {
      if (call.body.factor_type !== "totp")
        return fail(422, "mfa_phone_enroll_not_enabled", "MFA enroll is disabled for Phone");
      const name = String(call.body.friendly_name ?? "");
      if (user.factors.some((one) => one.name === name)) {
        fail(422, "mfa_factor_name_conflict", `A factor with the friendly name "${name}" for this user already exists`);
      }
      if (user.factors.some(({ status }) => status === "verified") && aalOf(session) !== "aal2") {
        fail(403, "insufficient_aal", "AAL2 required to enroll a new factor");
      }
      const factor: Factor = {
        id: randomUUID(),
        status: "unverified",
        name,
        secret: randomBytes(20),
        createdAt: isoOf(time()),
      };
      user.factors.push(factor);
      const secret = base32(factor.secret);
      const uri = `otpauth://totp/Contract:${encodeURIComponent(user.email)}?algorithm=SHA1&digits=6&issuer=Contract&period=30&secret=${secret}`;
      return { id: factor.id, type: "totp", friendly_name: name, totp: { qr_code: "<svg/>", secret, uri } };
    }
    const factor = user.factors.find((one) => one.id === id) ?? fail(404, "mfa_factor_not_found", "Factor not found");
    if (act === "challenge") {
      const challenge = randomUUID();
      const expiresAt = time() + 300_000;
      challenges.set(challenge, { factorId: factor.id, expiresAt });
      return { id: challenge, type: "totp", expires_at: Math.floor(expiresAt / 1000) };
    }
    if (act === "verify") {
      const challenge = challenges.get(String(call.body.challenge_id));
      if (challenge?.factorId !== factor.id)
        fail(422, "mfa_factor_not_found", "MFA factor with the provided challenge ID not found");
      if ((challenge?.expiresAt ?? 0) < time())
        fail(
          422,
          "mfa_challenge_expired",
          "MFA challenge has expired, verify against another challenge or create a new challenge.",
        );
      if (matchTotp(factor.secret, String(call.body.code), new Date(time()), 0) === undefined) {
        fail(422, "mfa_verification_failed", "Invalid TOTP code entered");
      }
      challenges.delete(String(call.body.challenge_id));
      factor.status = "verified";
      session.amr = [{ method: "totp", timestamp: Math.floor(time() / 1000) }, ...session.amr];
      endSessions((one) => one.userId === user.id && aalOf(one) === "aal1");
      user.factors = user.factors.filter(({ status }) => status === "verified");
      const current = [...refreshes.values()].find(
        (one) => one.sessionId === session.id && one.revokedAt === undefined,
      );
      return answerOf(user, session, swap(session, current), "totp");
    }
    if (factor.status === "verified" && aalOf(session) !== "aal2") {
      fail(422, "insufficient_aal", "AAL2 required to unenroll verified factor");
    }
    user.factors = user.factors.filter((one) => one !== factor);
    for (const one of sessions.values())
      if (one.userId === user.id) one.amr = one.amr.filter(({ method }) => method !== "totp");
    return { id: factor.id };
  }

  function adminUsers(call: Call, [id, act, factorId]: string[]) {
    requireAdmin(call);
    if (id === undefined) {
      if (call.method === "POST") return shown(newUser(call.body));
      const page = Number(call.query.get("page") ?? 1);
      const size = Number(call.query.get("per_page") ?? 50);
      return { users: [...users.values()].slice((page - 1) * size, page * size).map(shown), aud: "authenticated" };
    }
    if (!/^[0-9a-f-]{36}$/.test(id)) fail(404, "validation_failed", "user_id must be an UUID");
    const user = users.get(id) ?? fail(404, "user_not_found", "User not found");
    if (act === "factors" && factorId !== undefined) {
      user.factors = user.factors.filter((one) => one.id !== factorId);
      return { id: factorId };
    }
    if (act === "factors") return shown(user).factors ?? [];
    if (call.method === "PUT") apply(user, call.body);
    if (call.method === "DELETE") {
      users.delete(id);
      endSessions((session) => session.userId === id);
      return {};
    }
    return shown(user);
  }

  async function route(call: Call): Promise<{ status: number; body: unknown }> {
    const ok = (body: unknown) => ({ status: 200, body });
    const { method } = call;
    const [first = "", ...rest] = call.path.split("/").slice(1);
    switch (`${method} ${first}`) {
      case "GET .well-known":
        return ok(publicJwks(state.signers));
      case "GET settings":
        return ok({
          external: { email: true, phone: false },
          disable_signup: true,
          mailer_autoconfirm: false,
          phone_autoconfirm: false,
          sms_provider: "",
          saml_enabled: ssoDomains.size > 0,
        });
      case "GET health":
        return ok({
          version: "contract",
          name: "GoTrue",
          description: "GoTrue is a user registration and authentication API",
        });
      case "POST signup":
        return fail(422, "signup_disabled", "Signups not allowed for this instance");
      case "POST token":
        return ok(await grant(call));
      case "GET user":
        return ok(shown(caller(call).user));
      case "PUT user":
        return ok(updateOwn(call));
      case "POST logout": {
        const { user, session } = caller(call);
        const scope = call.query.get("scope") ?? "global";
        if (!["global", "local", "others"].includes(scope))
          fail(400, "validation_failed", `Unsupported logout scope "${scope}"`);
        endSessions(
          (one) => one.userId === user.id && (scope === "global" || (one.id === session.id) === (scope === "local")),
        );
        return { status: 204, body: undefined };
      }
      case "POST recover":
        return ok(mailLink(byEmail(call.body.email), "recovery"));
      case "POST otp":
        if (!byEmail(call.body.email)) fail(422, "otp_disabled", "Signups not allowed for otp");
        return ok(mailLink(byEmail(call.body.email), "magiclink"));
      case "POST verify":
        return ok(await verifyLink(call));
      case "POST factors":
      case "DELETE factors":
        return ok(await factors(call, rest));
      case "POST invite": {
        requireAdmin(call);
        const known = byEmail(call.body.email);
        if (known?.confirmedAt) fail(422, "email_exists", "A user with this email address has already been registered");
        const user = known ?? newUser({ email: call.body.email, user_metadata: call.body.data });
        mailLink(user, "invite");
        return ok(shown(user));
      }
      case "POST sso": {
        const domain = String(call.body.domain);
        const userId =
          ssoDomains.get(domain) ?? fail(404, "sso_provider_not_found", "No SSO provider assigned for this domain");
        const code = randomUUID();
        flows.set(code, { userId, challenge: String(call.body.code_challenge) });
        // The identity provider sends the browser back with the code; here it stands in the address at once.
        return ok({ url: `${url}/idp?redirect_to=${encodeURIComponent(String(call.body.redirect_to))}&code=${code}` });
      }
      default:
        return admin(call, first, rest);
    }
  }

  function admin(call: Call, first: string, [what, ...rest]: string[]): { status: number; body: unknown } {
    if (first !== "admin") return { status: 404, body: { code: "unknown", message: "404: Not Found" } };
    if (what === "users") return { status: 200, body: adminUsers(call, rest) };
    if (what === "generate_link") {
      requireAdmin(call);
      const user = byEmail(call.body.email) ?? fail(404, "user_not_found", "User with this email not found");
      const type = String(call.body.type);
      const tokenHash = linkFor(user, type);
      const link = {
        action_link: `${url}/auth/v1/verify?token=${tokenHash}&type=${type}&redirect_to=`,
        email_otp: "000000",
        hashed_token: tokenHash,
        verification_type: type,
        redirect_to: "",
      };
      return { status: 200, body: { ...shown(user), ...link } };
    }
    return { status: 404, body: { code: "unknown", message: "404: Not Found" } };
  }

  const server = http.createServer(async (request, response) => {
    const asked = new URL(request.url ?? "", url);
    const path = asked.pathname.replace(/^\/auth\/v1/, "");
    calls.push(`${request.method} ${path}${asked.search}`);
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    };
    if (state.down > 0) return send(state.down, { message: "The upstream server is away" });
    const apiKey = String(request.headers.apikey ?? "");
    const isOpen = path.startsWith("/.well-known/");
    if (!isOpen && apiKey !== keys.publishable && apiKey !== keys.secret) {
      return send(401, {
        message: "Invalid API key",
        hint: "Double check your Supabase `anon` or `service_role` API key.",
      });
    }
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
    try {
      const body = await bodyOf(request);
      const call = {
        method: request.method ?? "",
        path,
        query: asked.searchParams,
        body,
        bearer,
        isAdmin: apiKey === keys.secret && (bearer === "" || bearer === keys.secret),
        // Whom a caller speaks for is taken from one with the secret key alone.
        address: String(
          (apiKey === keys.secret && request.headers["sb-forwarded-for"]) || request.socket.remoteAddress,
        ),
      };
      const answer = await route(call);
      send(answer.status, answer.body);
    } catch (error) {
      if (!(error instanceof AuthError)) return send(500, { code: "unexpected_failure", message: String(error) });
      const { status, code, message } = error;
      const isNew = String(request.headers["x-supabase-api-version"] ?? "") >= "2024-01-01";
      send(status, isNew ? { code, message } : { code: status, error_code: code, msg: message }, {
        ...(isNew ? { "x-supabase-api-version": "2024-01-01" } : {}),
        "x-sb-error-code": code,
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    keys,
    legacySecret,
    state,
    users,
    sessions,
    mails,
    calls,
    ssoDomains,
    addUser: (body: Json) => newUser({ email_confirm: true, ...body }),
    stop: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

function merge(into: Json, changes: unknown): void {
  for (const [name, value] of Object.entries((changes ?? {}) as Json)) {
    if (value === null) delete into[name];
    else into[name] = value;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Json> {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > maxBodyBytes) fail(413, "request_entity_too_large", "request entity too large");
  }
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return fail(400, "bad_json", "Could not parse request body as JSON");
  }
}
