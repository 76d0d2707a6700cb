import { open, seal } from "#src/platform/sealed/seal.ts";

/** Bound to the person, so that a row moved to somebody else does not open. */
const sealedFor = (userId: string) => ({ purpose: "totp", schoolId: `user ${userId}` });

export function sealSecret(secret: Uint8Array, userId: string): string {
  return seal(Buffer.from(secret).toString("base64url"), sealedFor(userId));
}

/** Undefined for a secret that was sealed by another `APP_SECRET`, or for somebody else. */
export function openSecret(sealed: string, userId: string): Uint8Array | undefined {
  const opened = open(sealed, sealedFor(userId));
  return opened === undefined ? undefined : Buffer.from(opened, "base64url");
}
