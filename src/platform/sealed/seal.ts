import { createDecipheriv, hkdfSync } from "node:crypto";
import { config } from "#src/config.ts";

/**
 * What was sealed before there were keys (`field.ts` seals now): AES-256-GCM (NIST SP 800-38D) under a key that HKDF-SHA256
 * (RFC 5869) derives from APP_SECRET for each purpose, bound to its school. It is opened here until it is saved again.
 */
type SealedFor = { purpose: string; schoolId: string };

const ivBytes = 12;
const tagBytes = 16;

/**
 * Undefined for what was changed, or sealed by another secret, for another purpose or for another school.
 * @param sealed base64url of IV, tag and ciphertext
 */
export function open(sealed: string, { purpose, schoolId }: SealedFor): string | undefined {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes.length < ivBytes + tagBytes) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", derive(`key ${purpose}`, 32), bytes.subarray(0, ivBytes), {
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

function derive(info: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", config.secret, "", `competency sealed ${info}`, bytes));
}
