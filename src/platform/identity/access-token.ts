import { LRUCache } from "lru-cache";
import { config } from "#src/config.ts";
import { now } from "#src/lib/clock.ts";
import { signJws, type VerifyingKeys, verifyJws } from "#src/platform/identity/jws.ts";
import { publicJwk, type SigningPair, signingPair } from "#src/platform/identity/signing-key.ts";
import { type Key, keyInUse } from "#src/platform/keys/key.ts";
import { signingKeys } from "#src/platform/keys/keys.ts";
import { type Role, roles, type UserActor } from "#src/policy/actor.ts";

/**
 * The short-lived token that every request carries: a JWT access token (RFC 9068) under ES256, with the claims that the
 * policies of the database read. Only this module signs and verifies it; others can verify it by `publicKeys`.
 */
export function signAccessToken(actor: UserActor): string {
  const issuedAt = Math.floor(now().getTime() / 1000);
  const claims = {
    iss: config.issuer,
    aud: audience,
    sub: actor.userId,
    role: "authenticated",
    app_metadata: { role: actor.role, school_id: actor.schoolId },
    session_id: actor.sessionId,
    ...(actor.provedAt === undefined ? {} : { auth_time: actor.provedAt }),
    ...(actor.mustEnrol ? { enrol: true } : {}),
    ...(actor.isShared ? { shared: true } : {}),
    iat: issuedAt,
    exp: issuedAt + accessTokenSeconds(),
  };
  const { keys, pairs } = state();
  const pair = pairs.get(keyInUse(keys, now()).id);
  if (!pair) throw new Error("the signing key has no pair");
  return signJws(claims, { keyId: pair.id, key: pair.privateKey, type: tokenType });
}

export function accessTokenSeconds(): number {
  return config.accessTokenMinutes * 60;
}

/** The token's user, or undefined when it is not ours, not valid now, or its session has ended. */
export function verifyAccessToken(token: string): UserActor | undefined {
  const known = state().verified.get(token) ?? verified(token);
  if (!known || known.expiresAt <= now().getTime() || isSessionRevoked(known.actor.sessionId)) return undefined;
  return known.actor;
}

/** With which others verify these tokens, those of the next key before it is used (RFC 7517). */
export function publicKeys() {
  return { keys: [...state().pairs.values()].map(publicJwk) };
}

/**
 * Refuses the session's access tokens in this process from now on. They are valid until they expire, so other processes
 * must revoke them too, on a signal of the bus.
 */
export function revokeSession(sessionId: string): void {
  const { revoked } = state();
  const time = now().getTime();
  // The oldest come first. After the lifetime of a token, a revoked session has no valid token left.
  for (const [id, until] of revoked) {
    if (until > time) break;
    revoked.delete(id);
  }
  revoked.delete(sessionId);
  revoked.set(sessionId, time + accessTokenSeconds() * 1000);
}

export function isSessionRevoked(sessionId: string): boolean {
  return state().revoked.has(sessionId);
}

const tokenType = "at+jwt";
const audience = "competency-api";
const maxVerified = 10_000;

/** By how much the clock of the process that signed may be ahead of this one's. */
const clockSkewSeconds = 30;

type Verified = { actor: UserActor; expiresAt: number };

/** Checks the signature and the claims. The caller checks expiry and revocation. */
function verified(token: string): Verified | undefined {
  const { publicKeys: keys, verified: kept } = state();
  const known = claimsOf(verifyJws(token, keys, tokenType));
  if (known && known.expiresAt > now().getTime()) kept.set(token, known);
  return known;
}

/** The claims are signed by us, but still only the expected shape is accepted. */
function claimsOf(claims: Record<string, unknown> | undefined): Verified | undefined {
  if (!claims || !isRecord(claims.app_metadata)) return undefined;
  if (claims.iss !== config.issuer || claims.aud !== audience || !isTimely(claims)) return undefined;
  const { sub, exp, session_id: sessionId, app_metadata: metadata } = claims;
  const { role, school_id: schoolId } = metadata;
  if (typeof sub !== "string" || typeof sessionId !== "string" || typeof schoolId !== "string") return undefined;
  if (claims.role !== "authenticated" || !isRole(role)) return undefined;
  const { auth_time: provedAt, enrol, shared } = claims;
  return {
    // Shared by many requests.
    actor: Object.freeze({
      kind: "user",
      userId: sub,
      role,
      schoolId,
      sessionId,
      ...(isSecond(provedAt) ? { provedAt } : {}),
      // Of any other value too: whoever has the claim is held up.
      ...(enrol === undefined ? {} : { mustEnrol: true }),
      ...(shared === undefined ? {} : { isShared: true }),
    }),
    expiresAt: Number(exp) * 1000,
  };
}

/** Issued by now, not before its beginning, and for no longer than tokens are; whether it has ended is checked each time. */
function isTimely({ iat, nbf, exp }: Record<string, unknown>): boolean {
  const latest = now().getTime() / 1000 + clockSkewSeconds;
  if (!isSecond(iat) || !isSecond(exp)) return false;
  if (nbf !== undefined && !(isSecond(nbf) && nbf <= latest)) return false;
  return iat <= latest && exp > iat && exp - iat <= accessTokenSeconds();
}

function isSecond(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value);
}

type State = {
  keys: readonly Key[];
  pairs: ReadonlyMap<string, SigningPair>;
  publicKeys: VerifyingKeys;
  /** Under these keys alone: a token of a key that was taken away is verified again, and refused. */
  verified: LRUCache<string, Verified>;
  revoked: Map<string, number>;
};

/** On globalThis, since Next bundles its own copy of every module: a session ended in the API is ended for pages. */
const stateKey = Symbol.for("competency.accessTokens");

function state(): State {
  const holder = globalThis as { [stateKey]?: State };
  const keys = signingKeys();
  const current = holder[stateKey];
  if (current?.keys === keys) return current;
  const pairs = new Map(keys.map((key) => [key.id, signingPair(key)]));
  const next = {
    keys,
    pairs,
    publicKeys: new Map([...pairs].map(([id, pair]) => [id, pair.publicKey])),
    verified: new LRUCache<string, Verified>({ max: maxVerified }),
    revoked: current?.revoked ?? new Map(),
  };
  holder[stateKey] = next;
  return next;
}
