import { createHmac, timingSafeEqual } from "node:crypto";
import { config } from "#src/config.ts";

/** A token of one purpose is none of another. Links hold them, so that the words of a purpose never change. */
type Purpose = "file-link" | "invitation" | "unsubscribe";

/** The text and its signature, for a link: nothing is stored, and nobody else can make one. The text has no dot. */
export function signToken(purpose: Purpose, text: string): string {
  return `${text}.${signatureOf(purpose, text)}`;
}

/** The text, if the token was signed here for this purpose. */
export function readToken(purpose: Purpose, token: string): string | undefined {
  const [text = "", signature = ""] = token.split(".");
  const expected = Buffer.from(signatureOf(purpose, text));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given) ? text : undefined;
}

function signatureOf(purpose: Purpose, text: string): string {
  return createHmac("sha256", config.secret).update(`${purpose}:${text}`).digest("base64url");
}
