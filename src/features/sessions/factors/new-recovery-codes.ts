import { createHash, randomInt } from "node:crypto";
import { codesAtOnce } from "#src/features/sessions/values.ts";

/** Without letters and digits that look alike. */
const alphabet = "23456789abcdefghjkmnpqrstvwxyz";
const half = 5;

/** Ten codes of 49 random bits, as `abcde-fghjk`. */
export function newRecoveryCodes(): string[] {
  const codes = new Set<string>();
  while (codes.size < codesAtOnce) codes.add(`${letters()}-${letters()}`);
  return [...codes];
}

function letters(): string {
  return Array.from({ length: half }, () => alphabet.charAt(randomInt(alphabet.length))).join("");
}

/** The code as it was made, from what somebody typed: case, spaces and hyphens do not matter. Undefined for anything else. */
export function recoveryCodeOf(typed: string): string | undefined {
  const plain = typed.toLowerCase().replace(/[\s-]/g, "");
  if (plain.length !== 2 * half || [...plain].some((letter) => !alphabet.includes(letter))) return undefined;
  return `${plain.slice(0, half)}-${plain.slice(half)}`;
}

/**
 * The stored form: SHA-256 over person and code, since a code is random. It needs no secret of the program, so that the
 * codes still work when `APP_SECRET` was replaced and the authenticator's secrets do not open any more.
 */
export function hashRecoveryCode(userId: string, code: string): string {
  return createHash("sha256").update(`recovery-code:${userId}:${code}`).digest("base64url");
}
