import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import { LRUCache } from "lru-cache";
import { config } from "#src/config.ts";
import { now } from "#src/lib/clock.ts";
import { type Role, roles, type UserActor } from "#src/policy/actor.ts";

/**
 * The short-lived token that every request carries: a JWT (RFC 7519) under HS256, with the claims that the policies
 * of the database read. Only this module signs and verifies it.
 */
export function signAccessToken(actor: UserActor): string {
  const issuedAt = Math.floor(now().getTime() / 1000);
  const claims = {
    sub: actor.userId,
    role: "authenticated",
    app_metadata: { role: actor.role, school_id: actor.schoolId },
    session_id: actor.sessionId,
    ...(actor.provedAt === undefined ? {} : { auth_time: actor.provedAt }),
    ...(actor.mustEnrol ? { enrol: true } : {}),
    iat: issuedAt,
    exp: issuedAt + accessTokenSeconds(),
  };
  const signed = `${header}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
  return `${signed}.${signatureOf(signed)}`;
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

/** The only accepted header. It is compared as a whole, so that the bearer cannot choose an algorithm. */
const header = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString("base64url");
const signatureLength = 43;
const maxTokenLength = 2048;
const maxVerified = 10_000;

type Verified = { actor: UserActor; expiresAt: number };

/** Checks the signature, in constant time, and the claims. The caller checks expiry and revocation. */
function verified(token: string): Verified | undefined {
  if (token.length > maxTokenLength) return undefined;
  const lastDot = token.lastIndexOf(".");
  const signed = token.slice(0, lastDot);
  const signature = token.slice(lastDot + 1);
  if (!signed.startsWith(`${header}.`) || signature.length !== signatureLength) return undefined;
  const given = Buffer.from(signature);
  const right = Buffer.from(signatureOf(signed));
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  const known = claimsOf(signed.slice(header.length + 1));
  if (known && known.expiresAt > now().getTime()) state().verified.set(token, known);
  return known;
}

/** The claims are signed by us, but still only the expected shape is accepted. */
function claimsOf(payload: string): Verified | undefined {
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  } catch {
    return undefined;
  }
  if (!isRecord(claims) || !isRecord(claims.app_metadata)) return undefined;
  const { sub, exp, nbf, session_id: sessionId, app_metadata: metadata } = claims;
  const { role, school_id: schoolId } = metadata;
  if (typeof sub !== "string" || typeof sessionId !== "string" || typeof schoolId !== "string") return undefined;
  if (claims.role !== "authenticated" || !isRole(role)) return undefined;
  if (typeof exp !== "number" || !Number.isFinite(exp)) return undefined;
  if (nbf !== undefined && !(typeof nbf === "number" && nbf * 1000 <= now().getTime())) return undefined;
  const { auth_time: provedAt, enrol } = claims;
  return {
    // Shared by many requests.
    actor: Object.freeze({
      kind: "user",
      userId: sub,
      role,
      schoolId,
      sessionId,
      ...(typeof provedAt === "number" && Number.isFinite(provedAt) ? { provedAt } : {}),
      // Of any other value too: whoever has the claim is held up.
      ...(enrol === undefined ? {} : { mustEnrol: true }),
    }),
    expiresAt: exp * 1000,
  };
}

function signatureOf(signed: string): string {
  const { key } = state();
  return createHmac("sha256", key).update(signed).digest("base64url");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value);
}

type State = { key: KeyObject; verified: LRUCache<string, Verified>; revoked: Map<string, number> };

/** On globalThis, since Next bundles its own copy of every module: a session ended in the API is ended for pages. */
const stateKey = Symbol.for("competency.accessTokens");

function state(): State {
  const holder = globalThis as { [stateKey]?: State };
  holder[stateKey] ??= {
    key: createSecretKey(config.secret, "utf8"),
    verified: new LRUCache({ max: maxVerified }),
    revoked: new Map(),
  };
  return holder[stateKey];
}
