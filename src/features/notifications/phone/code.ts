import { createHmac, randomInt, timingSafeEqual } from "node:crypto";
import { config } from "#src/config.ts";

const digits = 6;

export function makeCode(): string {
  return String(randomInt(10 ** digits)).padStart(digits, "0");
}

/** What a code proves: that whoever has it reads what is sent to this number, for this person and this time. */
type About = { id: string; userId: string; number: string };

/** Of six digits a hash alone would hide nothing, so it is made with the program's secret. */
export function hashOfCode({ id, userId, number }: About, code: string): string {
  return createHmac("sha256", config.secret).update(`phone-code:${id}:${userId}:${number}:${code}`).digest("base64url");
}

/** By which the codes that were sent to a number are counted, while nobody reads the number in it. */
export function hashOfNumber(number: string): string {
  return createHmac("sha256", config.secret).update(`phone-number:${number}`).digest("base64url");
}

export function isCode(about: About & { codeHash: string }, code: string): boolean {
  const [expected, given] = [Buffer.from(about.codeHash), Buffer.from(hashOfCode(about, code))];
  return expected.length === given.length && timingSafeEqual(expected, given);
}
