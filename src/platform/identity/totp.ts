import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Codes of an authenticator app: TOTP (RFC 6238) with SHA-1, six digits and steps of 30 seconds, which every app knows.
 * SHA-1's weakness to collisions does not matter in an HMAC.
 */
export const totpDigits = 6;
const stepSeconds = 30;

/** The step of a moment: half minutes since 1970. */
export function totpStep(time: Date): number {
  return Math.floor(time.getTime() / 1000 / stepSeconds);
}

/** The code of one step, by RFC 4226: the last 31 bits that the HMAC's last digit points to, in decimal. */
export function totpCode(secret: Uint8Array, step: number, { digits = totpDigits, algorithm = "sha1" } = {}): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac(algorithm, secret).update(counter).digest();
  const from = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = mac.readUInt32BE(from) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

/**
 * The step whose code was given: of now, or of the half minute before or after, since clocks differ and typing takes time.
 * Undefined where none fits or where it is not after `lastStep`, whose code was used already. Every step is compared, so
 * that the time says nothing.
 */
export function matchTotp(secret: Uint8Array, code: string, time: Date, lastStep: number): number | undefined {
  const given = Buffer.from(/^\d{6}$/.test(code) ? code : "------");
  const current = totpStep(time);
  let matched: number | undefined;
  for (const step of [current - 1, current, current + 1]) {
    const isRight = timingSafeEqual(Buffer.from(totpCode(secret, step)), given);
    if (isRight && step > lastStep) matched = step;
  }
  return matched;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Base32 (RFC 4648) without padding, in which authenticator apps take a secret. */
export function base32(bytes: Uint8Array): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => alphabet.charAt(Number.parseInt(group.padEnd(5, "0"), 2))).join("");
}

/** What a QR code for authenticator apps holds: the "Key Uri Format" that they share. */
export function totpAddress(secret: Uint8Array, { issuer, account }: { issuer: string; account: string }): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`;
}
