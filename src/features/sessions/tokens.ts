import { createHash, createHmac, randomBytes } from "node:crypto";
import { config } from "#src/config.ts";

/** 256 random bits, for the first refresh token of a session and for a link to a new password. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored of a token. It is random, so one round of a fast hash hides it. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/**
 * The refresh token that replaces this one. It follows from it and from the server's secret, so that a tab that comes
 * late with the old token can be given the same new one although only hashes are stored. Without the secret it is as
 * unpredictable as the first.
 */
export function nextRefreshToken(token: string): string {
  return createHmac("sha256", config.secret).update(`refresh:${token}`).digest("base64url");
}

const maxGenerations = 1000;

/** The descendant of a token whose hash is stored, or undefined when there is none within reach. */
export function findDescendant(token: string, hash: string): string | undefined {
  let descendant = token;
  for (let generation = 0; generation < maxGenerations; generation += 1) {
    descendant = nextRefreshToken(descendant);
    if (hashToken(descendant) === hash) return descendant;
  }
  return undefined;
}

/** The row that counts failed sign-ins of an address, which it does not tell. */
export function attemptsKey(email: string): string {
  return createHmac("sha256", config.secret).update(`sign-in:${email}`).digest("base64url");
}
