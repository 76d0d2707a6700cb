import { createHmac, hkdfSync } from "node:crypto";
import { config } from "#src/config.ts";

/**
 * By what name the analytics service knows a person or a school: HMAC-SHA256 of the id, in base64url. Always the same for
 * one, and without APP_SECRET nobody can tell whose it is. Of APP_SECRET and no key of the ring, since those are replaced.
 */
export function outsideName(of: "person" | "school", id: string): string {
  return hmac(`${of} ${id}`).toString("base64url");
}

/** Of an interaction; always the same for one. A UUID of version 8 (RFC 9562, section 5.8). */
export function outsideUuid(id: string): string {
  const bytes = hmac(`interaction ${id}`).subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function hmac(text: string): Buffer {
  const key = Buffer.from(hkdfSync("sha256", config.secret, "", "competency analytics names", 32));
  return createHmac("sha256", key).update(text).digest();
}
