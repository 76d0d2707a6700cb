import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { config } from "#src/config.ts";

/**
 * Secrets of others that the program has to use again, such as a school's key for an outside service. They are encrypted
 * by AES-256-GCM (NIST SP 800-38D) with a key that is derived from the program's secret by HKDF-SHA256 (RFC 5869), one for
 * each purpose, and bound to their school: what was sealed for one school opens for no other.
 */
export type SealedFor = { purpose: string; schoolId: string };

const ivBytes = 12;
const tagBytes = 16;

/** @returns base64url of IV, tag and ciphertext; another text each time */
export function seal(secret: string, { purpose, schoolId }: SealedFor): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", keyOf(purpose), iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(schoolId));
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** Undefined for what was changed, or sealed by another secret, for another purpose or for another school. */
export function open(sealed: string, { purpose, schoolId }: SealedFor): string | undefined {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes.length < ivBytes + tagBytes) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", keyOf(purpose), bytes.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(schoolId));
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

/** Names the secret without saying anything about it, so that one can see that a value was sealed by another. */
export function sealName(purpose: string): string {
  return derive(`name ${purpose}`, 8).toString("base64url");
}

function keyOf(purpose: string): Buffer {
  return derive(`key ${purpose}`, 32);
}

function derive(info: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", config.secret, "", `competency sealed ${info}`, bytes));
}
