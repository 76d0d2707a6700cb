import { createHash } from "node:crypto";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The id of a person in Supabase Auth, where ids are UUIDs: their own or, where that is another text, one that is made from it
 * (RFC 9562, version 8).
 */
export function subjectOf(userId: string): string {
  if (uuid.test(userId)) return userId;
  const bytes = createHash("sha256").update(`competency:${userId}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
