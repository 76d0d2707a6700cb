import { createHmac, timingSafeEqual } from "node:crypto";
import { config } from "#src/config.ts";

/** Whose e-mails of which type end; ALL for every type that may be switched off. */
export type Unsubscribing = { userId: string; type: string };

/** Signed and without an end: an old message must still be able to end the messages. */
export function unsubscribeToken({ userId, type }: Unsubscribing): string {
  const named = Buffer.from(`${type}:${userId}`).toString("base64url");
  return `${named}.${signatureOf(named)}`;
}

/** What the token says, if it was signed here. */
export function readUnsubscribeToken(token: string): Unsubscribing | undefined {
  const [named = "", signature = ""] = token.split(".");
  const expected = Buffer.from(signatureOf(named));
  const given = Buffer.from(signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
  const [type = "", ...userId] = Buffer.from(named, "base64url").toString().split(":");
  return { type, userId: userId.join(":") };
}

function signatureOf(named: string): string {
  return createHmac("sha256", config.secret).update(`unsubscribe:${named}`).digest("base64url");
}
