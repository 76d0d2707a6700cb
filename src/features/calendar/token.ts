import { createHash, randomBytes } from "node:crypto";

/** 256 bits, which nobody guesses. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored of a token. A fast hash is enough for what cannot be guessed. */
export function hashOfToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** The token in the last part of an address, if it looks like one. */
export function tokenOfFile(file: string): string | undefined {
  return /^([\w-]{43})\.ics$/.exec(file)?.[1];
}
