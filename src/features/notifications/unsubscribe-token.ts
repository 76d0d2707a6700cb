import { readToken, signToken } from "#src/platform/identity/signed-token.ts";

/** Whose e-mails of which type end; ALL for every type that may be switched off. */
export type Unsubscribing = { userId: string; type: string };

/** Signed and without an end: an old message must still be able to end the messages. */
export function unsubscribeToken({ userId, type }: Unsubscribing): string {
  return signToken("unsubscribe", Buffer.from(`${type}:${userId}`).toString("base64url"));
}

/** What the token says, if it was signed here. */
export function readUnsubscribeToken(token: string): Unsubscribing | undefined {
  const named = readToken("unsubscribe", token);
  if (named === undefined) return undefined;
  const [type = "", ...userId] = Buffer.from(named, "base64url").toString().split(":");
  return { type, userId: userId.join(":") };
}
