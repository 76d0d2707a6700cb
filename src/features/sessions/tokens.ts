import { createHash, createHmac, randomBytes } from "node:crypto";
import { config } from "#src/config.ts";
import type { Source } from "#src/features/sessions/rules.ts";
import { networkOf } from "#src/platform/http/client-address.ts";

/** 256 random bits, for the first refresh token of a session and for a link for a new password. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** The stored form of a token. Tokens are random, so one round of a fast hash is enough. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/**
 * The refresh token that replaces this one. It is derived from it and from the server's secret, so that a tab that is
 * late with the old token can get the same new one although only hashes are stored. Without the secret it is as
 * unpredictable as the first.
 */
export function nextRefreshToken(token: string): string {
  return createHmac("sha256", config.secret).update(`refresh:${token}`).digest("base64url");
}

type Origin = { deviceToken?: string | undefined; userAgent: string | null; ip: string };

/** By what the holder of a refresh token is told from another; the hashes reveal neither. */
export function sourceOf({ deviceToken, userAgent, ip }: Origin): Source {
  const keyed = (what: string) => createHmac("sha256", config.secret).update(`refresh ${what}`).digest("base64url");
  return {
    browser: keyed(`by:${deviceToken ?? ""} ${userAgent ?? ""}`),
    network: keyed(`from:${networkOf(ip)}`),
  };
}

const maxGenerations = 1000;

/** The descendant of a token whose hash is stored; undefined if it is not among the next generations. */
export function findDescendant(token: string, hash: string): string | undefined {
  let descendant = token;
  for (let generation = 0; generation < maxGenerations; generation += 1) {
    descendant = nextRefreshToken(descendant);
    if (hashToken(descendant) === hash) return descendant;
  }
  return undefined;
}

/** The key under which something is counted; it does not reveal what. */
export function accountKey(what: string): string {
  return createHmac("sha256", config.secret).update(`sign-in:${what}`).digest("base64url");
}

/** As `accountKey`, for one source of attempts. It starts with the key of the account. */
export function attemptsKey(account: string, source: string): string {
  return `${account}.${createHmac("sha256", config.secret).update(`sign-in from:${source}`).digest("base64url")}`;
}
